"""Temperatures that nobody asks for on purpose: a house that freezes, or is heated like an oven."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.climate import INTENT_SET_TEMPERATURE
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.util.unit_conversion import TemperatureConverter

# Below, pipes freeze; above, it is bad for people and dear.
LOWEST: Final = 5.0
HIGHEST: Final = 28.0


def is_too_warm_or_cold(hass: HomeAssistant, intent_type: str, slots: Mapping[str, Any]) -> bool:
    """Return whether an intent sets a room to a temperature that a person should confirm."""
    if intent_type != INTENT_SET_TEMPERATURE or "temperature" not in slots:
        return False
    try:
        wanted = float(slots["temperature"])
    except TypeError, ValueError:
        return True
    celsius = TemperatureConverter.convert(
        wanted, hass.config.units.temperature_unit, UnitOfTemperature.CELSIUS
    )
    return not LOWEST <= celsius <= HIGHEST
