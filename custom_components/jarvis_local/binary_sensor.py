"""Whether each model server answers."""

from typing import override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .models import JarvisConfigEntry
from .server_entity import ServerEntity

PARALLEL_UPDATES = 0

CONNECTED = BinarySensorEntityDescription(
    key="connected",
    translation_key="connected",
    device_class=BinarySensorDeviceClass.CONNECTIVITY,
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: JarvisConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a connectivity sensor for each server."""
    for subentry_id, coordinator in entry.runtime_data.pool.coordinators.items():
        async_add_entities(
            [ConnectedSensor(coordinator, CONNECTED)], config_subentry_id=subentry_id
        )


class ConnectedSensor(ServerEntity, BinarySensorEntity):
    """On while the server answers."""

    @property
    @override
    def available(self) -> bool:
        """Stay available: telling that the server is away is what this is for."""
        return True

    @property
    @override
    def is_on(self) -> bool:
        """Return whether the server answered when last asked."""
        return self.coordinator.is_online
