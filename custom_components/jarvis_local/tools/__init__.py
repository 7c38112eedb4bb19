"""The registry of tools: one line per domain. Add a tool's module here."""

from collections.abc import Collection, Mapping
from typing import Final

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import llm

from . import announce, home, lists, media, state, timers
from .base import JarvisTool

GROUPS: Final[Mapping[str, tuple[JarvisTool, ...]]] = {
    home.GROUP: home.TOOLS,
    media.GROUP: media.TOOLS,
    timers.GROUP: timers.TOOLS,
    lists.GROUP: lists.TOOLS,
    announce.GROUP: announce.TOOLS,
    state.GROUP: state.TOOLS,
}


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
    return any(
        assistant is None or async_should_expose(hass, assistant, entity_id)
        for entity_id in hass.states.async_entity_ids(domains)
    )
