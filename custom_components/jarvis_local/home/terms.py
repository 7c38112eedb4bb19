"""What the words of a request can mean in a home: which devices each of them explains."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from weakref import WeakKeyDictionary

from rapidfuzz.distance import OSA

from .index import Device, Home, Place
from .kinds import KINDS
from .lexicon import Lexicon, place_phrases, stops
from .words import PhraseBook, nearest, stems

_NONE: frozenset[str] = frozenset()
# One wrong letter in six, or one too many in five.
_MISHEARD = 83


class Terms:
    """The stems of a home's names, with the devices behind each."""

    def __init__(self, home: Home) -> None:
        """Take the names of a home apart; the rest is worked out when first needed."""
        self.devices = home.devices
        self.names: PhraseBook[str] = PhraseBook()
        self.places: PhraseBook[str] = PhraseBook()
        self.name_phrases: dict[str, tuple[tuple[str, ...], ...]] = {}
        self.name_stems: dict[str, tuple[frozenset[str], ...]] = {}
        self.areas = _phrases(home.areas.values())
        self.floors = _phrases(home.floors.values())
        self.levels = {floor.id: floor.level for floor in home.floors.values()}
        self._by_place: dict[str, frozenset[str]] = {}
        self._by_kind: dict[tuple[str, bool], frozenset[str]] = {}
        self._by_domains: dict[frozenset[str], frozenset[str]] = {}
        self._heard: dict[str, str | None] = {}
        # What `phrase` found of the places that are something else than their names begin with.
        self.begun: dict[tuple[Lexicon, str], frozenset[str]] = {}
        # The devices of the places with a stem, by what has to be said of the place's name.
        self.by_core: dict[tuple[Lexicon, str], dict[frozenset[str], frozenset[str]]] = {}
        by_name: defaultdict[str, set[str]] = defaultdict(set)
        for device in home.devices.values():
            self._add(device, by_name)
        self.by_name = _frozen(by_name)
        for key, place in (*self.areas.items(), *self.floors.items()):
            for phrase in place:
                self.places.add(phrase, key)

    def _add(self, device: Device, by_name: defaultdict[str, set[str]]) -> None:
        """Take the names of a device."""
        phrases, sets = _taken_apart(device.names)
        self.name_phrases[device.entity_id] = phrases
        self.name_stems[device.entity_id] = sets
        for phrase in phrases:
            self.names.add(phrase, device.entity_id)
            for stem in phrase:
                by_name[stem].add(device.entity_id)

    @cached_property
    def whole_names(self) -> PhraseBook[str]:
        """Return the names with their small words, as far as they have several words."""
        book: PhraseBook[str] = PhraseBook()
        for device in self.devices.values():
            for name in device.names:
                if len(phrase := stems(name)) > 1:
                    book.add(phrase, device.entity_id)
        return book

    @cached_property
    def by_area(self) -> dict[str, frozenset[str]]:
        """Return the devices of each area and floor by its id."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for device in self.devices.values():
            for place in (device.area_id, device.floor_id):
                if place:
                    found[place].add(device.entity_id)
        return _frozen(found)

    @cached_property
    def by_place_stem(self) -> dict[str, frozenset[str]]:
        """Return the devices by each stem of their area's and floor's names."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for key, phrases in (*self.areas.items(), *self.floors.items()):
            for stem in {stem for phrase in phrases for stem in phrase}:
                found[stem] |= self.by_area.get(key, _NONE)
        return _frozen(found)

    @cached_property
    def places_by_stem(self) -> dict[str, list[tuple[str, list[tuple[str, ...]]]]]:
        """Return the ids and names of the areas and floors that a stem is in a name of."""
        found: defaultdict[str, list[tuple[str, list[tuple[str, ...]]]]] = defaultdict(list)
        for key, phrases in (*self.areas.items(), *self.floors.items()):
            for stem in {stem for phrase in phrases for stem in phrase}:
                found[stem].append((key, phrases))
        return dict(found)

    @cached_property
    def by_domain(self) -> dict[str, frozenset[str]]:
        """Return the devices by domain."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for device in self.devices.values():
            found[device.domain].add(device.entity_id)
        return _frozen(found)

    @cached_property
    def vocabulary(self) -> list[str]:
        """Return every stem that means something in this home."""
        places = {stem for phrases in self._all_places() for phrase in phrases for stem in phrase}
        return sorted(self.by_name.keys() | places)

    @cached_property
    def known(self) -> frozenset[str]:
        """Return the vocabulary as a set."""
        return frozenset(self.vocabulary)

    def _all_places(self) -> Iterable[list[tuple[str, ...]]]:
        """Return the names of areas and floors."""
        return (*self.areas.values(), *self.floors.values())

    def of_domains(self, domains: Iterable[str]) -> frozenset[str]:
        """Return the devices of some domains."""
        key = frozenset(domains)
        if (found := self._by_domains.get(key)) is None:
            there = (self.by_domain.get(domain, _NONE) for domain in key)
            found = self._by_domains[key] = _NONE.union(*there)
        return found

    def of_kind(self, kind: str, *, exact: bool = False) -> frozenset[str]:
        """Return the devices that a kind's word may be used for, or says exactly."""
        if (found := self._by_kind.get((kind, exact))) is None:
            found = self._by_kind[kind, exact] = (
                self._exactly(kind) if exact else self._loosely(kind)
            )
        return found

    def of_kinds(self, kinds: Sequence[str], *, exact: bool = False) -> frozenset[str]:
        """Return the same of several kinds."""
        found = [self.of_kind(kind, exact=exact) for kind in kinds]
        return found[0] if len(found) == 1 else _NONE.union(*found)

    def _exactly(self, kind: str) -> frozenset[str]:
        """Return the devices that a kind's word says exactly."""
        fits = KINDS[kind].is_exact
        return frozenset(id_ for id_, device in self.devices.items() if fits(device))

    def _loosely(self, kind: str) -> frozenset[str]:
        """Return what a kind's word may be used for; where there is a boiler, no switch is "the hot water"."""
        fits = KINDS[kind].is_loose
        found = frozenset(id_ for id_, device in self.devices.items() if fits(device))
        exact = self.of_kind(kind, exact=True)
        return found & self.of_domains(KINDS[kind].domains) if exact else found

    def at_place(self, key: str) -> frozenset[str]:
        """Return the devices at a place that people have a word for, whatever it is called here."""
        if (found := self._by_place.get(key)) is None:
            found = self._by_place[key] = frozenset(self._at_place(key))
        return found

    def _at_place(self, key: str) -> set[str]:
        """Look which areas and floors the word may mean, and which names say it."""
        phrases = place_phrases(key)
        found: set[str] = set()
        for place, names in (*self.areas.items(), *self.floors.items()):
            if any(phrase <= frozenset(name) for phrase in phrases for name in names):
                found |= self.by_area.get(place, _NONE)
        if not found and key in ("upstairs", "downstairs"):
            found = self._by_level(key)
        return found or {
            id_
            for id_, names_ in self.name_stems.items()
            if any(phrase <= name for phrase in phrases for name in names_)
        }

    def _by_level(self, key: str) -> set[str]:
        """Return the devices of the floors that are up or down by their levels."""
        levels = {id_: level for id_, level in self.levels.items() if level is not None}
        wanted = (
            id_
            for id_, level in levels.items()
            if (level > 0) == (key == "upstairs") and level >= 0
        )
        found = {device for id_ in wanted for device in self.by_area.get(id_, ())}
        if found or len(self.floors) != 2:
            return found
        opposite = "downstairs" if key == "upstairs" else "upstairs"
        phrases = place_phrases(opposite)
        others = [
            id_
            for id_, names in self.floors.items()
            if not any(phrase <= frozenset(name) for phrase in phrases for name in names)
        ]
        return set(self.by_area.get(others[0], ())) if len(others) == 1 else set()

    def heard(self, stem: str, *, strict: bool = False) -> str | None:
        """Return the word of this home that a word must be which nobody knows; None for no such.

        `strict` takes only what is misspelt: other letters may make another word, a barn of a garage.
        """
        if stem[0].isdigit():
            return None
        if stem not in self._heard:
            self._heard[stem] = nearest(stem, self.vocabulary, least=_MISHEARD)
        found = self._heard[stem]
        return None if strict and found and not _is_misspelt(stem, found) else found


