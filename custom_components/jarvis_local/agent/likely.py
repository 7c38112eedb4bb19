"""The devices a request is likely about, with their states, in the few words there is room for."""

from collections.abc import Sequence
from typing import Final

from homeassistant.components.conversation import ConversationInput
from homeassistant.core import HomeAssistant, State, callback

from ..home import Device, Home, async_home, estimate_tokens
from ..home.listing import listed_name
from ..home.select import MOST_READ, select
from ..tools.base import describe

_MOST: Final = 5
_MOST_TOKENS: Final = 40
_LONGEST_STATE: Final = 32
# What fits so much less well than the best is there by chance.
_SHARE: Final = 0.6


@callback
def async_likely(
    hass: HomeAssistant, user_input: ConversationInput, here: str | None, focus: Sequence[str]
) -> str:
    """Return `Kitchen: light Ceiling=off, Worktop=on; Hall: light Ceiling=off`, the likeliest first.

    `here` is the area spoken in, `focus` the entities the conversation touched last.
    """
    home = async_home(hass)
    text = user_input.text[:MOST_READ]
    found = select(home, text, user_input.language, here=here, focus=focus, most=_MOST)
    best = max(found.scores.values(), default=0.0)
    devices = [home.devices[id_] for id_ in found.devices if found.scores[id_] >= best * _SHARE]
    text = ""
    # Cut by whole devices: half a name would be a wrong one.
    for count in range(1, len(devices) + 1):
        longer = _async_told(hass, home, devices[:count])
        if text and estimate_tokens(longer) > _MOST_TOKENS:
            break
        text = longer
    return text


@callback
def _async_told(hass: HomeAssistant, home: Home, devices: Sequence[Device]) -> str:
    """Return devices by room, in the order of the likeliest of each."""
    rooms: dict[str | None, list[Device]] = {}
    for device in devices:
        rooms.setdefault(device.area_id, []).append(device)
    return "; ".join(_async_room(hass, home, group) for group in rooms.values())


@callback
def _async_room(hass: HomeAssistant, home: Home, devices: Sequence[Device]) -> str:
    """Return the devices of a room, their domain where it is another than that before."""
    domain, told = "", []
    for device in sorted(devices, key=lambda device: device.domain != devices[0].domain):
        kind = "" if device.domain == domain else f"{device.domain} "
        domain = device.domain
        told.append(f"{kind}{listed_name(home, device)}{_value(hass.states.get(device.entity_id))}")
    area = home.area_of(devices[0])
    return f"{area.name}: {', '.join(told)}" if area else ", ".join(told)


def _value(state: State | None) -> str:
    """Return a state in one word or two; a title being played is nobody's word here."""
    if state is None:
        return ""
    words = state.state if state.domain == "media_player" else describe(state)
    return f"={words.replace(', ', ' ')[:_LONGEST_STATE].strip()}"
