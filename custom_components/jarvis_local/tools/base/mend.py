"""Puts a room given as a floor, and a domain given as a device class, where they belong."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, floor_registry as fr, intent

# Domains that are no device class of anything that can be acted on.
_ONLY_DOMAINS = frozenset(Platform) - {Platform.SWITCH, Platform.UPDATE}


def mend(
    hass: HomeAssistant, args: dict[str, Any], properties: Mapping[str, Any]
) -> dict[str, Any]:
    """Return arguments that mean the same; a call never comes to mean more."""
    args = _mend_floor(hass, args)
    return _mend_class(args) if "domain" in properties else args


def _mend_floor(hass: HomeAssistant, args: dict[str, Any]) -> dict[str, Any]:
    """Take a floor that does not exist for a room, or leave it out where name or room say enough."""
    floor = args.get("floor")
    if not isinstance(floor, str) or any(intent.find_floors(floor, fr.async_get(hass))):
        return args
    rest = {key: value for key, value in args.items() if key != "floor"}
    if "area" not in args and any(intent.find_areas(floor, ar.async_get(hass))):
        return rest | {"area": floor}
    return rest if args.keys() & {"name", "area"} else args


def _mend_class(args: dict[str, Any]) -> dict[str, Any]:
    """Take a device class that is the name of a domain for that domain."""
    given = args.get("device_class")
    if not isinstance(given, list) or not (domains := [c for c in given if c in _ONLY_DOMAINS]):
        return args
    if not set(domains) <= set(args.get("domain", domains)):
        return args
    rest = {key: value for key, value in args.items() if key != "device_class"}
    if classes := [c for c in given if c not in _ONLY_DOMAINS]:
        rest["device_class"] = classes
    return {"domain": domains} | rest
