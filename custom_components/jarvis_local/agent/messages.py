"""The chat log as messages for Ollama."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
import itertools
from typing import Any, Final

from homeassistant.components.conversation import (
    AssistantContent,
    Content,
    ToolResultContent,
    UserContent,
)
from homeassistant.helpers import llm
from homeassistant.helpers.json import json_dumps
from homeassistant.util.json import json_loads

from .context import Notes

type Message = dict[str, Any]

# Home Assistant writes these into the log when an agent fails; they were never said.
_ERROR_PREFIX: Final = "Error: "
_NO_RESPONSE: Final = "(no response)"


def build_messages(
    content: Sequence[Content],
    notes: Notes,
    *,
    system: str,
    tools: frozenset[str],
    max_history: int = 0,
) -> list[Message]:
    """Return the messages; those of earlier turns are the same, byte for byte, as in earlier requests.

    `max_history` is in turns of the user; 0 keeps all.
    """
    start = _history_start(content, max_history)
    results = {
        item.tool_call_id: item for item in content[start:] if isinstance(item, ToolResultContent)
    }
    messages: list[Message] = [{"role": "system", "content": system}]
    for position, item in enumerate(content[start:], start):
        if isinstance(item, UserContent):
            _add_user(messages, item.content + notes.suffixes.get(position, ""))
        elif isinstance(item, AssistantContent) and position not in notes.unsaid:
            spoken = _spoken_after(content[position + 1 :])
            messages.extend(_assistant_messages(item, results, tools, spoken, notes.written))
    return messages


def _history_start(content: Sequence[Content], max_history: int) -> int:
    """Return where the kept history starts, always at a user's turn.

    The window moves in steps of half its length: each move costs a whole evaluation of the prompt.
    """
    turns = [index for index, item in enumerate(content) if isinstance(item, UserContent)]
    if not turns:
        return len(content)
    if max_history < 1 or len(turns) <= max_history:
        return turns[0]
    step = max(1, max_history // 2)
    steps = -(-(len(turns) - max_history) // step)
    return turns[min(steps * step, len(turns) - 1)]


def _add_user(messages: list[Message], text: str) -> None:
    """Add what the user said; models' templates want the roles to take turns."""
    if messages[-1]["role"] == "user":
        messages[-1]["content"] += f"\n{text}"
        return
    messages.append({"role": "user", "content": text})


def _assistant_messages(
    item: AssistantContent,
    results: Mapping[str, ToolResultContent],
    tools: frozenset[str],
    spoken: str,
    written: Mapping[str, dict[str, Any]],
) -> Iterator[Message]:
    """Yield what the assistant said and did, without its thoughts."""
    text = _said(item)
    # A local match is shown as the tool call the model should make for it, if it has that tool;
    # a bare "Turned on" would teach it to claim without acting.
    calls = [
        call
        for call in item.tool_calls or ()
        if call.id in results and (not call.external or call.tool_name in tools)
    ]
    if not text and not calls:
        return
    message: Message = {"role": "assistant", "content": text}
    if calls:
        message["tool_calls"] = [
            {"function": {"name": call.tool_name, "arguments": _plain(arguments)}}
            for call in calls
            for arguments in (written.get(call.id, call.tool_args),)
        ]
    yield message
    for call in calls:
        result = json_dumps({"said": spoken}) if call.external else _result(results[call.id])
        yield {"role": "tool", "tool_name": call.tool_name, "content": result}


def _plain(arguments: dict[str, Any]) -> Any:
    """Return arguments in JSON's own types: those of a local match hold Python's."""
    return json_loads(json_dumps(arguments))


def _said(item: AssistantContent) -> str:
    """Return what was really said."""
    text = (item.content or "").strip()
    return "" if text == _NO_RESPONSE or text.startswith(_ERROR_PREFIX) else text


def _spoken_after(rest: Sequence[Content]) -> str:
    """Return what was said after a local match."""
    for item in rest:
        if isinstance(item, UserContent):
            break
        if isinstance(item, AssistantContent) and item.content:
            return _said(item)
    return ""


def _result(item: ToolResultContent) -> str:
    """Return a tool's result as the model reads it."""
    data: Any = item.result.data
    if item.result.error and "error" not in data:
        data = {"error": True, **data}
    return json_dumps(data)


def last_user_position(content: Sequence[Content]) -> int:
    """Return the position of the user's message that is being answered."""
    return max(index for index, item in enumerate(content) if isinstance(item, UserContent))


def open_calls(content: Sequence[Content]) -> list[llm.ToolInput]:
    """Return the tool calls at the end of a chat log that have no result."""
    answered: set[str] = set()
    for item in reversed(content):
        if isinstance(item, AssistantContent):
            return [call for call in item.tool_calls or () if call.id not in answered]
        if not isinstance(item, ToolResultContent):
            break
        answered.add(item.tool_call_id)
    return []


@dataclass(frozen=True, kw_only=True)
class Deeds:
    """Whether tools that change something were called in a turn, any succeeded, the last failed."""

    tried: bool
    any: bool
    failed: bool


def deeds(content: Sequence[Content], api: llm.APIInstance | None) -> Deeds:
    """Return what the tools of a turn brought about."""
    changing = {tool.name for tool in api.tools if not tool.annotations.read_only} if api else set()
    results = [item for item in content if isinstance(item, ToolResultContent)]
    last = itertools.takewhile(
        lambda item: isinstance(item, ToolResultContent) or not item.content, reversed(content)
    )
    return Deeds(
        tried=any(item.tool_name in changing for item in results),
        any=any(item.tool_name in changing and _is_done(item.result) for item in results),
        failed=any(
            isinstance(item, ToolResultContent) and not _is_done(item.result) for item in last
        ),
    )


def _is_done(result: llm.ToolResult) -> bool:
    """Return whether a tool did what it was called for."""
    return not result.error and result.data.get("done") is not False
