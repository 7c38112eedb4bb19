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
from homeassistant.const import EntityCategory, UnitOfInformation, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .coordinator import ServerCoordinator, ServerState
from .models import JarvisConfigEntry
from .pool.speed import SpeedBook
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


@dataclass(frozen=True, kw_only=True)
class SpeedSensorDescription(SensorEntityDescription):
    """A sensor of how a server answers, and where its medians by model are."""

    medians: Callable[[SpeedBook], Mapping[str, float]]


SPEED_SENSORS = (
    SpeedSensorDescription(
        key="first_token",
        translation_key="first_token",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_display_precision=2,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        medians=lambda speed: speed.first_token,
    ),
    SpeedSensorDescription(
        key="tokens_per_second",
        translation_key="tokens_per_second",
        native_unit_of_measurement="tokens/s",
        suggested_display_precision=1,
        state_class=SensorStateClass.MEASUREMENT,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        medians=lambda speed: speed.tokens_per_second,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: JarvisConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add each server's sensors."""
    pool = entry.runtime_data.pool
    for subentry_id, coordinator in pool.coordinators.items():
        sensors = [ServerSensor(coordinator, description) for description in SENSORS]
        speed = pool.speed[subentry_id]
        speeds = [SpeedSensor(coordinator, each, speed) for each in SPEED_SENSORS]
        async_add_entities([*sensors, *speeds], config_subentry_id=subentry_id)


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


class SpeedSensor(ServerEntity, SensorEntity):
    """How soon or how fast the model that was asked last answers; the others are attributes."""

    entity_description: SpeedSensorDescription

    def __init__(
        self, coordinator: ServerCoordinator, description: SpeedSensorDescription, speed: SpeedBook
    ) -> None:
        """Read a server's measurements."""
        super().__init__(coordinator, description)
        self._speed = speed

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the answers, too."""
        await super().async_added_to_hass()
        self.async_on_remove(self._speed.async_listen(self.async_write_ha_state))

    @property
    @override
    def native_value(self) -> StateType:
        """Return the median, unknown before the first answer."""
        return self.entity_description.medians(self._speed).get(self._speed.last or "")

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any]:
        """Return the medians of all models."""
        return {"models": self.entity_description.medians(self._speed)}
