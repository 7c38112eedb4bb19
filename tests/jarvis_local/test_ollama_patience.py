"""How long an answer is waited for, and what ends it early."""

import asyncio
from contextlib import aclosing

import pytest

from custom_components.jarvis_local.ollama import (
    AnswerTimeoutError,
    OllamaServer,
    ServerAddress,
    Timeouts,
)
from dev.scripted_ollama import Failure, Reply, ScriptedOllama
from homeassistant.core import HomeAssistant

from .chatting import PATIENT, chat, request
from .raw_server import message, raw_server

HASTY = Timeouts(first_token=0.2, total=10)


@pytest.mark.parametrize(
    ("reply", "timeouts"),
    [
        (Reply(failure=Failure.hang()), HASTY),
        (Reply(text="One two three", failure=Failure.hang_after(1)), HASTY),
        (Reply(text="late", first_token_delay=30), HASTY),
        (Reply(text="late", first_token_delay=30), Timeouts(first_token=5, total=0.2)),
    ],
    ids=["silent", "falls-silent", "first-token", "total"],
)
async def test_waits_no_longer_than_told(
    hass: HomeAssistant, ollama_server: ScriptedOllama, reply: Reply, timeouts: Timeouts
) -> None:
    """Silence before the first token, between two, or past the whole bound ends the answer."""
    ollama_server.otherwise(reply)
    async with asyncio.timeout(20):
        with pytest.raises(AnswerTimeoutError):
            await chat(hass, ollama_server.url, timeouts=timeouts)


async def test_total_bound_on_a_lively_answer(hass: HomeAssistant) -> None:
    """An answer that keeps coming is cut off at the total bound."""
    pieces = [message("word ")] * 500
    async with raw_server(pieces) as url:
        with pytest.raises(AnswerTimeoutError):
            await chat(hass, url, timeouts=Timeouts(first_token=5, total=0.3))


async def test_slow_answer_is_no_timeout(hass: HomeAssistant) -> None:
    """Each piece renews the patience: only silence counts, not the length."""
    async with raw_server([*[message("word ")] * 100, message(done=True)]) as url:
        chunks = await chat(hass, url, timeouts=Timeouts(first_token=0.15, total=10))
    assert len(chunks) == 101


async def test_stopping_early_closes_the_connection(
    hass: HomeAssistant, socket_enabled: None
) -> None:
    """When the consumer has heard enough, the server sees the connection end."""
    gone = asyncio.Event()

    async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + message("One"))
        await reader.readuntil(b"}")
        while await reader.read(1000):
            pass
        gone.set()
        writer.close()

    listener = await asyncio.start_server(_answer, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        server = OllamaServer(hass, ServerAddress(url=f"http://127.0.0.1:{port}"))
        async with aclosing(server.async_chat(request(), PATIENT)) as chunks:
            assert (await anext(chunks)).content == "One"
        await asyncio.wait_for(gone.wait(), 2)


async def test_cancelling_is_no_error(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """A cancelled turn stays cancelled."""
    ollama_server.otherwise(Reply(failure=Failure.hang()))
    task = hass.async_create_task(chat(hass, ollama_server.url))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
