"""A pretend fan."""

from typing import Any, override

from homeassistant.components.fan import DOMAIN, FanEntity, FanEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .entity import DemoEntity, add_devices


class DemoFan(DemoEntity, FanEntity):
    """A fan with any speed; 0 is off."""

    _attr_percentage = 0
    _attr_supported_features = (
        FanEntityFeature.SET_SPEED | FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF
    )

    @override
    async def async_set_percentage(self, percentage: int) -> None:
        """Turn at this speed."""
        self._attr_percentage = percentage
        self.async_write_ha_state()

    @override
    async def async_turn_on(
        self, percentage: int | None = None, preset_mode: str | None = None, **kwargs: Any
    ) -> None:
        """Turn, half-way where no speed is given."""
        await self.async_set_percentage(percentage or 50)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Stand still."""
        await self.async_set_percentage(0)


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoHomeEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the fans of the house."""
    add_devices(entry, async_add_entities, DOMAIN, DemoFan)
