"""Chatting with a server: what is sent, what comes back, and how it fails."""

import socket

import pytest

from custom_components.jarvis_local.ollama import (
    BusyError,
    CloudRefusedError,
    ConnectionLostError,
    ContextExceededError,
    GarbledError,
    ModelMissingError,
    NotOllamaError,
    OllamaError,
    OllamaServer,
    ServerAddress,
    ServerFailedError,
    ThinkingUnsupportedError,
    ToolCall,
    ToolsUnsupportedError,
    UnauthorisedError,
    UnreachableError,
    VisionUnsupportedError,
)
from dev.scripted_ollama import Call, Failure, Reply, ScriptedOllama
from homeassistant.core import HomeAssistant

from .chatting import PATIENT, chat, request
from .conftest import MODEL
from .raw_server import raw_server

KEY = "sk-very-secret-123"


async def listen(server: OllamaServer) -> tuple[list[str], OllamaError | None]:
    """Return the texts that came, and the error that ended them."""
    seen: list[str] = []
    try:
        async for chunk in server.async_chat(request(), PATIENT):
            seen += [chunk.content]
    except OllamaError as err:
        return seen, err
    return seen, None


async def test_streams_text(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """Text comes in the pieces that were sent, the counts with the last."""
    ollama_server.otherwise(Reply(chunks=["The light", " is on."]))
    chunks = await chat(hass, ollama_server.url)
    assert [chunk.content for chunk in chunks if chunk.content] == ["The light", " is on."]
    assert [chunk.done for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert chunks[-1].done_reason == "stop"
    assert chunks[-1].prompt_tokens
    assert chunks[-1].output_tokens


async def test_streams_thinking_and_calls(
    hass: HomeAssistant, ollama_server: ScriptedOllama
) -> None:
    """Thinking and tool calls are kept apart from the text."""
    call = Call("HassTurnOn", {"area": "Kitchen"})
    ollama_server.otherwise(Reply(thinking="Let me see.", calls=[call]))
    tool = {"type": "function", "function": {"name": "HassTurnOn", "parameters": {}}}
    chunks = await chat(hass, ollama_server.url, request(think=True, tools=[tool]))
    assert "".join(chunk.thinking for chunk in chunks) == "Let me see."
    assert "".join(chunk.content for chunk in chunks) == ""
    assert [c for chunk in chunks for c in chunk.tool_calls] == [
        ToolCall(name="HassTurnOn", arguments={"area": "Kitchen"})
    ]


async def test_body(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """The request is sent whole, in one key order, and forbids silent truncation."""
    ollama_server.otherwise(Reply(text="Hello."))
    schema = {"type": "object", "properties": {"level": {"type": "integer", "minimum": 0}}}
    tool = {"type": "function", "function": {"name": "HassLightSet", "parameters": schema}}
    asked = request(
        tools=[tool], output_format=schema, options={"num_ctx": 8192}, keep_alive="300s"
    )
    await chat(hass, ollama_server.url, asked)
    body = ollama_server.chats[0]
    assert body == {
        "model": MODEL,
        "messages": [{"role": "user", "content": "hello"}],
        "tools": [tool],
        "format": schema,
        "stream": True,
        "think": False,
        "options": {"num_ctx": 8192},
        "keep_alive": "300s",
        "truncate": False,
        "shift": False,
    }
    assert next(iter(body)) == "model"


async def test_body_leaves_out_what_is_not_wanted(
    hass: HomeAssistant, ollama_server: ScriptedOllama
) -> None:
    """Without tools and format there is no such key."""
    ollama_server.otherwise(Reply(text="Hello."))
    await chat(hass, ollama_server.url)
    assert {"tools", "format"}.isdisjoint(ollama_server.chats[0])


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (400, f"registry.ollama.ai/library/{MODEL} does not support tools", ToolsUnsupportedError),
        (400, '"phi3:mini" does not support thinking', ThinkingUnsupportedError),
        (400, 'think value "max" is not supported for this model', ThinkingUnsupportedError),
        (400, "this model does not support images", VisionUnsupportedError),
        (500, "this model is missing data required for image input", VisionUnsupportedError),
        (400, "the prompt is longer than the context length", ContextExceededError),
        (400, "request (9000) exceeds the available context size", ContextExceededError),
        (500, "image input is not supported - hint: mmproj", VisionUnsupportedError),
        (400, "invalid option", ServerFailedError),
        (401, "unauthorized", UnauthorisedError),
        (403, f"bad key {KEY}", UnauthorisedError),
        (403, "ollama cloud is disabled", CloudRefusedError),
        (404, f"model '{MODEL}' not found", ModelMissingError),
        (404, "no route", ModelMissingError),
        (405, "method not allowed", NotOllamaError),
        (429, "too many requests", BusyError),
        (503, "server busy, please try again. maximum pending requests exceeded", BusyError),
        (500, "llama runner process has terminated: exit status 2", ServerFailedError),
        (502, "bad gateway", ServerFailedError),
    ],
)
async def test_refused(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    status: int,
    text: str,
    expected: type[OllamaError],
) -> None:
    """A status that is not 200 becomes the error that fits, without the key in its text."""
    ollama_server.otherwise(Reply(failure=Failure.status(status, text)))
    with pytest.raises(expected) as caught:
        await chat(hass, ollama_server.url, headers={"Authorization": f"Bearer {KEY}"})
    assert KEY not in str(caught.value)
    assert len(str(caught.value)) < 250


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure.html(), GarbledError),
        (Failure.html(502), ServerFailedError),
        (Failure.html(404), NotOllamaError),
        (Failure.html(302), NotOllamaError),
        (Failure.html(401), UnauthorisedError),
        (Failure.not_json(), GarbledError),
        (Failure.json_array(), GarbledError),
        (Failure.no_message(), GarbledError),
        (Failure.empty_body(), GarbledError),
        (Failure.disconnect_after(0), ConnectionLostError),
        (Failure.disconnect_after(1), ConnectionLostError),
        (Failure.garbage_after(1), GarbledError),
        (Failure.error_after(1, "unexpected EOF"), ServerFailedError),
        (Failure.error_after(1, "the prompt exceeds the context"), ContextExceededError),
    ],
    ids=[
        "html",
        "html-502",
        "html-404",
        "redirect",
        "html-401",
        "not-json",
        "array",
        "no-message",
        "empty",
        "disconnect-at-once",
        "disconnect-later",
        "garbage-later",
        "error-later",
        "too-long-later",
    ],
)
async def test_fails_while_answering(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    failure: Failure,
    expected: type[OllamaError],
) -> None:
    """What goes wrong in the middle comes as an error while iterating, after the text so far."""
    ollama_server.otherwise(Reply(chunks=["One,", " two,", " three."], failure=failure))
    server = OllamaServer(hass, ServerAddress(url=ollama_server.url))
    seen, error = await listen(server)
    assert type(error) is expected
    assert seen == ["One,", " two,", " three."][: failure.after]


