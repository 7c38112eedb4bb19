"""The lines of an answer, however they are cut and whatever is in them."""

from collections.abc import Callable
from typing import Any

import pytest

from custom_components.jarvis_local.ollama import (
    CloudRefusedError,
    ConnectionLostError,
    ContextExceededError,
    GarbledError,
    OllamaError,
    ServerFailedError,
    ToolCall,
    UnauthorisedError,
    ndjson,
)
from homeassistant.core import HomeAssistant

from .chatting import chat
from .raw_server import line, message, raw_server


def _bytewise(content: bytes) -> list[bytes]:
    """Cut into single bytes."""
    return [content[index : index + 1] for index in range(len(content))]


def _whole(content: bytes) -> list[bytes]:
    """Do not cut."""
    return [content]


@pytest.mark.parametrize("cut", [_bytewise, _whole])
@pytest.mark.parametrize(
    "ending", [b"\n", b"", b"\r\n\n\n"], ids=["newline", "no-newline", "blank-lines"]
)
async def test_lines_however_they_are_cut(
    hass: HomeAssistant, cut: Callable[[bytes], list[bytes]], ending: bytes
) -> None:
    """Lines are read whole, a character of several bytes across pieces too."""
    content = message("Où est l'été ?") + message("", done=True).rstrip() + ending
    async with raw_server(cut(content)) as url:
        chunks = await chat(hass, url)
    assert [chunk.content for chunk in chunks] == ["Où est l'été ?", ""]


async def test_huge_line(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line without end is refused before it fills the memory."""
    monkeypatch.setattr(ndjson, "MAX_LINE", 5000)
    async with raw_server([b"x" * 3000] * 5) as url:
        with pytest.raises(GarbledError, match="too long"):
            await chat(hass, url)


async def test_broken_off_within_a_line(hass: HomeAssistant) -> None:
    """A connection that ends within a line was lost."""
    async with raw_server([message("One"), b'{"message": {"cont']) as url:
        with pytest.raises(ConnectionLostError):
            await chat(hass, url)


async def test_no_end(hass: HomeAssistant) -> None:
    """An answer that ends without `done` was cut short."""
    async with raw_server([message("One")]) as url:
        with pytest.raises(ConnectionLostError):
            await chat(hass, url)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (line(error={"message": "odd"}), ServerFailedError),
        (line(error="too long for the context_size", status=400), ContextExceededError),
        (line(error="denied", status=401), UnauthorisedError),
        (line(error="sign in", status=401, signin_url="x"), CloudRefusedError),
        (line(message="text"), GarbledError),
        (message(["list"]), GarbledError),
        (message("", thinking=7), GarbledError),
    ],
    ids=[
        "error-object",
        "error-with-status",
        "denied",
        "sign-in",
        "message-is-text",
        "content-is-list",
        "thinking-is-number",
    ],
)
async def test_odd_lines(hass: HomeAssistant, sent: bytes, expected: type[OllamaError]) -> None:
    """A line of another shape than Ollama's is an error that fits."""
    async with raw_server([sent]) as url:
        with pytest.raises(OllamaError) as caught:
            await chat(hass, url)
    assert type(caught.value) is expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ('{"name": "Lamp"}', ToolCall(name="t", arguments={"name": "Lamp"})),
        ({"name": "Lamp"}, ToolCall(name="t", arguments={"name": "Lamp"})),
        ("", ToolCall(name="t", arguments={})),
        (None, ToolCall(name="t", arguments={})),
        ("the lamp", ToolCall(name="t", arguments={}, unreadable="the lamp")),
        ("[1]", ToolCall(name="t", arguments={}, unreadable="[1]")),
        (["Lamp"], ToolCall(name="t", arguments={}, unreadable='["Lamp"]')),
        (7, ToolCall(name="t", arguments={}, unreadable="7")),
    ],
    ids=["text", "object", "empty", "null", "words", "list-text", "list", "number"],
)
async def test_arguments(hass: HomeAssistant, sent: Any, expected: ToolCall) -> None:
    """Arguments are read wherever they can be, else kept as the model wrote them."""
    calls = [{"function": {"name": "t", "arguments": sent}}]
    async with raw_server([message(done=True, tool_calls=calls)]) as url:
        chunks = await chat(hass, url)
    assert chunks[0].tool_calls == (expected,)


async def test_one_bad_call_spoils_no_other(hass: HomeAssistant) -> None:
    """A call without a name is kept as text, the one beside it works."""
    calls: list[Any] = [{"name": "t"}, {"function": {"name": "t"}}, "HassTurnOn"]
    async with raw_server([message(done=True, tool_calls=calls)]) as url:
        chunks = await chat(hass, url)
    assert chunks[0].tool_calls == (
        ToolCall(name="", arguments={}, unreadable='{"name":"t"}'),
        ToolCall(name="t", arguments={}),
        ToolCall(name="", arguments={}, unreadable='"HassTurnOn"'),
    )


async def test_a_single_call_without_a_list(hass: HomeAssistant) -> None:
    """One call where a list of calls belongs is taken as one."""
    call = {"function": {"name": "t", "arguments": {}}}
    async with raw_server([message(done=True, tool_calls=call)]) as url:
        chunks = await chat(hass, url)
    assert chunks[0].tool_calls == (ToolCall(name="t", arguments={}),)


@pytest.mark.parametrize(
    ("count", "expected"),
    [(7, 7), (0, 0), (-1, None), ("7", None), (7.5, None), (True, None), ([], None), (None, None)],
    ids=str,
)
async def test_counts(hass: HomeAssistant, count: Any, expected: int | None) -> None:
    """Only a number of tokens is taken for one."""
    end = line(
        message={"content": "Hi."},
        done=True,
        done_reason=count,
        prompt_eval_count=count,
        eval_count=count,
    )
    async with raw_server([end]) as url:
        last = (await chat(hass, url))[-1]
    assert (last.prompt_tokens, last.output_tokens, last.done_reason) == (
        expected,
        expected,
        count if isinstance(count, str) else None,
    )
