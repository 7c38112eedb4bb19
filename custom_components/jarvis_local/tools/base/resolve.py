"""From a name, a place and a kind, as a model gives them, to the devices that are meant."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from ...home import Device, Home
from .kinds import Kind, asked_kind, fits_class
from .names import (
    all_names,
    best_kind,
    corrected,
    exact,
    generic,
    own_words,
    partial,
    place_words,
    said_of,
)
from .places import Spot, find, spot
from .unresolved import UnresolvedError, a_place, ambiguous, nothing_there, unknown_name, wrong_kind
from .words import essence, function_words, kind_words, known

type _Devices = Sequence[Device]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What a tool can act on.

    `everything` are the domains meant by a place alone. `prefers` tells of several devices those
    that the act makes sense for. `single` is that it acts on one only. `by_name` are more domains
    that it acts on, but only by a name.
    """

    domains: frozenset[str]
    everything: frozenset[str] = frozenset()
    prefers: Callable[[str], bool] | None = None
    single: bool = False
    by_name: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is known of who asks: the room, the words said, what was spoken of last.

    `words` are None where nobody knows what was said.
    """

    area_id: str | None = None
    floor_id: str | None = None
    words: frozenset[str] | None = None
    focus: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """The devices that are meant; `whole` is that they are all there are of a kind in the home."""

    devices: tuple[Device, ...]
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class Resolver:
    """Resolves one call; a call never comes to mean more than it says."""

    home: Home
    reach: Reach
    asked: Asked = field(default_factory=Asked)
    sibling: Callable[[Device, Collection[str]], str | None] | None = None

    def resolve(self, args: Mapping[str, Any]) -> Found:
        """Return what is meant; raises `UnresolvedError` with what would work."""
        try:
            return self._resolve(args)
        except UnresolvedError as err:
            if (
                err.data.get("ask")
                or (found := self._by_request(asked_kind(self.home, self.reach.domains, args)))
                is None
            ):
                raise
            return found

    def _by_request(self, kind: Kind) -> Found | None:
        """Return what the user's words alone say, where the model's name or place leads nowhere.

        Every word counts: one that fits nothing there could be what the user really meant.
        """
        if self.asked.words is None:
            return None
        domains = kind.domains & self.reach.domains or self.reach.everything
        pool = self._of(domains)
        found = said_of(self.home, pool, self.asked.words) or (pool if len(pool) == 1 else [])
        explained = reduce(
            lambda words, d: words | all_names(self.home, d) | kind_words(d.domain, d.device_class),
            found,
            function_words(),
        )
        if not found or {w for w in self.asked.words - explained if len(w) > 1 and w.isalpha()}:
            return None
        return Found(devices=self._some(found) or ())

    def _resolve(self, args: Mapping[str, Any]) -> Found:
        """Return what the call says."""
        name, everything = _name(args)
        place = spot(self.home, args.get("area"), args.get("floor"))
        kind = asked_kind(self.home, self.reach.domains, args)
        if name is None and place.unknown and not place.given:
            name = self._device_as_place(args)
            if name is None:
                raise place.unknown
        name = name or kind.strange
        if name is None:
            return self._unnamed(place, kind, everything=everything)
        return self._named(name, place, kind)

    def _device_as_place(self, args: Mapping[str, Any]) -> str | None:
        """Return the name of a device that was given as the place."""
        given = args.get("area") or args.get("floor")
        return given if given and exact(self.home, given) else None

    # A call without a name

    def _unnamed(self, place: Spot, kind: Kind, *, everything: bool) -> Found:
        """Return the devices of a kind in a place, or of the asker's room, or the only one."""
        domains = kind.domains & self.reach.domains
        if kind.domains and not domains:
            raise self._no_such_kind(kind)
        if not kind.given:
            domains = self.reach.everything
        pool = self._of(domains or self.reach.domains)
        pool = self._classed(pool, kind, place)
        explicit = kind.given or everything
        return self._chosen(pool, place, explicit=explicit, everything=everything)

    def _no_such_kind(self, kind: Kind) -> UnresolvedError:
        """Return that the tool is not for such devices."""
        for device in self.home.devices.values():
            if device.domain in kind.domains:
                return wrong_kind(device)
        return nothing_there(self._of(self.reach.domains))

    def _of(self, domains: Collection[str]) -> _Devices:
        """Return the devices of domains."""
        return self.home.of_domains(domains)

    def _classed(self, pool: _Devices, kind: Kind, place: Spot) -> _Devices:
        """Return those of a device class; a wrong class does no harm where the rest says enough."""
        if not kind.classes:
            return pool
        fitting = [d for d in pool if fits_class(d, kind.classes)]
        there = [d for d in pool if place.holds(d)]
        if not [d for d in fitting if place.holds(d)] and (place.given or kind.domains):
            return there if len(there) == 1 else fitting
        return fitting

    def _chosen(
        self, pool: _Devices, place: Spot, *, explicit: bool, everything: bool = False
    ) -> Found:
        """Return which of a kind are meant: those there, or spoken of, or here, or all."""
        if place.given:
            there = self._some([d for d in pool if place.holds(d)])
            if there is None:
                raise nothing_there(pool)
            if len(there) > 1 and place.vague:
                raise self._which(there)
            return Found(devices=there)
        told = said_of(self.home, pool, self.asked.words or frozenset())
        near = told or ([] if everything else self._here(pool))
        if (some := self._some(near)) is not None:
            return Found(devices=some)
        if (some := self._some(pool)) is None:
            raise nothing_there(self._of(self.reach.domains))
        if len(some) > 1 and not (explicit or everything):
            raise self._which(some)
        return Found(devices=some, whole=len(some) > 1)

    def _some(self, devices: _Devices) -> tuple[Device, ...] | None:
        """Return those that the act makes sense for; None where there are none."""
        devices = self._preferred(devices)
        if len(devices) > 1 and self.reach.single:
            raise self._which(devices)
        return tuple(devices) or None

    def _preferred(self, devices: _Devices) -> _Devices:
        """Return those that the act makes sense for, where there are any."""
        if self.reach.prefers is None or len(devices) < 2:
            return devices
        return [d for d in devices if self.reach.prefers(d.entity_id)] or devices

    def _here(self, devices: _Devices) -> _Devices:
        """Return the devices in the asker's room."""
        return [d for d in devices if d.area_id and d.area_id == self.asked.area_id]

    def _which(self, devices: _Devices) -> UnresolvedError:
        """Return that several fit."""
        return ambiguous(self.home, devices, self.asked.language)

    # A call with a name

    def _named(self, name: str, place: Spot, kind: Kind) -> Found:
        """Return the device of a name; wrong words beside a right name do no harm."""
        if hits := exact(self.home, name):
            return Found(devices=(self._pick_exact(hits, place, kind),))
        reachable = self._of(self.reach.domains)
        words = essence(name)
        for reading in dict.fromkeys((words, corrected(self.home, words, reachable))):
            if found := self._read(reading, reachable, place, kind):
                return found
        if (only := self._invented(words, reachable, place, kind)) is not None:
            return Found(devices=(only,))
        parts = generic(self.home, words)
        raise a_place(name) if parts and not parts[0] else unknown_name(name, reachable)

    def _read(
        self, words: frozenset[str], reachable: _Devices, place: Spot, kind: Kind
    ) -> Found | None:
        """Return what words stand for: part of a name, or a kind, or a place."""
        pool = [d for d in reachable if place.holds(d)]
        hits: _Devices = partial(self.home, words, pool)
        hits = self._narrow(best_kind(words, hits), kind) if hits else hits
        parts = generic(self.home, words)
        if parts is None:
            return Found(devices=(self._pick(hits, Spot(), kind),)) if hits else None
        kind_of, inside = parts
        if not kind_of:
            return self._place_as_name(inside, kind)
        where = self._inside(inside) if inside and not place.areas else place
        like = self._narrow(self._like(kind_of, reachable), kind)
        there = [d for d in like if where.holds(d)]
        mixed = len({d.domain for d in there}) > 1
        if len(hits) == 1 and (mixed or (not where.given and not self._here(there))):
            return Found(devices=(hits[0],))
        if not there:
            return None
        if mixed:
            return Found(devices=(self._pick(there, Spot(), kind),))
        return self._chosen(like, where, explicit=bool(words & known("all")))

    def _like(self, words: frozenset[str], devices: _Devices) -> _Devices:
        """Return the devices of a kind."""
        return [d for d in devices if words <= kind_words(d.domain, d.device_class)]

    def _inside(self, words: frozenset[str]) -> Spot:
        """Return the place that words name."""
        text = " ".join(sorted(words))
        if areas := find(self.home.areas, text):
            return Spot(areas=areas)
        return Spot(floors=find(self.home.floors, text))

    def _place_as_name(self, words: frozenset[str], kind: Kind) -> Found | None:
        """Return the devices of a place that was given as a name, where the kind is known."""
        if not words or not (kind.domains or len(self.reach.domains) == 1):
            return None
        return self._unnamed(self._inside(words), kind, everything=False)

    def _narrow(self, devices: _Devices, kind: Kind) -> _Devices:
        """Return those of the kind asked for; all where none is."""
        devices = [d for d in devices if d.domain in kind.domains] or devices
        return [d for d in devices if fits_class(d, kind.classes)] or devices

    def _pick_exact(self, hits: _Devices, place: Spot, kind: Kind) -> Device:
        """Return the one device of a name that the tool can act on."""
        for domains in (self.reach.domains, self.reach.by_name):
            if reachable := [d for d in hits if d.domain in domains]:
                return self._pick(reachable, place, kind)
        for hit in hits:
            other = self.sibling(hit, self.reach.domains) if self.sibling else None
            if other is not None:
                return self.home.devices[other]
        raise wrong_kind(hits[0])

    def _pick(self, devices: _Devices, place: Spot, kind: Kind) -> Device:
        """Return the one of several that kind, place, room, words or conversation tell."""
        devices = self._narrow(devices, kind)
        if place.given:
            devices = [d for d in devices if place.holds(d)] or devices
        for rule in (self._said, self._spoken_of, self._here, self._on_floor):
            if len(devices) == 1:
                break
            devices = rule(devices) or devices
        if len(devices) > 1:
            raise self._which(devices)
        return devices[0]

    def _said(self, devices: _Devices) -> _Devices:
        """Return those whose kind the user's own words speak of."""
        if len({d.domain for d in devices}) == 1:
            return devices
        words = self.asked.words or frozenset()
        told = best_kind(words - own_words(devices[0]), devices)
        if len(told) == len(devices) and words & known("opens"):
            return [d for d in devices if d.domain in ("cover", "valve")]
        return told

    def _spoken_of(self, devices: _Devices) -> _Devices:
        """Return those that the conversation spoke of last."""
        return [d for d in devices if d.entity_id in self.asked.focus]

    def _on_floor(self, devices: _Devices) -> _Devices:
        """Return those on the asker's floor."""
        return [d for d in devices if d.floor_id and d.floor_id == self.asked.floor_id]

    def _invented(
        self, words: frozenset[str], reachable: _Devices, place: Spot, kind: Kind
    ) -> Device | None:
        """Return the only device of its kind in the place given, if the user did not say the name.

        What the user calls by a name that nothing has is not to be exchanged for something else.
        """
        domains = kind.domains & self.reach.domains or (
            self.reach.domains if len(self.reach.domains) == 1 else frozenset()
        )
        there = [d for d in reachable if d.domain in domains and place.holds(d)]
        if not place.given or len(there) != 1:
            return None
        strange = words - _all_words(self.home, there[0])
        if self.asked.words is not None:
            return None if strange & self.asked.words else there[0]
        return there[0] if strange != words else None


def _all_words(home: Home, device: Device) -> frozenset[str]:
    """Return all the words that fit a device."""
    kind = kind_words(device.domain, device.device_class)
    return own_words(device) | place_words(home, device) | kind


def _name(args: Mapping[str, Any]) -> tuple[str | None, bool]:
    """Return the name of a call, and whether it means everything instead."""
    name = args.get("name")
    if name is None:
        return None, False
    return (None, True) if essence(name) <= known("all") else (name, False)
