"""Entities for a fixture's home: real ones whose services work, and take effect at once."""

from collections.abc import Mapping

from .air import FixtureClimate, FixtureFan
from .base import Furniture
from .lights import FixtureLight
from .lists import FixtureList
from .locks import FixtureLock, FixtureSwitch
from .movers import FixtureCover, FixtureVacuum, FixtureValve
from .players import FixturePlayer
from .readings import FixtureBinarySensor, FixtureSensor, FixtureWeather

# Entities of other domains are states that nothing can be done with.
KINDS: Mapping[str, type[Furniture]] = {
    "binary_sensor": FixtureBinarySensor,
    "climate": FixtureClimate,
    "cover": FixtureCover,
    "fan": FixtureFan,
    "light": FixtureLight,
    "lock": FixtureLock,
    "media_player": FixturePlayer,
    "sensor": FixtureSensor,
    "switch": FixtureSwitch,
    "todo": FixtureList,
    "vacuum": FixtureVacuum,
    "valve": FixtureValve,
    "weather": FixtureWeather,
}

__all__ = ["KINDS", "Furniture"]
