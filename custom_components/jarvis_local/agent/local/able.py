"""Which of the devices that were meant can do what was asked of them."""

from dataclasses import replace
from typing import Final

from homeassistant.components import light
from homeassistant.core import HomeAssistant, State

from ...tools.base import lacking
from .reading import Act

_SET: Final = frozenset({"brightness", "color", "temperature"})


def able(hass: HomeAssistant, act: Act) -> Act | None:
    """Return an act on those lights that can be set so; None where none can."""
    if act.tool != "HassLightSet" or _SET.isdisjoint(act.args):
        return act
    fit = tuple(
        key for key in act.entity_ids if (state := hass.states.get(key)) is None or _can(state, act)
    )
    return replace(act, entity_ids=fit) if fit else None


def _can(state: State, act: Act) -> bool:
    """Return whether a light can be set to all of it."""
    modes = state.attributes.get(light.ATTR_SUPPORTED_COLOR_MODES)
    if modes is not None and "brightness" in act.args and not light.brightness_supported(modes):
        return False
    return not lacking(state, act.args)
