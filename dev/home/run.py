"""What script/run does: a model server, Home Assistant, the demo home, Jarvis; until Ctrl-C."""

import asyncio
from collections.abc import AsyncGenerator
import contextlib
from dataclasses import asdict
import json
from pathlib import Path
import secrets
import shutil
import signal
import time

from . import demo, jarvis, say
from .ask import Asked, ask, language_of
from .client import CommandError, HomeClient
from .demo_home import house as demo_home
from .flow import FlowError
from .model_server import ModelServer, find_ollama, scripted_model
from .onboarding import Credentials, connect
from .options import Options
from .process import LOOPBACK, RESTART_EXIT_CODE, HassProcess, StartError, is_running, port_is_free

EVERYWHERE = "0.0.0.0"  # noqa: S104 only with --lan
DEMO_USER = "jarvis"
CREDENTIALS = "credentials.json"


async def main(options: Options) -> int:
    """Run until interrupted; returns the exit code."""
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(_run(options))

    def stop() -> None:
        """Stop once; a second Ctrl-C must not leave processes behind."""
        if not task.cancelling():
            print("\nStopping…", flush=True)
            task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    try:
        return await task
    except asyncio.CancelledError:
        print("Stopped.")
        return 0
    except (StartError, FlowError, CommandError, jarvis.SetupError) as err:
        print(f"error: {err}")
        return 1
    except OSError as err:
        if err.filename is None:
            raise
        print(f"error: cannot use {err.filename}: {err.strerror}; choose another --folder")
        return 1


async def _run(options: Options) -> int:
    """Start everything, then answer the one question or stay."""
    if not port_is_free(options.port):
        raise StartError(
            f"port {options.port} is taken: stop what uses it, or choose another, "
            f"such as --port {options.port + 1}"
        )
    folder = options.folder.resolve()
    if is_running(folder / "config"):
        raise StartError(f"the home in {folder} is running: stop it, or take another --folder")
    if options.fresh:
        _throw_away(folder)
    started = time.monotonic()
    async with _model_server(options) as server:
        hass = _prepare(options, folder / "config")
        while True:
            async with hass:
                asked = await _settle(options, folder, hass, server, started)
                if asked is not None:
                    return 1 if asked.kind == "error" else 0
                code = await hass.wait()
            if code != RESTART_EXIT_CODE:
                raise StartError(f"Home Assistant ended ({code}):\n{hass.log_tail()}")
            print("Home Assistant starts again.", flush=True)


def _throw_away(folder: Path) -> None:
    """Delete a demo home, and nothing that is not one."""
    if not folder.exists():
        return
    if not (folder / CREDENTIALS).exists() and any(folder.iterdir()):
        raise StartError(f"{folder} does not look like a demo home: delete it yourself")
    shutil.rmtree(folder)


def _prepare(options: Options, config: Path) -> HassProcess:
    """Write what Home Assistant needs before its first start."""
    print("Starting Home Assistant, log in " + str(config / "home-assistant.log"), flush=True)
    demo.write_configuration(config)
    return HassProcess(
        config,
        host=EVERYWHERE if options.lan else LOOPBACK,
        integrations={demo_home.DOMAIN: demo.INTEGRATION, jarvis.DOMAIN: jarvis.INTEGRATION},
        port=options.port,
    )


async def _settle(
    options: Options, folder: Path, hass: HassProcess, server: ModelServer | None, started: float
) -> Asked | None:
    """Onboard, furnish and set Jarvis up; then ask the one question, if there is one."""
    path = folder / CREDENTIALS
    async with connect(hass.url, Credentials(username=DEMO_USER, password=DEMO_USER), path) as home:
        credentials = await _guard(home, path, lan=options.lan)
        await demo.furnish(home, language=options.language)
        agent = await _set_up_jarvis(options, folder, home, server)
        if options.ask is not None:
            print(say.about_model(server, agent))
            asked = await ask(
                home,
                options.ask,
                agent=agent.entity_id,
                language=language_of(options.ask, options.language),
            )
            print(say.about_answer(options.ask, asked), flush=True)
            return asked
        print(say.about_model(server, agent))
        print(say.about_home(options.port, credentials, lan=options.lan))
        print(f"Ready after {time.monotonic() - started:.0f} s.", flush=True)
        return None


async def _set_up_jarvis(
    options: Options, folder: Path, home: HomeClient, server: ModelServer | None
) -> jarvis.Agent:
    """Set the integration up, anew when the model server is another one than last time.

    An Ollama that is only off today is kept: Jarvis uses it again when it is back.
    """
    path = folder / "model_server.json"
    before = ModelServer(**json.loads(path.read_text())) if path.exists() else None
    away = server is None and before is not None and not before.is_scripted
    anew = not away and (server and server.url) != (before and before.url)
    agent = await jarvis.set_up(home, server, language=options.language, anew=anew)
    if server is not None:
        path.write_text(json.dumps(asdict(server)))
    elif not away:
        path.unlink(missing_ok=True)
    return agent


async def _guard(home: HomeClient, path: Path, *, lan: bool) -> Credentials:
    """Return the credentials; the network must not meet the well-known password."""
    known = Credentials.load(path)
    if known is None:
        raise StartError(f"{path} is gone")
    if not lan or known.password != DEMO_USER:
        return known
    password = secrets.token_urlsafe(9)
    await home.command(
        "config/auth_provider/homeassistant/change_password",
        current_password=known.password,
        new_password=password,
    )
    changed = Credentials(
        name=known.name, password=password, token=known.token, username=known.username
    )
    changed.save(path)
    return changed


@contextlib.asynccontextmanager
async def _model_server(options: Options) -> AsyncGenerator[ModelServer | None]:
    """Give the scripted model server, or the Ollama that is there, if any."""
    if not options.demo_model:
        yield await find_ollama()
        return
    async with scripted_model() as server:
        yield server
