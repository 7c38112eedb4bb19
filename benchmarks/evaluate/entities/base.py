"""What all entities of a fixture share."""

from abc import abstractmethod
from collections.abc import Mapping
from enum import IntFlag
from importlib import import_module
from typing import Any

from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity

from ..homes import Condition, Furnishing


class Furniture(Entity):
    """An entity that can be put back to where a request starts."""

    _attr_should_poll = False
    _attr_has_entity_name = False

    def __init__(self, furnishing: Furnishing, device: DeviceInfo | None) -> None:
        """Make the entity as its fixture has it."""
        self.entity_id = furnishing.entity_id
        self.furnishing = furnishing
        self._attr_unique_id = furnishing.entity_id
        self._attr_name = furnishing.name or (device["name"] if device else None)
        self._attr_device_info = device
        self.restart(Condition())

    def restart(self, setup: Condition) -> None:
        """Become what the fixture says, changed by what a request sets up."""
        origin = self.furnishing.condition
        state = origin.state if setup.state is None else setup.state
        self.become(state, {**origin.attributes, **setup.attributes})

    @abstractmethod
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a state and attributes."""


def features[FlagT: IntFlag](kind: type[FlagT], attributes: Mapping[str, Any]) -> FlagT | None:
    """Return the supported features, written as `light.LightEntityFeature.EFFECT` or as a number.

    None when nothing is said of them; those that Home Assistant no longer knows are left out.
    """
    written = attributes.get("supported_features")
    if written is None:
        return None
    if isinstance(written, int):
        return kind(written)
    names = [str(name).rpartition(".")[2] for name in written]
    supported = kind(0)
    for name in names:
        supported |= kind.__members__.get(name, kind(0))
    return supported


def constant(attributes: Mapping[str, Any], name: str) -> Any:
    """Return a value written as `sensor.SensorDeviceClass.ENERGY`; plain ones as they are."""
    written = attributes.get(name)
    if not isinstance(written, str) or written.count(".") != 2:
        return written
    domain, kind, member = written.split(".")
    module = import_module(f"homeassistant.components.{domain}")
    return getattr(module, kind)[member]
