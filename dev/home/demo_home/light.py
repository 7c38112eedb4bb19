"""Pretend lights: white ones that dim, and some with colours."""

from typing import Any, override

from homeassistant.components.light import (
    ATTR_BRIGHTNESS,
    ATTR_COLOR_TEMP_KELVIN,
    ATTR_HS_COLOR,
    DOMAIN,
    ColorMode,
    LightEntity,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .entity import DemoEntity, add_devices
from .house import Device


class DemoLight(DemoEntity, LightEntity):
    """A lamp that can be dimmed."""

    _attr_brightness = 255
    _attr_color_mode = ColorMode.BRIGHTNESS
    _attr_is_on = False

    def __init__(self, device: Device) -> None:
        """Offer what this kind of lamp can do."""
        super().__init__(device)
        self._attr_supported_color_modes = {ColorMode.BRIGHTNESS}

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Switch on, as bright as asked."""
        self._attr_is_on = True
        self._attr_brightness = kwargs.get(ATTR_BRIGHTNESS, self._attr_brightness)
        self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Switch off."""
        self._attr_is_on = False
        self.async_write_ha_state()


class DemoColorLight(DemoLight):
    """A lamp with colours and shades of white."""

    _attr_color_mode = ColorMode.COLOR_TEMP
    _attr_color_temp_kelvin = 3000
    _attr_hs_color = None

    def __init__(self, device: Device) -> None:
        """Offer what this kind of lamp can do."""
        super().__init__(device)
        self._attr_supported_color_modes = {ColorMode.COLOR_TEMP, ColorMode.HS}

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Switch on in the colour asked for."""
        if (color := kwargs.get(ATTR_HS_COLOR)) is not None:
            self._attr_hs_color = color
            self._attr_color_mode = ColorMode.HS
        if (kelvin := kwargs.get(ATTR_COLOR_TEMP_KELVIN)) is not None:
            self._attr_color_temp_kelvin = kelvin
            self._attr_color_mode = ColorMode.COLOR_TEMP
        await super().async_turn_on(**kwargs)


def make_light(device: Device) -> DemoLight:
    """Make the kind of lamp that the house says."""
    return DemoColorLight(device) if device.options.get("color") else DemoLight(device)


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoHomeEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the lamps of the house."""
    add_devices(entry, async_add_entities, DOMAIN, make_light)
