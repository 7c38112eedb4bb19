"""What all pretend devices share."""

from collections.abc import Callable

from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .house import DOMAIN, Device


class DemoEntity(Entity):
    """A device with a fixed entity id, so that examples can name it."""

    _attr_has_entity_name = True
    _attr_name = None
    _attr_should_poll = False

    def __init__(self, device: Device) -> None:
        """Remember which device of the house this is."""
        super().__init__()
        self.device = device
        self.entity_id = device.entity_id
        self._attr_unique_id = device.entity_id
        self._attr_device_class = device.options.get("device_class")
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, device.entity_id)},
            manufacturer="Jarvis Local",
            model="Pretend device",
            name=device.name,
        )


def add_devices(
    entry: DemoHomeEntry,
    add: AddConfigEntryEntitiesCallback,
    domain: str,
    make: Callable[[Device], Entity],
) -> None:
    """Add the devices of one domain."""
    add(make(device) for device in entry.runtime_data if device.domain == domain)
