"""Locks and switches."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.lock import LockEntity, LockEntityFeature
from homeassistant.components.switch import SwitchEntity

from .base import Furniture, constant, features


class FixtureLock(Furniture, LockEntity):
    """A lock that needs no code."""

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a state."""
        self._attr_supported_features = features(
            LockEntityFeature, attributes
        ) or LockEntityFeature(0)
        self._attr_is_locked = state == "locked"
        self._attr_is_open = state == "open"
        self._attr_is_jammed = state == "jammed"

    @override
    async def async_lock(self, **kwargs: Any) -> None:
        """Lock."""
        self.become("locked", self.furnishing.condition.attributes)
        self.async_write_ha_state()

    @override
    async def async_unlock(self, **kwargs: Any) -> None:
        """Unlock."""
        self.become("unlocked", self.furnishing.condition.attributes)
        self.async_write_ha_state()

    @override
    async def async_open(self, **kwargs: Any) -> None:
        """Open."""
        self.become("open", self.furnishing.condition.attributes)
        self.async_write_ha_state()


class FixtureSwitch(Furniture, SwitchEntity):
    """A switch or plug."""

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a state."""
        self._attr_device_class = constant(attributes, "device_class")
        self._attr_is_on = state == "on"

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on."""
        self._attr_is_on = True
        self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off."""
        self._attr_is_on = False
        self.async_write_ha_state()
