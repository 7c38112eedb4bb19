"""What the entities of a model server share."""

from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .const import DOMAIN
from .coordinator import ServerCoordinator


class ServerEntity(CoordinatorEntity[ServerCoordinator]):
    """An entity of a server's device."""

    _attr_has_entity_name = True

    def __init__(self, coordinator: ServerCoordinator, description: EntityDescription) -> None:
        """Belong to the server that a coordinator watches."""
        super().__init__(coordinator)
        subentry = coordinator.subentry
        self.entity_description = description
        self._attr_unique_id = f"{subentry.subentry_id}_{description.key}"
        self._attr_device_info = DeviceInfo(
            identifiers={(DOMAIN, subentry.subentry_id)},
            name=subentry.title,
            manufacturer="Ollama",
            entry_type=DeviceEntryType.SERVICE,
        )
