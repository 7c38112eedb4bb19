"""Every way to fail, as it shows on the wire."""

import asyncio

import aiohttp
import ollama
import pytest

from dev.scripted_ollama import Failure, Reply, ScriptedOllama

from .conftest import drain

MESSAGES = [{"role": "user", "content": "Count"}]
BODY = {"model": "phi3:mini", "messages": MESSAGES}
NUMBERS = "one two three four"


async def _read(session: aiohttp.ClientSession, into: list[bytes]) -> None:
    """Ask, and keep the lines that come."""
    async with session.post("/api/chat", json=BODY) as response:
        await drain(response.content, into)


@pytest.mark.parametrize(
    ("failure", "status", "content_type", "text"),
    [
        pytest.param(
            Failure.status(503, "server busy"),
            503,
            "application/json",
            '{"error":"server busy"}',
            id="status",
        ),
        pytest.param(Failure.html(502), 502, "text/html", "<!DOCTYPE html>", id="html"),
        pytest.param(Failure.not_json(), 200, "application/json", "all is well", id="not_json"),
        pytest.param(Failure.json_array(), 200, "application/json", "[", id="json_array"),
        pytest.param(Failure.no_message(), 200, "application/json", '{"model"', id="no_message"),
        pytest.param(Failure.empty_body(), 200, "application/json", "", id="empty_body"),
        pytest.param(
            Failure.error_after(0, "gone"), 500, "application/json", '{"error":"gone"}', id="error"
        ),
    ],
)
@pytest.mark.parametrize("streamed", [True, False], ids=["stream", "whole"])
async def test_fails_from_the_start(
    server: ScriptedOllama,
    failure: Failure,
    status: int,
    content_type: str,
    text: str,
    streamed: bool,
) -> None:
    """Status and body are the failure's, with streaming and without."""
    server.otherwise(Reply(text=NUMBERS, failure=failure))
    async with aiohttp.ClientSession(server.url) as session:
        response = await session.post("/api/chat", json={**BODY, "stream": streamed})
        assert (response.status, response.content_type) == (status, content_type)
        body = await response.text()
    assert body.startswith(text)
    assert "message" not in body


@pytest.mark.parametrize(
    ("failure", "last"),
    [
        pytest.param(Failure.error_after(2, "crashed"), b'{"error":"crashed"}\n', id="error"),
        pytest.param(Failure.garbage_after(2), b'{"model":"scripted","mess\n', id="garbage"),
    ],
)
async def test_fails_in_the_stream(server: ScriptedOllama, failure: Failure, last: bytes) -> None:
    """Two lines come through, then the failure with status 200, then nothing."""
    server.otherwise(Reply(text=NUMBERS, failure=failure))
    async with aiohttp.ClientSession(server.url) as session:
        response = await session.post("/api/chat", json=BODY)
        lines = [line async for line in response.content]
    assert response.status == 200
    assert len(lines) == 3
    assert lines[-1] == last


# The client leaves its connection to the garbage collector, which comes when it likes.
@pytest.mark.parametrize("expected_lingering_tasks", [True])
async def test_official_client_raises_the_error_line(
    server: ScriptedOllama, client: ollama.AsyncClient
) -> None:
    """An error in the stream is a ResponseError for the official client."""
    server.otherwise(Reply(text=NUMBERS, failure=Failure.error_after(1, "crashed")))
    answer = await client.chat("phi3:mini", MESSAGES, stream=True)
    with pytest.raises(ollama.ResponseError, match="crashed"):
        await drain(answer, [])


@pytest.mark.parametrize("lines", [0, 2])
async def test_disconnects(server: ScriptedOllama, lines: int) -> None:
    """The connection breaks at once or after some lines."""
    server.otherwise(Reply(text=NUMBERS, failure=Failure.disconnect_after(lines)))
    seen: list[bytes] = []
    async with aiohttp.ClientSession(server.url) as session:
        with pytest.raises((aiohttp.ClientError, OSError)):
            await _read(session, seen)
    assert len(seen) <= lines


@pytest.mark.parametrize(
    ("failure", "lines"), [(Failure.hang(), 0), (Failure.hang_after(2), 2)], ids=["start", "middle"]
)
async def test_hangs(server: ScriptedOllama, failure: Failure, lines: int) -> None:
    """Nothing more comes until the client goes away, and the server still stops at once."""
    server.otherwise(Reply(text=NUMBERS, failure=failure))
    seen: list[bytes] = []
    async with aiohttp.ClientSession(server.url) as session:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(_read(session, seen), 0.3)
    assert len(seen) == lines
    async with asyncio.timeout(2):
        await server.stop()


async def test_first_token_comes_late(server: ScriptedOllama) -> None:
    """A reply can keep its client waiting."""
    server.otherwise(Reply(text=NUMBERS, first_token_delay=0.2))
    loop = asyncio.get_running_loop()
    start = loop.time()
    async with aiohttp.ClientSession(server.url) as session:
        await (await session.post("/api/chat", json=BODY)).read()
    assert loop.time() - start >= 0.2


@pytest.mark.parametrize("path", ["/api/tags", "*"])
async def test_any_path_can_fail(
    server: ScriptedOllama, client: ollama.AsyncClient, path: str
) -> None:
    """A path fails until it is mended."""
    server.fail(path, Failure.status(500, "disk on fire"))
    with pytest.raises(ollama.ResponseError, match="disk on fire"):
        await client.list()
    server.fail(path, None)
    assert (await client.list()).models


async def test_killed_and_back(server: ScriptedOllama, client: ollama.AsyncClient) -> None:
    """A killed server breaks its streams, refuses, and comes back on the same port, empty."""
    server.otherwise(Reply(text=NUMBERS, failure=Failure.hang_after(1)))
    url = server.url
    async with (
        aiohttp.ClientSession(url) as session,
        session.post("/api/chat", json=BODY) as response,
    ):
        await response.content.readline()
        await server.stop()
        with pytest.raises((aiohttp.ClientError, OSError)):
            await response.content.read()
    with pytest.raises(ConnectionError):
        await client.list()
    await server.start()
    assert server.url == url
    assert len((await client.list()).models) == 4
    assert not (await client.ps()).models


@pytest.mark.parametrize(
    ("data", "error"), [(b"", "missing request body"), (b"[1]", "invalid character")]
)
async def test_bad_requests(server: ScriptedOllama, data: bytes, error: str) -> None:
    """A body that is missing or no object is a 400, and is recorded all the same."""
    async with aiohttp.ClientSession(server.url) as session:
        response = await session.post("/api/chat", data=data)
        assert response.status == 400
        assert (await response.json())["error"].startswith(error)
    assert server.requests[0].raw == data


async def test_unscripted_request_fails_loudly(client: ollama.AsyncClient) -> None:
    """What no rule matches is an error, not an invented answer."""
    with pytest.raises(ollama.ResponseError, match="has no reply"):
        await client.chat("phi3:mini", [{"role": "user", "content": "?"}])
