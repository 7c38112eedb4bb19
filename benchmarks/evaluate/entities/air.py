"""What makes warm or moves the air: thermostats and fans."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.climate import (
    ATTR_HVAC_MODE,
    ATTR_TARGET_TEMP_HIGH,
    ATTR_TARGET_TEMP_LOW,
    ClimateEntity,
    ClimateEntityFeature,
    HVACAction,
    HVACMode,
)
from homeassistant.components.fan import FanEntity, FanEntityFeature
from homeassistant.const import ATTR_TEMPERATURE, UnitOfTemperature

from .base import Furniture, constant, features

# Home Assistant 2026.11 renamed the temperatures and deprecates their old names.
_NATIVE = "_attr_native" if hasattr(ClimateEntity, "native_temperature_unit") else "_attr"
_TARGETS = {
    ATTR_TEMPERATURE: "target_temperature",
    ATTR_TARGET_TEMP_HIGH: "target_temperature_high",
    ATTR_TARGET_TEMP_LOW: "target_temperature_low",
}


class FixtureClimate(Furniture, ClimateEntity):
    """A thermostat or air conditioner."""

    _attr_fan_modes = ["low", "high", "off"]  # noqa: RUF012

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a state, which is the mode."""
        supported = features(ClimateEntityFeature, attributes)
        self._attr_supported_features = supported or ClimateEntityFeature(0)
        modes = attributes.get("hvac_modes") or [HVACMode.AUTO, HVACMode.OFF]
        self._attr_hvac_modes = [HVACMode(mode) for mode in modes]
        self._attr_hvac_mode = HVACMode(state or attributes.get("hvac_mode") or HVACMode.OFF)
        action = attributes.get("hvac_action")
        self._attr_hvac_action = HVACAction(action) if action else None
        self._attr_fan_mode = attributes.get("fan_mode")
        unit = attributes.get("temperature_unit") or attributes.get("unit_of_measurement")
        setattr(self, f"{_NATIVE}_temperature_unit", unit or UnitOfTemperature.CELSIUS)
        now = attributes.get("current_temperature", attributes.get("temperature"))
        setattr(self, f"{_NATIVE}_current_temperature", now)
        for name in _TARGETS.values():
            setattr(self, f"{_NATIVE}_{name}", attributes.get(name))

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set what is wanted, and the mode where one is given."""
        for argument, name in _TARGETS.items():
            if kwargs.get(argument) is not None:
                setattr(self, f"{_NATIVE}_{name}", kwargs[argument])
        await self.async_set_hvac_mode(kwargs.get(ATTR_HVAC_MODE) or self._attr_hvac_mode)

    @override
    async def async_set_hvac_mode(self, hvac_mode: HVACMode | None) -> None:
        """Set the mode."""
        self._attr_hvac_mode = hvac_mode
        self.async_write_ha_state()

    @override
    async def async_set_fan_mode(self, fan_mode: str) -> None:
        """Set the fan."""
        self._attr_fan_mode = fan_mode
        self.async_write_ha_state()


class FixtureFan(Furniture, FanEntity):
    """A fan; on is full speed where nothing else is said."""

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a state, given by the speed where there is one."""
        supported = features(FanEntityFeature, attributes) or FanEntityFeature(0)
        both = FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF
        self._attr_supported_features = supported | both
        self._attr_device_class = constant(attributes, "device_class")
        self._attr_percentage = attributes.get("percentage", 100 if state == "on" else 0)
        self._attr_oscillating = attributes.get("oscillating")
        self._attr_current_direction = attributes.get("current_direction")
        self._attr_preset_mode = attributes.get("preset_mode")
        self._attr_preset_modes = attributes.get("preset_modes")

    @override
    async def async_turn_on(
        self, percentage: int | None = None, preset_mode: str | None = None, **kwargs: Any
    ) -> None:
        """Turn on."""
        await self.async_set_percentage(percentage or 100)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off."""
        await self.async_set_percentage(0)

    @override
    async def async_set_percentage(self, percentage: int) -> None:
        """Set the speed."""
        self._attr_percentage = percentage
        self.async_write_ha_state()

    @override
    async def async_set_preset_mode(self, preset_mode: str) -> None:
        """Set the way it runs."""
        self._attr_preset_mode = preset_mode
        self.async_write_ha_state()

    @override
    async def async_set_direction(self, direction: str) -> None:
        """Set the direction."""
        self._attr_current_direction = direction
        self.async_write_ha_state()

    @override
    async def async_oscillate(self, oscillating: bool) -> None:
        """Swing or not."""
        self._attr_oscillating = oscillating
        self.async_write_ha_state()
