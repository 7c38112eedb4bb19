"""The tool that looks: live states of exposed entities, by room."""

from typing import Any, cast, override

import voluptuous as vol

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import intent, llm

from ..policy import Confirmation
from .base import READS, TARGET, Call, JarvisTool, async_area_of, async_find, describe

GROUP = "state"
_MOST = 40
_MOST_ITEMS = 30
_ELSEWHERE = "elsewhere"
_OUT_OF_REACH = "cannot be reached, so nobody knows its state"


class GetState(JarvisTool):
    """Tells the states of what was asked for, as they are now."""

    name = "get_state"
    title = "Get state"
    description = (
        "Read live states of devices, sensors and lists. Narrow it down by name, area or domain."
    )
    parameters = vol.Schema(
        TARGET | {vol.Optional("domain"): [str], vol.Optional("device_class"): [str]}
    )
    annotations = READS
    group = GROUP
    confirmation = Confirmation.NONE

    @override
    def resolve(
        self, hass: HomeAssistant, args: dict[str, Any], llm_context: llm.LLMContext
    ) -> list[State]:
        """Return every exposed entity that fits; the same name twice is no hindrance here."""
        constraints = intent.MatchTargetsConstraints(
            name=None if args.get("name") == "all" else args.get("name"),
            area_name=args.get("area"),
            floor_name=args.get("floor"),
            domains=args.get("domain"),
            device_classes=args.get("device_class"),
            assistant=llm_context.assistant,
            allow_duplicate_names=True,
        )
        result = intent.async_match_targets(hass, constraints)
        if not result.is_match:
            found = async_find(hass, args, llm_context) if args.get("name") else []
            if not found:
                raise intent.MatchFailedError(result=result, constraints=constraints)
            return found
        return result.states

    @override
    async def async_run(self, hass: HomeAssistant, call: Call) -> llm.ToolResult:
        """Return lines of states by area, and a list's items when one list was asked for."""
        states = sorted(call.targets, key=lambda state: (state.name, state.entity_id))
        rooms: dict[str, Any] = {}
        for state in states[:_MOST]:
            area = async_area_of(hass, state.entity_id)
            room = rooms.setdefault(area.name if area else _ELSEWHERE, [])
            room.append(f"{state.name}: {_now(state)}")
        data: dict[str, Any] = {"states": rooms}
        if len(states) > _MOST:
            data["more"] = f"{len(states) - _MOST} more: narrow it down by name, area or domain"
        if len(states) == 1 and states[0].domain == "todo":
            data["items"] = await _items(hass, states[0].entity_id, call.llm_context)
        return llm.ToolResult(data=data)


def _now(state: State) -> str:
    """Return a state in words: a model takes "unavailable" for off."""
    return _OUT_OF_REACH if state.state == STATE_UNAVAILABLE else describe(state)


async def _items(hass: HomeAssistant, entity_id: str, llm_context: llm.LLMContext) -> list[str]:
    """Return the open items of a list."""
    response = await hass.services.async_call(
        "todo",
        "get_items",
        {"entity_id": entity_id, "status": "needs_action"},
        blocking=True,
        return_response=True,
        context=llm_context.context,
    )
    items = cast("dict[str, Any]", response)[entity_id]["items"]
    return [item["summary"] for item in items[:_MOST_ITEMS]]


TOOLS = (GetState(),)
