"""Pretend contacts and detectors: quiet, and nothing open."""

from homeassistant.components.binary_sensor import DOMAIN, BinarySensorEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .entity import DemoEntity, add_devices


class DemoBinarySensor(DemoEntity, BinarySensorEntity):
    """Something that is off."""

    _attr_is_on = False


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoHomeEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the detectors of the house."""
    add_devices(entry, async_add_entities, DOMAIN, DemoBinarySensor)
