"""Finds the tool calls in objects and lists that a model wrote."""

from collections.abc import Iterator
from typing import Any, Final

from homeassistant.helpers.json import json_dumps

from ...ollama.chat import is_sane
from ...ollama.types import ToolCall
from .offered import Offered
from .values import read_json

_NAMES: Final = (
    "tool_name",
    "function_name",
    "recipient_name",
    "tool",
    "function",
    "action",
    "intent",
    "name",
)
_ARGUMENTS: Final = (
    "arguments",
    "parameters",
    "args",
    "params",
    "input",
    "tool_input",
    "action_input",
    "kwargs",
    "slots",
    "data",
)
_BESIDE: Final = frozenset({"id", "type", "index", "call_id", "tool_call_id"})
LISTS: Final = ("tool_calls", "function_call", "function_calls", "tool_call", "calls", "actions")
_MAX_DEPTH: Final = 4
_SHOWN: Final = 200


def calls_in(found: Any, offered: Offered, depth: int = 0) -> Iterator[ToolCall]:
    """Yield the calls of an object or list, in their order."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(found, list):
        for item in found:
            yield from calls_in(item, offered, depth + 1)
    elif isinstance(found, dict):
        yield from _of_object(found, offered, depth)


def _of_object(found: dict[str, Any], offered: Offered, depth: int) -> Iterator[ToolCall]:
    """Yield the calls of one object."""
    inner = [found[key] for key in LISTS if isinstance(found.get(key), dict | list)]
    if inner:
        for item in inner:
            yield from calls_in(item, offered, depth + 1)
        return
    function = found.get("function")
    if isinstance(function, dict):
        yield from _of_object(function, offered, depth + 1)
    elif (call := _call(found, offered)) is not None:
        yield call
    else:
        yield from _by_key(found, offered)


def _call(found: dict[str, Any], offered: Offered) -> ToolCall | None:
    """Return the call that an object with the name of a tool in it is."""
    arguments = next((key for key in _ARGUMENTS if key in found), None)
    for key in _NAMES:
        name = found.get(key)
        if not isinstance(name, str) or not name or len(name) > 100:
            continue
        tool = offered.name(name)
        if tool is None and (arguments is None or not name.replace(".", "").isidentifier()):
            continue
        if arguments is not None:
            return make_call(tool or name, found[arguments])
        rest = {k: v for k, v in found.items() if k != key and k not in _BESIDE}
        return make_call(tool or name, rest)
    return None


def _by_key(found: dict[str, Any], offered: Offered) -> Iterator[ToolCall]:
    """Yield the calls of an object whose keys are tools."""
    tools = [offered.name(key) if isinstance(value, dict) else None for key, value in found.items()]
    if found and None not in tools:
        for tool, arguments in zip(tools, found.values(), strict=True):
            yield make_call(str(tool), arguments)


def make_call(name: str, arguments: Any, shown: str = "") -> ToolCall:
    """Return a call; with arguments that are of no use it says so."""
    if isinstance(arguments, str):
        shown = arguments
        arguments = read_json(arguments) if arguments.strip() else {}
    if arguments is None and not shown:
        arguments = {}
    if isinstance(arguments, dict) and is_sane(arguments) and is_sane(name):
        return ToolCall(name=name, arguments=arguments)
    if not is_sane(shown) or not is_sane(name):
        return ToolCall(name="", arguments={}, unreadable="")
    if not shown:
        shown = json_dumps(arguments) if is_sane(arguments) else "too much of it"
    return ToolCall(name=name, arguments={}, unreadable=shown[:_SHOWN])
