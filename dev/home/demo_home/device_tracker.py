"""Pretend phones, which say who is at home."""

from homeassistant.components.device_tracker import DOMAIN, TrackerEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .entity import DemoEntity, add_devices
from .house import Device


class DemoTracker(DemoEntity, TrackerEntity):
    """A phone that is at home or not."""

    def __init__(self, device: Device) -> None:
        """Be where the house says."""
        super().__init__(device)
        self._attr_in_zones = ["zone.home"] if device.options["state"] == "home" else []


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoHomeEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the phones of the house."""
    add_devices(entry, async_add_entities, DOMAIN, DemoTracker)