async def test_nothing_listens(hass: HomeAssistant) -> None:
    """A refused connection is an unreachable server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UnreachableError):
        await chat(hass, f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("url", ["http://", "nonsense", "http://127.0.0.1:99999"])
async def test_impossible_address(hass: HomeAssistant, url: str) -> None:
    """An address that is none is an unreachable server."""
    with pytest.raises(UnreachableError):
        await chat(hass, url)


async def test_not_http(hass: HomeAssistant) -> None:
    """A server that speaks something else gives garbage."""
    async with raw_server([], head=b"SSH-2.0-OpenSSH_10.2\r\n\r\n") as url:
        with pytest.raises(GarbledError):
            await chat(hass, url)


async def test_key_reaches_the_server_and_no_log(
    hass: HomeAssistant, ollama_server: ScriptedOllama, caplog: pytest.LogCaptureFixture
) -> None:
    """The key is sent, but is in no log and no representation."""
    ollama_server.otherwise(Reply(text="Hello."))
    headers = {"Authorization": f"Bearer {KEY}", "X-Proxy": "another-secret"}
    await chat(hass, ollama_server.url, headers=headers)
    sent = {name.lower(): value for name, value in ollama_server.requests[-1].headers.items()}
    assert sent["authorization"] == f"Bearer {KEY}"
    assert sent["x-proxy"] == "another-secret"
    server = OllamaServer(hass, ServerAddress(url=ollama_server.url, headers=headers))
    for text in (caplog.text, repr(server.address), repr(server)):
        assert KEY not in text
        assert "another-secret" not in text


async def test_redirect_is_not_followed(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """A redirect never carries the key to another server."""
    head = f"HTTP/1.1 307 Moved\r\nLocation: {ollama_server.url}\r\nContent-Length: 0\r\n\r\n"
    async with raw_server([], head=head.encode()) as url:
        with pytest.raises(NotOllamaError):
            await chat(hass, url, headers={"X-Proxy": KEY})
    assert ollama_server.requests == []


@pytest.mark.parametrize(
    ("text", "tokens", "context"),
    [
        ("the prompt is longer than the context length", None, None),
        (
            "request (9000 tokens) exceeds the available context size (8192 tokens), try again",
            9000,
            8192,
        ),
    ],
    ids=["unsaid", "said"],
)
async def test_how_much_too_long(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    text: str,
    tokens: int | None,
    context: int | None,
) -> None:
    """A prompt that is too long comes with its length where the server says it."""
    ollama_server.otherwise(Reply(failure=Failure.status(400, text)))
    with pytest.raises(ContextExceededError) as caught:
        await chat(hass, ollama_server.url)
    assert (caught.value.tokens, caught.value.context) == (tokens, context)
