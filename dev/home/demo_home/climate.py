"""Pretend heating."""

from typing import Any, override

from homeassistant.components.climate import DOMAIN, ClimateEntity, ClimateEntityFeature, HVACMode
from homeassistant.const import ATTR_TEMPERATURE, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .entity import DemoEntity, add_devices
from .house import Device


class DemoClimate(DemoEntity, ClimateEntity):
    """A thermostat in a room whose temperature never changes."""

    _attr_hvac_mode = HVACMode.HEAT
    _attr_max_temp = 28
    _attr_min_temp = 7
    _attr_supported_features = (
        ClimateEntityFeature.TARGET_TEMPERATURE
        | ClimateEntityFeature.TURN_ON
        | ClimateEntityFeature.TURN_OFF
    )
    _attr_target_temperature_step = 0.5
    _attr_native_temperature_unit = UnitOfTemperature.CELSIUS

    def __init__(self, device: Device) -> None:
        """Start at the house's temperatures."""
        super().__init__(device)
        self._attr_hvac_modes = [HVACMode.OFF, HVACMode.HEAT, HVACMode.AUTO]
        self._attr_native_target_temperature = device.options["temperature"]
        self._attr_native_current_temperature = device.options["current"]

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Aim for another temperature."""
        self._attr_native_target_temperature = kwargs[ATTR_TEMPERATURE]
        self.async_write_ha_state()

    @override
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        """Heat, or stop heating."""
        self._attr_hvac_mode = hvac_mode
        self.async_write_ha_state()


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoHomeEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the thermostats of the house."""
    add_devices(entry, async_add_entities, DOMAIN, DemoClimate)
