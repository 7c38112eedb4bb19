"""The registry of tools: one line per domain. Add a tool's module here."""

from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from homeassistant.components.conversation import DOMAIN as ASSISTANT
from homeassistant.components.homeassistant import async_should_expose
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import llm

from ..home import async_home
from . import aliases, announce, find, home, lists, media, state, timers
from .base import JarvisTool

GROUPS: Final[Mapping[str, tuple[JarvisTool, ...]]] = {
    home.GROUP: home.TOOLS,
    media.GROUP: media.TOOLS,
    timers.GROUP: timers.TOOLS,
    lists.GROUP: lists.TOOLS,
    announce.GROUP: announce.TOOLS,
    state.GROUP: (*state.TOOLS, *find.TOOLS),
}
# Offered only where the prompt could not name every device.
SEARCHES: Final = frozenset(tool.name for tool in find.TOOLS)


@callback
def async_tools(
    hass: HomeAssistant, llm_context: llm.LLMContext, groups: Collection[str] | None = None
) -> list[JarvisTool]:
    """Return the tools of the allowed groups (all by default) that this home has a use for.

    Sorted by name and blind to the asking device: the list is part of the model's cached prefix.
    """
    offered = [
        tool
        for group, tools in GROUPS.items()
        if groups is None or group in groups
        for tool in tools
        if not tool.domains or _exposes_any(hass, tool.domains, llm_context.assistant)
    ]
    return sorted(offered, key=lambda tool: tool.name)


def _exposes_any(hass: HomeAssistant, domains: Collection[str], assistant: str | None) -> bool:
    """Return whether any entity of these domains may be used."""
    if assistant == ASSISTANT:
        return not async_home(hass).domains.isdisjoint(domains)
    return any(
        assistant is None or async_should_expose(hass, assistant, entity_id)
        for entity_id in hass.states.async_entity_ids(domains)
    )


@cache
def _by_name() -> Mapping[str, JarvisTool]:
    """Return all the tools by name."""
    return {tool.name: tool for tools in GROUPS.values() for tool in tools}


@cache
def known_names() -> Mapping[str, Mapping[str, Any]]:
    """Return every name that a call may go by, with the JSON schema of each of its arguments.

    Our tools' own names, and those that models know from elsewhere: `translate` makes them ours.
    """
    own = {name: tool.properties for name, tool in _by_name().items()}
    others = {
        name: {key: value for key, value in own[alias.tool].items() if key not in alias.preset}
        for name, alias in aliases.ALIASES.items()
    }
    return MappingProxyType(others | own)


def translate(name: str, args: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the tool and arguments that a call by any known name comes to.

    A name that nobody knows comes back as it is. What it returns still has to pass the tool.
    """
    plain = _plain(name)
    if plain in _by_name():
        return aliases.fitting(plain, args), dict(args)
    if (alias := aliases.find(plain)) is not None:
        return aliases.rewrite(alias, args)
    return name, dict(args)


def _plain(name: str) -> str:
    """Return a name in our case and without another integration's prefix, such as `intent__`."""
    for written in (name.strip(), name.strip().rpartition("__")[2]):
        if aliases.find(written) is not None:
            return written
        for own in _by_name():
            if own.casefold() == written.casefold():
                return own
    return name
