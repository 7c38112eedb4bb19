"""From messages and tools to the text that a model reads, and to a guess at its tokens."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
import json
import re
from typing import Any

type Tokenize = Callable[[str], Sequence[str]]

_TOKEN = re.compile(r"<\|\w+\|>| ?[^\W\d_]{1,6}|\d{1,3}|\s+(?=\S)|.", re.DOTALL)
_KEPT = frozenset({"anyOf", "type", "items", "description", "enum", "properties", "required"})
_TOOLS_INTRO = "# Tools\n\nYou may call one or more functions to assist with the user query.\n"


class Layout(StrEnum):
    """Where a model's template puts the tools."""

    SYSTEM_TOOLS = "system_tools"
    TOOLS_SYSTEM = "tools_system"
    TOOLS_IN_LAST_USER = "tools_in_last_user"


def tokenize(text: str) -> Sequence[str]:
    """Cut a text into pieces of about the size of a model's tokens."""
    return _TOKEN.findall(text)


def render(
    layout: Layout, messages: Sequence[Mapping[str, Any]], tools: Sequence[Mapping[str, Any]]
) -> str:
    """Return the prompt in ChatML, with the tools where the layout has them."""
    head = [m for m in messages[:1] if m.get("role") == "system"]
    system = str(head[0].get("content") or "") if head else ""
    rest = list(messages[len(head) :])
    listing = _listing(tools)
    last_user = -1
    match layout:
        case Layout.SYSTEM_TOOLS:
            system = "\n\n".join(filter(None, (system, listing)))
        case Layout.TOOLS_SYSTEM:
            system = "\n\n".join(filter(None, (listing, system)))
        case Layout.TOOLS_IN_LAST_USER:
            users = [i for i, m in enumerate(rest) if m.get("role") == "user"]
            last_user = users[-1] if users and listing else -1
    parts = [_turn("system", system)] if system else []
    for index, message in enumerate(rest):
        prefix = f"{listing}\n\n" if index == last_user else ""
        parts.append(_turn(str(message.get("role")), prefix + _content(message)))
    return "".join(parts) + "<|im_start|>assistant\n"


def call_text(name: str, arguments: Any) -> str:
    """Return a tool call as a model writes it."""
    body = json.dumps({"name": name, "arguments": arguments}, ensure_ascii=False)
    return f"<tool_call>\n{body}\n</tool_call>"


def thought(text: str) -> str:
    """Return thinking as a model writes it."""
    return f"<think>\n{text}\n</think>\n\n" if text else ""


def _turn(role: str, content: str) -> str:
    """Return one message in ChatML."""
    return f"<|im_start|>{role}\n{content}<|im_end|>\n"


def _content(message: Mapping[str, Any]) -> str:
    """Return the text of a message with its calls, without its thinking."""
    calls = (call["function"] for call in message.get("tool_calls") or ())
    texts = [str(message.get("content") or "")]
    texts += [call_text(call["name"], call.get("arguments")) for call in calls]
    return "\n".join(filter(None, texts))


def _listing(tools: Sequence[Mapping[str, Any]]) -> str:
    """Return the tools one a line, less the schema words that Ollama does not know."""
    if not tools:
        return ""
    lines = (json.dumps(_known_tool(tool), ensure_ascii=False) for tool in tools)
    return f"{_TOOLS_INTRO}<tools>\n{'\n'.join(lines)}\n</tools>"


def _known_tool(tool: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is left of a tool after Ollama has read it."""
    function = tool.get("function") or {}
    parameters = function.get("parameters") or {}
    properties = parameters.get("properties") or {}
    known: dict[str, Any] = {"type": parameters.get("type", "object")}
    if parameters.get("required"):
        known["required"] = parameters["required"]
    known["properties"] = {key: _known_property(value) for key, value in properties.items()}
    return {
        "type": tool.get("type", "function"),
        "function": {
            "name": function.get("name", ""),
            "description": function.get("description", ""),
            "parameters": known,
        },
    }


def _known_property(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is left of a parameter's schema."""
    known = {key: value for key, value in schema.items() if key in _KEPT}
    if "anyOf" in known:
        known["anyOf"] = [_known_property(option) for option in known["anyOf"]]
    if "properties" in known:
        known["properties"] = {k: _known_property(v) for k, v in known["properties"].items()}
    return known
