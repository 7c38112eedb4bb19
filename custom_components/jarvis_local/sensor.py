"""What each model server runs and has in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfInformation
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .coordinator import ServerState
from .models import JarvisConfigEntry
from .server_entity import ServerEntity

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class ServerSensorDescription(SensorEntityDescription):
    """A sensor, and how its value and attributes are read from a server's state."""

    value: Callable[[ServerState], StateType]
    attributes: Callable[[ServerState], Mapping[str, Any]] | None = None


SENSORS = (
    ServerSensorDescription(
        key="version",
        translation_key="version",
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda state: state.version,
    ),
    ServerSensorDescription(
        key="loaded_models",
        translation_key="loaded_models",
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda state: len(state.loaded),
        attributes=lambda state: {"models": [model.name for model in state.loaded]},
    ),
    ServerSensorDescription(
        key="model_memory",
        translation_key="model_memory",
        device_class=SensorDeviceClass.DATA_SIZE,
        native_unit_of_measurement=UnitOfInformation.BYTES,
        suggested_unit_of_measurement=UnitOfInformation.GIBIBYTES,
        suggested_display_precision=1,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        value=lambda state: sum(model.size for model in state.loaded),
        attributes=lambda state: {"vram": sum(model.size_vram for model in state.loaded)},
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: JarvisConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add each server's sensors."""
    for subentry_id, coordinator in entry.runtime_data.pool.coordinators.items():
        async_add_entities(
            [ServerSensor(coordinator, description) for description in SENSORS],
            config_subentry_id=subentry_id,
        )


class ServerSensor(ServerEntity, SensorEntity):
    """A number or text that a server's state holds."""

    entity_description: ServerSensorDescription

    @property
    @override
    def available(self) -> bool:
        """Return whether the server answered when last asked."""
        return self.coordinator.is_online

    @property
    @override
    def native_value(self) -> StateType:
        """Return the value."""
        return self.entity_description.value(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return the attributes."""
        read = self.entity_description.attributes
        return read(self.coordinator.data) if read else None
