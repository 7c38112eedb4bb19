"""A llama-server as Ollama starts it, and what it says of a prompt's cost."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import socket
from typing import Any, Final

import aiohttp

_HOST: Final = "127.0.0.1"
# Ollama's num_batch, for batch and micro-batch alike.
_BATCH: Final = 512
_CONTEXT: Final = 65536
_START: Final = 60
_ANSWER: Final = aiohttp.ClientTimeout(total=600)


@dataclass(frozen=True, kw_only=True)
class LlamaServer:
    """A server that runs, by its documented HTTP interface."""

    session: aiohttp.ClientSession
    url: str

    async def async_tokens(self, text: str) -> Sequence[int]:
        """Return a text's tokens, a template's marks as one each."""
        body = {"content": text, "add_special": False, "parse_special": True}
        tokens: Sequence[int] = (await self._async_post("tokenize", body))["tokens"]
        return tokens

    async def async_evaluated(self, tokens: Sequence[int]) -> tuple[int, int]:
        """Return how many tokens of a prompt were read and how many were there already."""
        body = {"prompt": tokens, "n_predict": 1, "temperature": 0, "cache_prompt": True}
        timings = (await self._async_post("completion", body))["timings"]
        return timings["prompt_n"], timings["cache_n"]

    async def _async_post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return an answer."""
        async with self.session.post(f"{self.url}/{path}", json=body, timeout=_ANSWER) as response:
            response.raise_for_status()
            answer: dict[str, Any] = await response.json()
            return answer


@asynccontextmanager
async def running(program: Path, model: Path) -> AsyncGenerator[LlamaServer]:
    """Return a server that has loaded a model."""
    port = _free_port()
    options = ("-c", _CONTEXT, "-np", 1, "-t", 1, "-b", _BATCH, "-ub", _BATCH, "--offline")
    process = await asyncio.create_subprocess_exec(
        *map(str, (program, "-m", model, "--host", _HOST, "--port", port, *options)),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with aiohttp.ClientSession() as session:
            server = LlamaServer(session=session, url=f"http://{_HOST}:{port}")
            await _async_ready(server, process)
            yield server
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _async_ready(server: LlamaServer, process: asyncio.subprocess.Process) -> None:
    """Wait until the model is loaded; raises RuntimeError if the server ends before, TimeoutError if never."""
    async with asyncio.timeout(_START):
        while process.returncode is None:
            try:
                async with server.session.get(f"{server.url}/health") as response:
                    if response.ok:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.1)
    raise RuntimeError(f"the server ended with {process.returncode}")


def _free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind((_HOST, 0))
        port: int = found.getsockname()[1]
        return port
