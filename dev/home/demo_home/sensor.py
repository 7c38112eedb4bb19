"""Pretend measurements."""

from homeassistant.components.sensor import DOMAIN, SensorEntity, SensorStateClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .entity import DemoEntity, add_devices
from .house import Device


class DemoSensor(DemoEntity, SensorEntity):
    """A value that stays."""

    _attr_state_class = SensorStateClass.MEASUREMENT

    def __init__(self, device: Device) -> None:
        """Show the value of the house."""
        super().__init__(device)
        self._attr_native_unit_of_measurement = device.options["unit"]
        self._attr_native_value = device.options["state"]


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoHomeEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of the house."""
    add_devices(entry, async_add_entities, DOMAIN, DemoSensor)
