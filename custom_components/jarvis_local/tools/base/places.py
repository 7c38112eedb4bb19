"""Areas and floors as models name them."""

from collections.abc import Mapping
from dataclasses import dataclass

from ...home import Device, Home, Place
from .home_words import Named, home_words
from .unresolved import UnresolvedError, unknown_place
from .words import Words, essence, spell

type _Ids = frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where a call says its target is; None is anywhere. `unknown` is a place that does not exist.

    `vague` is a name that several places begin with, such as the bedroom of a home with two.
    """

    areas: _Ids | None = None
    floors: _Ids | None = None
    vague: bool = False
    unknown: UnresolvedError | None = None

    @property
    def given(self) -> bool:
        """Return whether it says any place."""
        return self.areas is not None or self.floors is not None

    def holds(self, device: Device) -> bool:
        """Return whether a device is there."""
        in_area = self.areas is None or device.area_id in self.areas
        return in_area and (self.floors is None or device.floor_id in self.floors)


def spot(home: Home, area: str | None, floor: str | None) -> Spot:
    """Return the place of a call; an area given as a floor counts as what it is, and so on."""
    known = home_words(home)
    areas = find(known.areas, area) if area else None
    floors = find(known.floors, floor) if floor else None
    unknown = None
    if area and not areas:
        floors = floors or find(known.floors, area) or None
        areas = None
        unknown = None if floors else unknown_place("area", area, _names(home.areas))
    if floor and not floors:
        areas = areas or find(known.areas, floor) or None
        floors = None
        if not areas and unknown is None:
            unknown = unknown_place("floor", floor, _names(home.floors))
    vague = any(ids is not None and len(ids) > 1 for ids in (areas, floors))
    # One place that is known says more than another that is not.
    return Spot(areas=areas, floors=floors, vague=vague, unknown=None if areas else unknown)


def find(places: Named, text: str) -> _Ids:
    """Return the places of a name, or else the ones it must be a part of."""
    if text in places:
        return frozenset({text})
    wanted = essence(text)
    return _find(places, wanted) or _find(places, spell(wanted, _vocabulary(places)))


def _find(places: Named, words: Words) -> _Ids:
    """Return the places that are called exactly so, or else those that have all the words."""
    if same := frozenset(id_ for id_, names in places.items() if words in names):
        return same
    if not words:
        return frozenset()
    return frozenset(id_ for id_, names in places.items() if any(words <= n for n in names))


def _vocabulary(places: Named) -> Words:
    """Return every word of the places' names."""
    return frozenset(word for names in places.values() for words in names for word in words)


def _names(places: Mapping[str, Place]) -> list[str]:
    """Return the names of places, without their aliases."""
    return [place.name for place in places.values()]