def _is_misspelt(stem: str, name: str) -> bool:
    """Return whether a letter is missing, too many or in the wrong place."""
    return (
        stem[0] == name[0]
        and OSA.distance(stem, name) <= 1
        and (len(stem) != len(name) or sorted(stem) == sorted(name))
    )


# Outlives a home: after a change, nearly all the names are those of before.
@lru_cache(maxsize=20000)
def _taken_apart(
    names: tuple[str, ...],
) -> tuple[tuple[tuple[str, ...], ...], tuple[frozenset[str], ...]]:
    """Return the stems of each name, in their order and as sets."""
    phrases = tuple(stems(name, stops()) for name in names)
    return phrases, tuple(map(frozenset, phrases))


def _phrases(places: Iterable[Place]) -> dict[str, list[tuple[str, ...]]]:
    """Return the stems of places' names by their ids."""
    return {place.id: [stems(name, stops()) for name in place.names] for place in places}


def _frozen(sets: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """Return sets as they stay: a request need not copy them."""
    return {key: frozenset(ids) for key, ids in sets.items()}


_TERMS: WeakKeyDictionary[Home, Terms] = WeakKeyDictionary()


def terms_of(home: Home) -> Terms:
    """Return the terms of a home, made once for each."""
    if (terms := _TERMS.get(home)) is None:
        terms = _TERMS[home] = Terms(home)
    return terms
