"""Which of the devices that were meant can do what was asked of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from homeassistant.components import light
from homeassistant.core import HomeAssistant

from .reading import Act

_NEEDS: Final[Mapping[str, Callable[[Iterable[light.ColorMode | str] | None], bool]]] = {
    "color": light.color_supported,
    "temperature": light.color_temp_supported,
    "brightness": light.brightness_supported,
}


def able(hass: HomeAssistant, act: Act) -> Act | None:
    """Return an act on those lights that can be set so; None where none can."""
    needs = [_NEEDS[key] for key in act.args if key in _NEEDS]
    if act.tool != "HassLightSet" or not needs:
        return act
    fit = tuple(
        key
        for key in act.entity_ids
        if (state := hass.states.get(key)) is None
        or (modes := state.attributes.get(light.ATTR_SUPPORTED_COLOR_MODES)) is None
        or all(need(modes) for need in needs)
    )
    return replace(act, entity_ids=fit) if fit else None
