"""Why a call failed and what would work, in words a model can act on."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import voluptuous as vol

from homeassistant.components.homeassistant import async_should_expose
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    intent,
)

from ...home import Device, Home
from .unresolved import close_names

_REASONS = {
    intent.MatchFailedReason.FEATURE: "It cannot do that.",
    intent.MatchFailedReason.STATE: "Not in its present state; nothing plays there, for one.",
    intent.MatchFailedReason.INVALID_AREA: "There is no such area.",
    intent.MatchFailedReason.INVALID_FLOOR: "There is no such floor.",
}


def explain_arguments(err: vol.Invalid, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the error of a call with bad arguments: each one, why, and what would work."""
    errors = err.errors if isinstance(err, vol.MultipleInvalid) else [err]
    invalid = {}
    for error in errors:
        name = str(error.path[0]) if error.path else "arguments"
        wanted = _wanted(properties[name]) if name in properties else None
        known = f"use only: {', '.join(properties)}" if error.path else None
        invalid[name] = "; ".join(filter(None, (error.msg, wanted or known)))
    return {"error": "Bad arguments. Correct them and call again.", "invalid": invalid}


def _wanted(schema: Mapping[str, Any]) -> str:
    """Return what an argument must be."""
    items = schema.get("items", {})
    words = [f"must be {schema.get('type')}"]
    if choices := schema.get("enum") or items.get("enum"):
        words.append(f"one of {', '.join(map(str, choices))}")
    if "minimum" in schema and "maximum" in schema:
        words.append(f"from {schema['minimum']} to {schema['maximum']}")
    return ", ".join(words)


@callback
def async_explain_match(hass: HomeAssistant, err: intent.MatchFailedError) -> dict[str, Any]:
    """Return the error of a call that found no target, with the names that come close."""
    reason, wanted = err.result.no_match_reason, err.constraints
    data: dict[str, Any] = {
        "error": _REASONS.get(reason, "Nothing fits.") if reason else "Nothing fits."
    }
    if reason is intent.MatchFailedReason.INVALID_AREA:
        data["areas"] = close_names(
            wanted.area_name or "", [a.name for a in ar.async_get(hass).areas.values()]
        )
    elif reason is intent.MatchFailedReason.INVALID_FLOOR:
        data["floors"] = [floor.name for floor in fr.async_get(hass).async_list_floors()]
    else:
        data |= _similar(hass, wanted)
    return data


def _similar(hass: HomeAssistant, wanted: intent.MatchTargetsConstraints) -> dict[str, Any]:
    """Return names that come close, and say so where a name is really an area's."""
    name = wanted.name
    if name and (areas := list(intent.find_areas(name, ar.async_get(hass)))):
        return {"hint": f"'{name}' is an area: pass area='{areas[0].name}' and no name."}
    exposed = async_exposed_names(hass, wanted.assistant, wanted.domains)
    return {"known_names": close_names(name or "", exposed)}


@callback
def async_exposed_names(
    hass: HomeAssistant, assistant: str | None, domains: Iterable[str] | None
) -> list[str]:
    """Return the names and aliases of exposed entities."""
    registry = er.async_get(hass)
    return [
        name
        for state in hass.states.async_all(domains)
        if assistant is None or async_should_expose(hass, assistant, state.entity_id)
        for name in intent.async_get_entity_aliases(
            hass, registry.async_get(state.entity_id), state=state
        )
    ]


@callback
def async_area_of(hass: HomeAssistant, entity_id: str) -> ar.AreaEntry | None:
    """Return the area of an entity or else of its device."""
    if (entry := er.async_get(hass).async_get(entity_id)) is None:
        return None
    area_id = entry.area_id
    if (
        not area_id
        and entry.device_id
        and (device := dr.async_get(hass).async_get(entry.device_id))
    ):
        area_id = dr.async_get_effective_area_id(hass, device)
    return ar.async_get(hass).async_get_area(area_id) if area_id else None


@callback
def async_sibling(
    hass: HomeAssistant, home: Home, device: Device, domains: Collection[str]
) -> str | None:
    """Return the only entity of these domains that belongs to the same device."""
    registry = er.async_get(hass)
    entry = registry.async_get(device.entity_id)
    if entry is None or entry.device_id is None:
        return None
    found = [
        other.entity_id
        for other in er.async_entries_for_device(registry, entry.device_id)
        if other.domain in domains and other.entity_id in home.devices
    ]
    return found[0] if len(found) == 1 else None
