"""Which of several devices that fit are meant, by what is known of who asks."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from ...home import Device, Home
from .home_words import own_words
from .kinds import Kind, fits_class
from .names import best_kind
from .places import Spot
from .target import Asked, Reach
from .unresolved import UnresolvedError, ambiguous, wrong_kind
from .words import NOTHING, opening

type Devices = Sequence[Device]
_OPENED = frozenset({"cover", "valve"})


@dataclass(frozen=True, kw_only=True)
class Chooser:
    """Chooses for one call; raises `UnresolvedError` where only the user can."""

    home: Home
    reach: Reach
    asked: Asked = field(default_factory=Asked)
    sibling: Callable[[Device, Collection[str]], str | None] | None = None

    def of(self, domains: Collection[str]) -> Devices:
        """Return the devices of domains."""
        return self.home.of_domains(domains)

    def here(self, devices: Devices) -> Devices:
        """Return the devices in the asker's room."""
        return [d for d in devices if d.area_id and d.area_id == self.asked.area_id]

    def which(self, devices: Devices) -> UnresolvedError:
        """Return that several fit."""
        return ambiguous(self.home, devices, self.asked.language)

    def some(self, devices: Devices) -> tuple[Device, ...] | None:
        """Return those that the act makes sense for; None where there are none."""
        if self.reach.prefers is not None and len(devices) > 1:
            devices = [d for d in devices if self.reach.prefers(d.entity_id)] or devices
        if len(devices) > 1 and self.reach.single:
            raise self.which(devices)
        return tuple(devices) or None

    def exactly(self, hits: Devices, place: Spot, kind: Kind) -> Device:
        """Return the one device of a name that the tool can act on."""
        for domains in (self.reach.domains, self.reach.by_name):
            if reachable := [d for d in hits if d.domain in domains]:
                return self.one(reachable, place, kind)
        for hit in hits:
            other = self.sibling(hit, self.reach.domains) if self.sibling else None
            if other is not None:
                return self.home.devices[other]
        raise wrong_kind(hits[0])

    def one(self, devices: Devices, place: Spot, kind: Kind) -> Device:
        """Return the one of several that kind, place, room, words or conversation tell."""
        devices = narrowed(devices, kind)
        if place.given:
            devices = [d for d in devices if place.holds(d)] or devices
        for rule in (self._said, self._spoken_of, self.here, self._on_floor):
            if len(devices) == 1:
                break
            devices = rule(devices) or devices
        if len(devices) > 1:
            raise self.which(devices)
        return devices[0]

    def _said(self, devices: Devices) -> Devices:
        """Return those whose kind the user's own words speak of."""
        if len({d.domain for d in devices}) == 1:
            return devices
        words = self.asked.words or NOTHING
        told = best_kind(words - own_words(devices[0]), devices)
        if len(told) == len(devices) and words & opening():
            return [d for d in devices if d.domain in _OPENED]
        return told

    def _spoken_of(self, devices: Devices) -> Devices:
        """Return those that the conversation spoke of last."""
        return [d for d in devices if d.entity_id in self.asked.focus]

    def _on_floor(self, devices: Devices) -> Devices:
        """Return those on the asker's floor."""
        return [d for d in devices if d.floor_id and d.floor_id == self.asked.floor_id]


def narrowed(devices: Devices, kind: Kind) -> Devices:
    """Return those of the kind asked for; all where none is."""
    devices = [d for d in devices if d.domain in kind.domains] or devices
    return [d for d in devices if fits_class(d, kind.classes)] or devices
