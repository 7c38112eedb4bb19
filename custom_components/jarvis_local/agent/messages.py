"""The chat log as messages for Ollama."""

from collections.abc import Iterator, Mapping, Sequence
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
from .history import history_start, said, told_earlier

type Message = dict[str, Any]


_CUT: Final = "… [cut: ask for less]"


def build_messages(
    content: Sequence[Content],
    notes: Notes,
    *,
    system: str,
    tools: frozenset[str],
    max_history: int = 0,
) -> list[Message]:
    """Return the messages; those of earlier turns are the same, byte for byte, as in earlier requests.

    `max_history` is in turns of the user; 0 keeps all. What had to make room is told in a line or two.
    """
    start = history_start(content, max_history)
    earlier = ""
    if notes.kept_from > start:
        start = notes.kept_from
        earlier = told_earlier(content[:start], notes.unsaid)
    results = {
        item.tool_call_id: item for item in content[start:] if isinstance(item, ToolResultContent)
    }
    messages: list[Message] = [{"role": "system", "content": system}]
    if earlier:
        _add_user(messages, earlier)
    for position, item in enumerate(content[start:], start):
        if isinstance(item, UserContent):
            _add_user(messages, item.content + notes.suffixes.get(position, ""))
        elif isinstance(item, AssistantContent) and position not in notes.unsaid:
            spoken = _spoken_after(content[position + 1 :])
            new = _assistant_messages(item, results, tools, spoken, notes.written)
            messages.extend(_shortened(message, notes.longest_result) for message in new)
    return messages


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
    text = said(item)
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


def _spoken_after(rest: Sequence[Content]) -> str:
    """Return what was said after a local match."""
    for item in rest:
        if isinstance(item, UserContent):
            break
        if isinstance(item, AssistantContent) and item.content:
            return said(item)
    return ""


def _result(item: ToolResultContent) -> str:
    """Return a tool's result as the model reads it: what was simply done, in a word or two."""
    data: Any = item.result.data
    if item.result.error:
        return json_dumps(data if "error" in data else {"error": True, **data})
    match data:
        case {"done": True, "now": {} as now, **rest} if now and not rest:
            states = {str(state) for state in now.values()}
            return f"done: {states.pop()}" if len(states) == 1 else f"done: {_listed(now)}"
        case {"done": True, **rest} if not rest or rest == {"now": {}}:
            return "done"
    return json_dumps(data)


def _listed(now: Mapping[str, Any]) -> str:
    """Return states by name as a text."""
    return ", ".join(f"{name} {state}" for name, state in now.items())


def _shortened(message: Message, longest: int | None) -> Message:
    """Return a message in which a tool's result is no longer than there is room for."""
    if longest is None or message["role"] != "tool" or len(message["content"]) <= longest:
        return message
    return {**message, "content": f"{message['content'][:longest]}{_CUT}"}


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
