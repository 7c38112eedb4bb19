"""Lights."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_HS_COLOR,
    ATTR_RGB_COLOR,
    ATTR_RGBW_COLOR,
    ColorMode,
    LightEntity,
)

from .base import Furniture

_SETTINGS = (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_HS_COLOR,
    ATTR_RGB_COLOR,
    ATTR_RGBW_COLOR,
)


class FixtureLight(Furniture, LightEntity):
    """A light; what it can do is in its colour modes."""

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a state; with a brightness above nothing a light is on, whatever its state."""
        modes = [ColorMode(mode) for mode in attributes.get("supported_color_modes") or ["onoff"]]
        mode = attributes.get("color_mode") or modes[0]
        self._attr_supported_color_modes = set(modes)
        self._attr_color_mode = ColorMode(mode[0] if isinstance(mode, list) else mode)
        for name in _SETTINGS:
            value = attributes.get(name)
            setattr(self, f"_attr_{name}", tuple(value) if isinstance(value, list) else value)
        self._attr_is_on = state == "on" or bool(self._attr_brightness)

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on, as it was before where nothing else is asked for."""
        for name in _SETTINGS:
            if (value := kwargs.get(name)) is not None:
                setattr(self, f"_attr_{name}", value)
        self._attr_is_on = True
        self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off."""
        self._attr_is_on = False
        self.async_write_ha_state()
