"""The tool for to-do and shopping lists."""

from collections.abc import Mapping, Sequence
from typing import Any

import voluptuous as vol

from homeassistant.core import State
from homeassistant.helpers import llm

from .base import NAME, Act, IntentSpec, IntentTool, choice

GROUP = "lists"
_ACTIONS = {
    "add": "HassListAddItem",
    "complete": "HassListCompleteItem",
    "remove": "HassListRemoveItem",
}
# An item is soon written again, so Home Assistant's own agents do not ask either.
_CHANGES = llm.ToolAnnotations(
    read_only=False, destructive=True, idempotent=False, open_world=False
)


def _acts(state: State | None, args: Mapping[str, Any]) -> Sequence[Act]:
    """Return the intent of an action."""
    return (Act(intent=_ACTIONS[args["action"]], slots={"item": args["item"]}),)


SPECS = (
    IntentSpec(
        name="todo_list",
        title="Change a list",
        description="Add an item to a list, tick it off, or remove it. name is the list's.",
        parameters={vol.Required("action"): choice(tuple(_ACTIONS)), vol.Required("item"): str}
        | NAME,
        annotations=_CHANGES,
        domains=frozenset({"todo"}),
        single=True,
        acts=_acts,
        aside=("item",),
    ),
)
TOOLS = tuple(IntentTool(GROUP, spec) for spec in SPECS)
