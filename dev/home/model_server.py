"""Finds the Ollama that the home talks to, or starts the scripted one in its place."""

import asyncio
from collections.abc import AsyncGenerator
import contextlib
from dataclasses import dataclass
import os
import signal

import aiohttp

from .process import LOOPBACK, StartError, environment, free_port, port_is_free
from .tied import command

DEFAULT_URL = "http://localhost:11434"
# Beside Ollama's own, so that a second start usually finds the same address again.
DEMO_PORT = 11435
DEMO_NAME = "scripted demo model"
DEMO_START_SECONDS = 20
LOOK_SECONDS = 3


@dataclass(frozen=True, kw_only=True)
class ModelServer:
    """Where the model is, and what to call it."""

    url: str
    label: str

    @property
    def is_scripted(self) -> bool:
        """Say whether this is the stand-in and no model."""
        return self.label == DEMO_NAME


async def find_ollama() -> ModelServer | None:
    """Return the Ollama at OLLAMA_URL or on this machine, if it answers."""
    url = ollama_url()
    timeout = aiohttp.ClientTimeout(total=LOOK_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(f"{url}/api/version") as response,
        ):
            version = (await response.json())["version"]
    except aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError:
        return None
    return ModelServer(url=url, label=f"Ollama {version}")


def ollama_url() -> str:
    """Return the address to look at, with its scheme."""
    url = os.environ.get("OLLAMA_URL", "").strip().rstrip("/") or DEFAULT_URL
    return url if "://" in url else f"http://{url}"


@contextlib.asynccontextmanager
async def scripted_model() -> AsyncGenerator[ModelServer]:
    """Run the scripted Ollama as a process of its own, and end it."""
    port = DEMO_PORT if port_is_free(DEMO_PORT) else free_port()
    process = await asyncio.create_subprocess_exec(
        *command("dev.scripted_ollama", "--port", str(port), "--demo"),
        env=environment(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await _wait_until_it_listens(process, port)
        yield ModelServer(url=f"http://{LOOPBACK}:{port}", label=DEMO_NAME)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        await process.wait()


async def _wait_until_it_listens(process: asyncio.subprocess.Process, port: int) -> None:
    """Wait for the scripted server's port."""
    for _ in range(DEMO_START_SECONDS * 10):
        if process.returncode is not None:
            break
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise StartError("the scripted demo model did not start")
