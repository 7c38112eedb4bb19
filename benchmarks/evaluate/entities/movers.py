"""What moves: covers, valves, vacuum cleaners."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.cover import ATTR_POSITION, CoverEntity, CoverEntityFeature
from homeassistant.components.vacuum import StateVacuumEntity, VacuumActivity, VacuumEntityFeature
from homeassistant.components.valve import ValveEntity, ValveEntityFeature

from .base import Furniture, constant, features


class FixtureCover(Furniture, CoverEntity):
    """A cover that is at once where it was sent to."""

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a state, given by the position where there is one."""
        if (supported := features(CoverEntityFeature, attributes)) is not None:
            self._attr_supported_features = supported
        self._attr_device_class = constant(attributes, "device_class")
        position = attributes.get("current_position")
        self._move(position if position is not None else 100 if state == "open" else 0)

    def _move(self, position: int) -> None:
        """Be at a position."""
        self._attr_current_cover_position = position
        self._attr_is_closed = position == 0

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open."""
        await self.async_set_cover_position(position=100)

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close."""
        await self.async_set_cover_position(position=0)

    @override
    async def async_stop_cover(self, **kwargs: Any) -> None:
        """Stop, which it has already."""
        self.async_write_ha_state()

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Go to a position in percent."""
        self._move(kwargs[ATTR_POSITION])
        self.async_write_ha_state()


class FixtureValve(Furniture, ValveEntity):
    """A valve, with a position where it reports one."""

    _attr_reports_position = False

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a state, given by the position where there is one."""
        supported = features(ValveEntityFeature, attributes)
        self._attr_supported_features = supported or ValveEntityFeature(0)
        self._attr_device_class = constant(attributes, "device_class")
        self._attr_reports_position = bool(attributes.get("reports_position"))
        position = attributes.get("current_position", attributes.get("current_valve_position"))
        self._attr_current_valve_position = position
        self._attr_is_closed = state != "open" if position is None else position == 0

    @override
    async def async_open_valve(self) -> None:
        """Open."""
        self._attr_is_closed = False
        self.async_write_ha_state()

    @override
    async def async_close_valve(self) -> None:
        """Close."""
        self._attr_is_closed = True
        self.async_write_ha_state()

    @override
    async def async_set_valve_position(self, position: int) -> None:
        """Go to a position in percent."""
        self._attr_current_valve_position = position
        self._attr_is_closed = position == 0
        self.async_write_ha_state()

    @override
    async def async_stop_valve(self) -> None:
        """Stop, which it has already."""
        self.async_write_ha_state()


class FixtureVacuum(Furniture, StateVacuumEntity):
    """A vacuum cleaner; switched off it is idle."""

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a state."""
        supported = features(VacuumEntityFeature, attributes)
        self._attr_supported_features = supported or VacuumEntityFeature(0)
        self._attr_fan_speed = attributes.get("fan_speed")
        self._attr_fan_speed_list = attributes.get("fan_speed_list") or []
        activities = {activity.value: activity for activity in VacuumActivity}
        self._attr_activity = activities.get(state or "", VacuumActivity.IDLE)

    def _do(self, activity: VacuumActivity) -> None:
        """Be at it."""
        self._attr_activity = activity
        self.async_write_ha_state()

    @override
    async def async_start(self) -> None:
        """Start."""
        self._do(VacuumActivity.CLEANING)

    @override
    async def async_stop(self, **kwargs: Any) -> None:
        """Stop."""
        self._do(VacuumActivity.IDLE)

    @override
    async def async_pause(self) -> None:
        """Pause."""
        self._do(VacuumActivity.PAUSED)

    @override
    async def async_return_to_base(self, **kwargs: Any) -> None:
        """Go home."""
        self._do(VacuumActivity.RETURNING)

    @override
    async def async_clean_spot(self, **kwargs: Any) -> None:
        """Clean here."""
        self._do(VacuumActivity.CLEANING)

    @override
    async def async_locate(self, **kwargs: Any) -> None:
        """Make a sound, which nobody sees."""

    @override
    async def async_set_fan_speed(self, fan_speed: str, **kwargs: Any) -> None:
        """Set the power."""
        self._attr_fan_speed = fan_speed
        self.async_write_ha_state()
