"""Starts a real Home Assistant process in a folder, and makes sure that it ends."""

import asyncio
from collections.abc import Mapping
import contextlib
import fcntl
import json
import os
from pathlib import Path
import signal
import socket
import sys
from typing import Self

import aiohttp

from .tied import command

LOOPBACK = "127.0.0.1"
RESTART_EXIT_CODE = 100
START_TIMEOUT = 180
STOP_TIMEOUT = 20
CERTIFICATES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt")


class StartError(Exception):
    """Home Assistant did not start; the message is for the person at the terminal."""


def free_port() -> int:
    """Return a port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def port_is_free(port: int) -> bool:
    """Say whether a server could listen on this port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def is_running(folder: Path) -> bool:
    """Say whether a Home Assistant works in this configuration folder, by the lock that it holds."""
    try:
        with (folder / ".ha_run.lock").open("r+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


class HassProcess:
    """One `hass` in its own process group; use it as an async context manager."""

    def __init__(
        self,
        folder: Path,
        *,
        integrations: Mapping[str, Path],
        port: int,
        host: str = LOOPBACK,
        python: Path | str = sys.executable,
    ) -> None:
        """Keep what is needed; `integrations` are the custom components to link in, by domain."""
        self.folder = folder
        self.port = port
        self.log = folder / "process.log"
        self._host = host
        self._integrations = integrations
        self._process: asyncio.subprocess.Process | None = None
        self._python = str(python)

    @property
    def url(self) -> str:
        """Where this machine reaches it."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def __aenter__(self) -> Self:
        """Start, and wait until it answers."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    async def start(self) -> None:
        """Start and wait until it answers.

        Raises StartError, with the end of the log, when it ends or stays silent.
        """
        self._prepare()
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command(
                    *("homeassistant", "--config", str(self.folder), "--log-no-color"),
                    python=self._python,
                ),
                cwd=self.folder,
                env=environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            await self._wait_until_it_answers()
        except BaseException:
            await self.stop()
            raise

    async def wait(self) -> int:
        """Wait until it ends by itself; its exit code is RESTART_EXIT_CODE when it wants a restart."""
        if self._process is None:
            raise StartError("Home Assistant was not started")
        return await self._process.wait()

    async def stop(self) -> None:
        """Ask it to stop, then insist, and leave none of its children behind."""
        if self._process is None:
            return
        if self._process.returncode is None:
            self._process.terminate()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOP_TIMEOUT):
                    await self._process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()

    def log_tail(self, lines: int = 15) -> str:
        """Return the end of what it logged."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _prepare(self) -> None:
        """Link the integrations in and choose the port."""
        components = self.folder / "custom_components"
        components.mkdir(parents=True, exist_ok=True)
        for domain, source in self._integrations.items():
            link = components / domain
            link.unlink(missing_ok=True)
            link.symlink_to(source.resolve(), target_is_directory=True)
        (self.folder / "configuration.yaml").touch()
        self.log.unlink(missing_ok=True)
        write_http_settings(self.folder, self._host, self.port)

    async def _wait_until_it_answers(self) -> None:
        """Poll a page that needs no token: a refused one would be shown as a login attempt."""
        timeout = aiohttp.ClientTimeout(total=2)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            for _ in range(START_TIMEOUT * 5):
                if self.pid is None:
                    raise StartError(f"Home Assistant ended while starting:\n{self.log_tail()}")
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with session.get(f"{self.url}/manifest.json") as response:
                        if response.status == 200:
                            return
                await asyncio.sleep(0.2)
        raise StartError(f"Home Assistant did not answer in {START_TIMEOUT} s:\n{self.log_tail()}")


def environment() -> dict[str, str]:
    """Return the environment for child processes.

    A Python unpacked into a private folder looks for certificates there and finds none.
    """
    env = dict(os.environ)
    bundle = next((path for path in CERTIFICATES if Path(path).exists()), None)
    if bundle is not None:
        env.setdefault("SSL_CERT_FILE", bundle)
    return env


def write_http_settings(folder: Path, host: str, port: int) -> None:
    """Choose where Home Assistant listens.

    A port in configuration.yaml is only tried: unless confirmed, it is taken back after five
    minutes. The oldest storage format is read by every version, and counts as confirmed.
    """
    settings = {"server_host": [host], "server_port": port}
    store = {"version": 1, "minor_version": 1, "key": "http", "data": settings}
    path = folder / ".storage" / "http"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(store))
