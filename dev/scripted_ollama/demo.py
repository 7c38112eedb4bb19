"""The demo's script: does what a few sentences ask, and says plainly that it is no model."""

from collections.abc import Iterator, Mapping, Sequence
import json
from typing import Any

from .catalogue import GIB, Model
from .script import Call, Reply
from .understanding import WORDS, Home, calls, language_of

DEMO_MODEL = Model(
    "scripted-demo:latest",
    capabilities=("completion", "tools"),
    size=GIB // 1024,
    family="scripted",
    parameter_size="0B",
)

_MOST_STATES = 6


def reply(body: Mapping[str, Any]) -> Reply:
    """Answer a chat or generate request: a tool call first, then what became of it."""
    messages = body.get("messages") or [{"role": "user", "content": body.get("prompt", "")}]
    users = [i for i, message in enumerate(messages) if message.get("role") == "user"]
    if not users:
        return Reply(text=_words("", "demo"))
    text = _said(messages[users[-1]])
    turn = messages[users[-1] :]
    if any(message.get("role") == "tool" for message in turn):
        return Reply(text=_report(text, turn))
    before = _said(messages[users[-2]]) if len(users) > 1 else ""
    home = Home.read("\n".join(_texts(messages, users[-1])))
    wanted = [_fitted(call, body.get("tools") or ()) for call in calls(text, before, home)]
    found = [call for call in wanted if call]
    return Reply(calls=found) if found else Reply(text=_words(text, "demo", before))


def _said(message: Mapping[str, Any]) -> str:
    """Return the user's own words: the agent may have put what it knows below them."""
    lines = str(message.get("content") or "").strip().splitlines()
    return lines[0] if lines else ""


def _texts(messages: Sequence[Mapping[str, Any]], last_user: int) -> Iterator[str]:
    """Yield where the names of rooms and devices may stand."""
    for message in messages:
        if message.get("role") == "system":
            yield str(message.get("content") or "")
    yield from str(messages[last_user].get("content") or "").strip().splitlines()[1:]


def _fitted(call: Call, tools: Sequence[Mapping[str, Any]]) -> Call | None:
    """Return a call as the offered tool wants it, or None where it is not offered."""
    for tool in tools:
        function = tool.get("function") or {}
        name = str(function.get("name"))
        if name.rpartition("__")[2] != call.name:
            continue
        properties = (function.get("parameters") or {}).get("properties") or {}
        arguments = dict(call.arguments) if isinstance(call.arguments, Mapping) else {}
        kept = {k: v for k, v in arguments.items() if k in properties or not properties}
        return Call(name, {k: _typed(v, properties.get(k) or {}) for k, v in kept.items()})
    return None


def _typed(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return a list of one as the word itself where the tool takes no list."""
    kinds = {option.get("type") for option in (schema, *(schema.get("anyOf") or ()))}
    if isinstance(value, list) and "string" in kinds and "array" not in kinds:
        return value[0]
    return value


def _report(text: str, turn: Sequence[Mapping[str, Any]]) -> str:
    """Return what the tools' results mean, in the user's language."""
    results = [_parsed(m.get("content")) for m in turn if m.get("role") == "tool"]
    results = [result for result in results if isinstance(result, dict)]
    if not results:
        return _words(text, "nothing")
    say = next((result["say"] for result in results if result.get("say")), None)
    if say:
        return str(say)
    reason = next(filter(None, map(_reason, results)), "")
    if reason:
        return _words(text, "failed").format(reason=reason)
    late = [name for result in results for name in result.get("not_confirmed") or ()]
    if late:
        return _words(text, "not_confirmed").format(names=", ".join(late))
    called = [call["function"]["name"] for m in turn for call in m.get("tool_calls") or ()]
    if any(name.endswith("get_state") for name in called):
        return _listed(text, [state for result in results for state in _states(result)])
    return _words(text, "done")


def _listed(text: str, states: Sequence[tuple[str, str]]) -> str:
    """Return names and states as a sentence."""
    if not states:
        return _words(text, "nothing")
    known, pattern = WORDS[language_of(text)]["states"], _words(text, "state")
    parts = []
    for name, state in states[:_MOST_STATES]:
        first, comma, rest = state.partition(",")
        parts.append(pattern.format(name=name, state=known.get(first, first) + comma + rest))
    return "; ".join(parts) + "."


def _parsed(content: Any) -> Any:
    """Return a tool's result as JSON where it is some."""
    if isinstance(content, str) and content.partition(":")[0] == "done":
        return {"done": True}
    try:
        return json.loads(content)
    except TypeError, ValueError:
        return content


def _reason(result: Mapping[str, Any]) -> str:
    """Return why a tool failed, or nothing."""
    if not (result.get("error") or result.get("success") is False):
        return ""
    texts = (result.get(key) for key in ("error_text", "message", "reason", "error"))
    return next((text for text in texts if isinstance(text, str)), "?")


def _states(value: Any) -> Iterator[tuple[str, str]]:
    """Yield each name with its state, wherever in a result and in whatever shape they stand."""
    if isinstance(value, str) and ": " in value:
        name, _, state = value.partition(": ")
        yield name, state
    if isinstance(value, list):
        for item in value:
            yield from _states(item)
    if not isinstance(value, dict):
        return
    own = value.get("state")
    if isinstance(own, str | int | float):
        names = (value.get(key) for key in ("name", "names", "friendly_name", "entity_id"))
        unit = _unit(value)
        yield str(next(filter(None, names), "?")), f"{own} {unit}".strip()
    for key, item in value.items():
        if isinstance(item, dict) and "state" in item and not item.keys() & {"name", "entity_id"}:
            yield from _states({"name": key, **item})
        else:
            yield from _states(item)


def _unit(value: Mapping[str, Any]) -> str:
    """Return the unit of a state, from beside it or from its attributes."""
    attributes = value.get("attributes")
    places = (value, attributes if isinstance(attributes, dict) else {})
    units = (place.get(key) for place in places for key in ("unit", "unit_of_measurement"))
    return str(next(filter(None, units), ""))


def _words(text: str, key: str, before: str = "") -> str:
    """Return what is said, in the language of a text or of the one before it."""
    return str(WORDS[language_of(text, before)]["answers"][key])
