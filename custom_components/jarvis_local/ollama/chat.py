"""One round with a model over `/api/chat`: the request as we want it, the answer chunk by chunk.

The `ollama` package drops parts of a tool's schema and knows neither `truncate` nor `shift`, without
which a prompt that is too long is cut silently; so this request is our own.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import Any

from homeassistant.helpers.json import json_dumps
from homeassistant.util.json import json_loads

from .defuse import defused
from .errors import AnswerTimeoutError, ConnectionLostError, GarbledError
from .failures import error_text, from_sentence, from_status, network_errors, sentence
from .ndjson import NdjsonReader
from .transport import Transport, async_read
from .types import ChatChunk, ChatRequest, Timeouts, ToolCall

# More than a home has a use for in one answer; each would be started at once.
MAX_CALLS = 50
_MAX_ARGUMENTS = 20_000
_SHOWN = 200


class _Patience:
    """How long to wait for the next piece: the gap allowed, and never past the end of it all."""

    def __init__(self, timeouts: Timeouts) -> None:
        """Start counting; the first wait covers connecting and loading the model too."""
        self._gap = timeouts.first_token
        self._loop = asyncio.get_running_loop()
        self._end = self._loop.time() + timeouts.total
        self._next = self._loop.time() + self._gap

    def wait(self) -> asyncio.Timeout:
        """Return a context that ends with TimeoutError when patience does."""
        return asyncio.timeout_at(min(self._next, self._end))

    def renew(self) -> None:
        """Count the gap anew, something came."""
        self._next = self._loop.time() + self._gap


async def async_chat(
    transport: Transport, request: ChatRequest, timeouts: Timeouts
) -> AsyncGenerator[ChatChunk]:
    """Send a request and yield its answer; raises OllamaError, also while iterating."""
    patience = _Patience(timeouts)
    response = None
    try:
        with transport.discreet(), network_errors():
            # No timeout may span a yield: it would strike the consumer.
            async with patience.wait():
                response = await transport.async_open("/api/chat", body(request))
                if response.status != 200:
                    raise from_status(response.status, error_text(await async_read(response)))
            reader, begun, calls = NdjsonReader(response.content), False, 0
            while True:
                async with patience.wait():
                    line = await reader.async_read()
                if line is None:
                    raise _early_end(begun=begun)
                begun = True
                chunk = parse_chunk(line)
                if (calls := calls + len(chunk.tool_calls)) > MAX_CALLS:
                    raise GarbledError("The answer calls too many tools")
                yield chunk
                if chunk.done:
                    return
                patience.renew()
    except TimeoutError as err:
        raise AnswerTimeoutError("No answer in time") from err
    finally:
        if response is not None:
            response.close()


def _early_end(*, begun: bool) -> ConnectionLostError | GarbledError:
    """Return the error for an answer without an end."""
    if begun:
        return ConnectionLostError("The answer has no end")
    return GarbledError("The answer is empty")


def body(request: ChatRequest) -> dict[str, Any]:
    """Return the JSON of a request; the key order is fixed, so equal requests are equal bytes."""
    content: dict[str, Any] = {"model": request.model, "messages": defused(request.messages)}
    if request.tools:
        content["tools"] = list(request.tools)
    if request.output_format is not None:
        content["format"] = request.output_format
    return content | {
        "stream": True,
        "think": request.think,
        "options": dict(request.options),
        "keep_alive": request.keep_alive,
        "truncate": False,
        "shift": False,
    }


def parse_chunk(line: Mapping[str, Any]) -> ChatChunk:
    """Return a line of the answer; raises the error the line tells of, or GarbledError."""
    match line:
        case {"error": _, "status": int() as status}:
            raise from_status(status, sentence(line))
        case {"error": _}:
            raise from_sentence(sentence(line))
        case {"message": {} as message}:
            pass
        case _:
            raise GarbledError("A line of the answer has no message")
    return ChatChunk(
        content=_text(message, "content"),
        thinking=_text(message, "thinking"),
        tool_calls=_tool_calls(message.get("tool_calls")),
        done=line.get("done") is True,
        done_reason=reason if isinstance(reason := line.get("done_reason"), str) else None,
        prompt_tokens=_count(line.get("prompt_eval_count")),
        output_tokens=_count(line.get("eval_count")),
    )


def _count(value: Any) -> int | None:
    """Return a number of tokens, None for anything that cannot be one."""
    return value if type(value) is int and value >= 0 else None


def _text(message: Mapping[str, Any], key: str) -> str:
    """Return a text of a message; null and absent are empty."""
    text = message.get(key) or ""
    if not isinstance(text, str):
        raise GarbledError(f"The message's {key} is not a text")
    return text


def _tool_calls(calls: Any) -> tuple[ToolCall, ...]:
    """Return the tool calls of a message; a bad one never spoils the others."""
    if not calls:
        return ()
    return tuple(tool_call(call) for call in (calls if isinstance(calls, list) else [calls]))


def tool_call(call: Any) -> ToolCall:
    """Return one tool call, its arguments as an object wherever one can be read."""
    match call:
        case {"function": {"name": str() as name, **function}}:
            arguments = function.get("arguments")
        case _:
            return _unreadable("", call if not isinstance(call, str) else json_dumps(call))
    if arguments is None or arguments == "":
        return ToolCall(name=name, arguments={})
    if isinstance(arguments, str):
        return _from_text(name, arguments)
    if not isinstance(arguments, dict) or not is_sane(arguments):
        return _unreadable(name, arguments)
    return ToolCall(name=name, arguments=arguments)


def is_sane(arguments: Any) -> bool:
    """Return whether arguments can be written again: neither endless nor nested without end."""
    try:
        return len(json_dumps(arguments)) <= _MAX_ARGUMENTS
    except TypeError, ValueError:
        return False


def _unreadable(name: str, content: Any) -> ToolCall:
    """Return a tool call whose arguments are of no use, with the beginning of what they were."""
    if not isinstance(content, str):
        content = json_dumps(content) if is_sane(content) else "too much of it"
    return ToolCall(name=name, arguments={}, unreadable=content[:_SHOWN])


def _from_text(name: str, text: str) -> ToolCall:
    """Return a tool call whose arguments came as a text."""
    try:
        arguments = json_loads(text)
    except ValueError:
        arguments = None
    if not isinstance(arguments, dict) or not is_sane(arguments):
        return _unreadable(name, text)
    return ToolCall(name=name, arguments=arguments)
