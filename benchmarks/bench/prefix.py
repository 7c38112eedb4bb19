"""What never changes of a prompt: its size, its tools, and what of the home is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
import re
from typing import Any

from dev.scripted_ollama import Layout
from dev.scripted_ollama.render import Tokenize, render

from .plan import Plan

_TYPED = {"type", "anyOf", "enum"}
_SERIES = re.compile(r"([^,;:\n/]+) ([^,;:\s/]+(?:/[^,;:\s/]+)+)")
_LISTING = re.compile(r"<tools>\n(.*)\n</tools>", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Prefix:
    """Sizes in tokens but `tools_bytes`; `untyped` are parameters that reach the model as `{}`.

    `listed` is the share of exposed entities whose name the prompt has, in full or beside its room.
    """

    tokens: int
    system: int
    tools: int
    tools_bytes: int
    tool_count: int
    untyped: tuple[str, ...]
    listed: float


def read_prefix(body: Mapping[str, Any], plan: Plan, tokenize: Tokenize) -> Prefix:
    """Return what a request's prompt begins with."""
    tools = body.get("tools") or []
    head = [message for message in body["messages"][:1] if message["role"] == "system"]
    system = head[0]["content"] if head else ""
    listing = render(Layout.SYSTEM_TOOLS, [], tools)
    return Prefix(
        tokens=len(tokenize(render(Layout.SYSTEM_TOOLS, head, tools))),
        system=len(tokenize(system)),
        tools=len(tokenize(listing)),
        tools_bytes=len(json.dumps(tools, ensure_ascii=False, separators=(",", ":")).encode()),
        tool_count=len(tools),
        untyped=tuple(_untyped(listing)),
        listed=_share_listed(system, plan),
    )


def _untyped(listing: str) -> list[str]:
    """Return the parameters without a type, as the model reads them."""
    found = _LISTING.search(listing)
    functions = [json.loads(line)["function"] for line in found[1].splitlines()] if found else []
    return [
        f"{function['name']}.{name}"
        for function in functions
        for name, schema in function["parameters"]["properties"].items()
        if not schema.keys() & _TYPED
    ]


class Listing:
    """A home as a prompt lists it."""

    def __init__(self, text: str) -> None:
        """Read the list."""
        self._text = _SERIES.sub(_spelled_out, text.casefold())
        self._rooms = {
            line.partition(":")[0].partition(" (")[0].strip(): line
            for line in self._text.splitlines()
        }

    def has(self, name: str, short: str, room: str) -> bool:
        """Return whether an entity is named, in full or by the rest of its name beside its room."""
        return name.casefold() in self._text or short.casefold() in self._rooms.get(
            room.casefold(), ""
        )


def _share_listed(system: str, plan: Plan) -> float:
    """Return how much of the home a prompt names."""
    listing = Listing(system)
    found = sum(listing.has(entity.name, entity.short, entity.room) for entity in plan.entities)
    return found / len(plan.entities)


def _spelled_out(series: re.Match[str]) -> str:
    """Return `spot 1/2` as `spot 1, spot 2`."""
    stem, lasts = series.groups()
    return ",".join(f"{stem} {last}" for last in lasts.split("/"))
