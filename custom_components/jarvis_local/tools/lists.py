"""Tools for to-do and shopping lists."""

from typing import Any

import voluptuous as vol

from homeassistant.helpers import llm

from .base import CONTROLS, IntentSpec, IntentTool

GROUP = "lists"
_LISTS = frozenset({"todo"})
_ITEM: dict[Any, Any] = {
    vol.Required("item"): str,
    vol.Required("name"): str,
}
_ADDS = llm.ToolAnnotations(read_only=False, destructive=False, idempotent=False, open_world=False)
# An item is soon written again, so Home Assistant's own agents do not ask either.
_REMOVES = llm.ToolAnnotations(read_only=False, destructive=True, idempotent=True, open_world=False)


def _row(name: str, title: str, description: str, annotations: llm.ToolAnnotations) -> IntentSpec:
    """Return the row of an intent for an item of a list."""
    return IntentSpec(
        name=name,
        title=title,
        description=description,
        parameters=_ITEM,
        annotations=annotations,
        domains=_LISTS,
    )


SPECS = (
    _row("HassListAddItem", "Add to list", "Add an item to the list of that name.", _ADDS),
    _row("HassListCompleteItem", "Complete list item", "Tick an item off a list.", CONTROLS),
    _row("HassListRemoveItem", "Remove from list", "Remove an item from a list.", _REMOVES),
)
TOOLS = tuple(IntentTool(GROUP, spec) for spec in SPECS)
