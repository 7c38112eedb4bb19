"""A stand-in over real HTTP on the loopback address, and the official client for it."""

from collections.abc import AsyncGenerator, AsyncIterable

import ollama
import pytest

from dev.scripted_ollama import Model, ScriptedOllama

CHATTY = Model("qwen3.5:4b", capabilities=("completion", "tools", "vision", "thinking"))
PLAIN = Model("phi3:mini", capabilities=("completion",), context_length=8192)
EMBEDDER = Model("nomic-embed-text", capabilities=("embedding",), embedding_length=64)
CLOUD = Model(
    "gpt-oss:120b-cloud", remote_host="https://ollama.com:443", remote_model="gpt-oss:120b"
)


@pytest.fixture(autouse=True)
def loopback(socket_enabled: None) -> None:
    """Let the tests open sockets; the test plugin still refuses hosts other than 127.0.0.1."""


@pytest.fixture
async def server() -> AsyncGenerator[ScriptedOllama]:
    """Return a running stand-in with a model of each kind."""
    models = [CHATTY, PLAIN, EMBEDDER, CLOUD]
    async with ScriptedOllama(models, library=[Model("llama3.2:3b")]) as running:
        yield running


@pytest.fixture
async def client(server: ScriptedOllama) -> AsyncGenerator[ollama.AsyncClient]:
    """Return the official client."""
    async with ollama.AsyncClient(server.url, timeout=5) as official:
        yield official


async def drain[T](stream: AsyncIterable[T], into: list[T]) -> None:
    """Read a stream to its end, keeping what came before it broke."""
    async for item in stream:
        into.append(item)  # noqa: PERF401 - a comprehension would lose what came
