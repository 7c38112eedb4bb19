"""Tools as lines of text, and as the schema of an answer that may call them."""

from collections.abc import Iterator, Mapping, Sequence
import json
from typing import Any, Final

from ..wire import kept
from .json_object import DO, SAY

# What an answer's grammar can hold a model to; the rest is validated when the tool is called.
_HELD_TO: Final = ("type", "enum", "minimum", "maximum", "items", "properties", "required")
_MOST_CHOICES: Final = 12
_MOST_CALLS: Final = 12

_RULES: Final = """\
Every answer is one JSON object: {"do": [{"tool": {"argument": "value"}}]} to call tools, in this order, or \
{"do": [], "say": "words"} to speak. A tool is called only by putting it in "do"; what came of it is told \
in a [results] note, and then you speak.
Tools, ? after what may be left out:"""


def rules(tools: Sequence[Mapping[str, Any]]) -> str:
    """Return how to answer, and a line for each tool."""
    return "\n".join((_RULES, *map(signature, tools)))


@kept
def signature(tool: Mapping[str, Any]) -> str:
    """Return a tool as one line: `set_level(name?, level: 0-100)` and what it does."""
    function = tool["function"]
    parameters = function.get("parameters") or {}
    required = parameters.get("required") or ()
    shown = (
        f"{name}{'' if name in required else '?'}{_kind(schema)}"
        for name, schema in (parameters.get("properties") or {}).items()
    )
    return f"{function['name']}({', '.join(shown)}) {' '.join(function['description'].split())}"


def _kind(schema: Mapping[str, Any]) -> str:
    """Return what a parameter takes, where its name does not say it: a plain text is not shown."""
    if _is_list(schema):
        inner = _kind(schema.get("items") or {}).removeprefix(": ")
        return f": [{inner}]"
    if choices := schema.get("enum"):
        return f": {'|'.join(map(str, choices[:_MOST_CHOICES]))}"
    match schema:
        case {"type": "integer" | "number", "minimum": low, "maximum": high}:
            return f": {low}-{high}"
        case {"type": "string"}:
            return ""
        case {"type": str() as kind}:
            return f": {kind}"
        case {"anyOf": [{} as first, *_]}:
            return _kind(first)
        case _:
            return ""


def _is_list(schema: Mapping[str, Any]) -> bool:
    """Return whether a parameter takes a list."""
    return schema.get("type") == "array"


def answer_format(tools: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the schema of an answer; what to do comes first, so that it is decided first."""
    calls = [_call(tool) for tool in tools]
    do = {"type": "array", "items": {"anyOf": calls}, "minItems": 1, "maxItems": _MOST_CALLS}
    say = {"type": "string"}
    acting = {"type": "object", "properties": {DO: do, SAY: say}, "required": [DO]}
    speaking = {
        "type": "object",
        "properties": {DO: {"const": []}, SAY: say},
        "required": [DO, SAY],
    }
    return {"anyOf": [acting, speaking]}


@kept
def _call(tool: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of a call of one tool."""
    function = tool["function"]
    parameters = function.get("parameters") or {}
    args = {
        "type": "object",
        "properties": {
            name: dict(_held(schema))
            for name, schema in (parameters.get("properties") or {}).items()
        },
    }
    if parameters.get("required"):
        args["required"] = list(parameters["required"])
    return {
        "type": "object",
        "properties": {function["name"]: args},
        "required": [function["name"]],
    }


def _held(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what of a parameter's schema the model is held to."""
    if "anyOf" in schema:
        yield "anyOf", [dict(_held(option)) for option in schema["anyOf"]]
        return
    for key in _HELD_TO:
        match key, schema.get(key):
            case _, None:
                continue
            case "items", {} as items:
                yield key, dict(_held(items))
            case "properties", {} as properties:
                yield key, {name: dict(_held(inner)) for name, inner in properties.items()}
            case _, value:
                yield key, value


def written(calls: Sequence[Mapping[str, Any]], said: str) -> str:
    """Return calls and words as an answer, as models like to write JSON."""
    do = [{call["function"]["name"]: call["function"]["arguments"]} for call in calls]
    answer = {DO: do} if do and not said else {DO: do, SAY: said}
    return json.dumps(answer, ensure_ascii=False)
