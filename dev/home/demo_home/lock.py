"""A pretend lock."""

from typing import Any, override

from homeassistant.components.lock import DOMAIN, LockEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .entity import DemoEntity, add_devices
from .house import Device


class DemoLock(DemoEntity, LockEntity):
    """Locked or not."""

    def __init__(self, device: Device) -> None:
        """Start as the house says."""
        super().__init__(device)
        self._attr_is_locked = device.options["state"] == "locked"

    @override
    async def async_lock(self, **kwargs: Any) -> None:
        """Lock."""
        self._attr_is_locked = True
        self.async_write_ha_state()

    @override
    async def async_unlock(self, **kwargs: Any) -> None:
        """Unlock."""
        self._attr_is_locked = False
        self.async_write_ha_state()


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoHomeEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the locks of the house."""
    add_devices(entry, async_add_entities, DOMAIN, DemoLock)
