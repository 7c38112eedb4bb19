"""A pretend robot vacuum."""

from typing import Any, override

from homeassistant.components.vacuum import (
    DOMAIN,
    StateVacuumEntity,
    VacuumActivity,
    VacuumEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .entity import DemoEntity, add_devices


class DemoVacuum(DemoEntity, StateVacuumEntity):
    """Cleans for ever, or sits on its dock."""

    _attr_activity = VacuumActivity.DOCKED
    _attr_supported_features = (
        VacuumEntityFeature.START
        | VacuumEntityFeature.PAUSE
        | VacuumEntityFeature.RETURN_HOME
        | VacuumEntityFeature.STATE
    )

    def _be(self, activity: VacuumActivity) -> None:
        """Do something else."""
        self._attr_activity = activity
        self.async_write_ha_state()

    @override
    async def async_start(self) -> None:
        """Clean."""
        self._be(VacuumActivity.CLEANING)

    @override
    async def async_pause(self) -> None:
        """Wait where it is."""
        self._be(VacuumActivity.PAUSED)

    @override
    async def async_return_to_base(self, **kwargs: Any) -> None:
        """Go back to the dock at once."""
        self._be(VacuumActivity.DOCKED)


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoHomeEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the vacuums of the house."""
    add_devices(entry, async_add_entities, DOMAIN, DemoVacuum)
