"""The tool that finds devices in a home too large to be listed."""

from typing import Any, Final, override

import voluptuous as vol

from homeassistant.components.conversation import DOMAIN as ASSISTANT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm

from ..home import Device, Home, async_home
from ..home.listing import listed_name
from ..home.select import select
from ..policy import Confirmation
from .base import READS, Call, JarvisTool, describe

GROUP: Final = "state"
_MOST: Final = 20
_ELSEWHERE: Final = "elsewhere"
# What fits so much less well than the best is there by chance.
_SHARE: Final = 0.5


class FindDevices(JarvisTool):
    """Tells the names, rooms and states of the devices that words fit."""

    name = "find_devices"
    title = "Find devices"
    description = (
        "Find devices by words for their name, room or kind; returns exact names and states."
    )
    parameters = vol.Schema(
        {
            vol.Required("query"): str,
            vol.Optional("area"): str,
            vol.Optional("domain"): [str],
        }
    )
    annotations = READS
    group = GROUP
    confirmation = Confirmation.NONE

    @override
    async def async_run(self, hass: HomeAssistant, call: Call) -> llm.ToolResult:
        """Return what was found by room, the likeliest first."""
        home = async_home(hass, call.llm_context.assistant or ASSISTANT)
        query = " ".join(filter(None, (call.args["query"], call.args.get("area"))))
        found = select(home, query, call.llm_context.language, most=len(home.devices))
        least = _SHARE * max(found.scores.values(), default=0.0)
        devices = [
            home.devices[entity_id]
            for entity_id in found.devices
            if found.scores[entity_id] >= least
        ]
        if domains := call.args.get("domain"):
            devices = [device for device in devices if device.domain in domains]
        if not devices:
            rooms = sorted(area.name for area in home.areas.values())
            data: dict[str, Any] = {"devices": {}, "rooms": rooms[:_MOST]}
            return llm.ToolResult(data=data)
        data = {"devices": _by_room(hass, home, devices[:_MOST])}
        if len(devices) > _MOST:
            data["more"] = f"{len(devices) - _MOST} more: add the room or another word"
        return llm.ToolResult(data=data)


def _by_room(hass: HomeAssistant, home: Home, devices: list[Device]) -> dict[str, list[str]]:
    """Return the devices' lines by room, as they are listed there."""
    rooms: dict[str, list[str]] = {}
    for device in devices:
        area, state = home.area_of(device), hass.states.get(device.entity_id)
        line = f"{device.domain} {listed_name(home, device)}"
        told = f"{line}: {describe(state)}" if state else line
        rooms.setdefault(area.name if area else _ELSEWHERE, []).append(told)
    return rooms


TOOLS = (FindDevices(),)
