"""Pretend blinds, shutters and a garage door."""

from typing import Any, override

from homeassistant.components.cover import ATTR_POSITION, DOMAIN, CoverEntity, CoverEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .entity import DemoEntity, add_devices
from .house import Device


class DemoCover(DemoEntity, CoverEntity):
    """Open or closed at once."""

    _attr_is_closed = True
    _attr_supported_features = CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE

    def _move(self, position: int) -> None:
        """Be where one was sent; 100 is open."""
        self._attr_is_closed = position == 0
        self.async_write_ha_state()

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open fully."""
        self._move(100)

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close fully."""
        self._move(0)


class DemoBlind(DemoCover):
    """A cover that stops half-way."""

    _attr_supported_features = (
        CoverEntityFeature.OPEN
        | CoverEntityFeature.CLOSE
        | CoverEntityFeature.STOP
        | CoverEntityFeature.SET_POSITION
    )

    def __init__(self, device: Device) -> None:
        """Start where the house says."""
        super().__init__(device)
        self._attr_current_cover_position = device.options["position"]
        self._attr_is_closed = self._attr_current_cover_position == 0

    @override
    def _move(self, position: int) -> None:
        """Be where one was sent; 100 is open."""
        self._attr_current_cover_position = position
        super()._move(position)

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Go to a position."""
        self._move(kwargs[ATTR_POSITION])

    @override
    async def async_stop_cover(self, **kwargs: Any) -> None:
        """Stay: it never moves slowly."""


def make_cover(device: Device) -> DemoCover:
    """Make a blind of what has a position."""
    return DemoBlind(device) if "position" in device.options else DemoCover(device)


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoHomeEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the covers of the house."""
    add_devices(entry, async_add_entities, DOMAIN, make_cover)
