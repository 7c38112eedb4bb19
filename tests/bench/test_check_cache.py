"""The check against llama-server, at its HTTP interface."""

from collections.abc import AsyncGenerator
import importlib
from pathlib import Path
import stat
import sys
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from benchmarks.bench.memory import HostedCache, Kind
from benchmarks.check_cache.compare import async_compare
from benchmarks.check_cache.conversations import Conversation
from benchmarks.check_cache.models import write_models
from benchmarks.check_cache.server import LlamaServer, running
from dev.scripted_ollama.speed import common_prefix


@pytest.fixture(autouse=True)
def loopback(socket_enabled: None) -> None:
    """Let the tests open sockets."""


@pytest.fixture
async def server() -> AsyncGenerator[LlamaServer]:
    """Return a server whose tokens are letters, and which remembers the last prompt."""
    held: list[str] = []

    async def tokenize(request: web.Request) -> web.Response:
        body = await request.json()
        return web.json_response({"tokens": [ord(letter) for letter in body["content"]]})

    async def completion(request: web.Request) -> web.Response:
        body: dict[str, Any] = await request.json()
        tokens = [str(token) for token in body["prompt"]]
        cached = min(common_prefix(held, tokens), len(tokens) - 1)
        held[:] = tokens
        timings = {"prompt_n": len(tokens) - cached, "cache_n": cached}
        return web.json_response({"content": "a", "timings": timings})

    app = web.Application()
    app.add_routes([web.post("/tokenize", tokenize), web.post("/completion", completion)])
    async with TestServer(app) as test_server, aiohttp.ClientSession() as session:
        yield LlamaServer(session=session, url=str(test_server.make_url("")).rstrip("/"))


async def test_costs_are_compared(server: LlamaServer) -> None:
    """Prompts cost the same where server and memory remember in the same way."""
    prompts = ["the home: kitchen", "the home: bath", "the home: bath"]
    conversation = Conversation(agent="ours", workload="W2", prompts=prompts)
    compared = await async_compare(server, HostedCache(), conversation)
    assert [step.evaluated for step in compared.steps] == [17, 4, 1]
    assert compared.same == 3


async def test_difference_is_found(server: LlamaServer) -> None:
    """A memory of another kind is found out."""
    home = "room " * 200
    prompts = [f"{home}first", f"{home}other"]
    conversation = Conversation(agent="ours", workload="W2", prompts=prompts)
    compared = await async_compare(server, HostedCache(kind=Kind.HYBRID), conversation)
    assert [(step.evaluated, step.simulated) for step in compared.steps] == [(1005, 1005), (5, 512)]
    assert compared.same == 1


async def test_server_that_ends(tmp_path: Path) -> None:
    """A program that does not stay up is said so."""
    program = tmp_path / "server"
    program.write_text(f"#!{sys.executable}\nraise SystemExit(3)\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(RuntimeError, match="ended with 3"):
        async with running(program, tmp_path / "model.gguf"):
            pass


def test_models_are_written(tmp_path: Path) -> None:
    """There is a model for each kind of memory, where the package that writes them is installed."""
    pytest.importorskip("gguf")
    gguf: Any = importlib.import_module("gguf")
    paths = write_models(tmp_path)
    assert {path.stem for path in paths} == set(Kind)
    assert all(gguf.GGUFReader(path).tensors for path in paths)
