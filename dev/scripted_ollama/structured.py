"""A reply held to a format that asks what to do and what to say, as a model would write it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .script import Reply

RESULTS = "[results] "


def held_to(form: Any, reply: Reply) -> Reply:
    """Return a reply's calls and words as JSON, where a request wants that; raw pieces stay as they are."""
    if not _acting(form) or reply.chunks is not None:
        return reply
    answer: dict[str, Any] = {"do": [{call.name: call.arguments} for call in reply.calls]}
    if reply.text or not reply.calls:
        answer["say"] = reply.text
    return replace(reply, text=json.dumps(answer, ensure_ascii=False), calls=())


def tool_names(body: Mapping[str, Any]) -> list[str]:
    """Return the tools that a request offers, in whichever way."""
    if tools := body.get("tools"):
        return [tool["function"]["name"] for tool in tools]
    return [name for call in _acting(body.get("format")) for name in call["properties"]]


def _acting(form: Any) -> Sequence[Mapping[str, Any]]:
    """Return the calls that a format lets a model make."""
    match form:
        case {"anyOf": [{"properties": {"do": {"items": {"anyOf": [*calls]}}}}, *_]}:
            return calls
        case _:
            return ()


def users_words(message: Mapping[str, Any]) -> str:
    """Return what the user said of a message; nothing of one that only tells of results."""
    text = str(message.get("content") or "")
    return text.partition("\n\n")[2] if text.startswith(RESULTS) else text
