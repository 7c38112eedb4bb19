"""The words of a home's devices and places as the executor compares them, looked up once for each home."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from weakref import WeakKeyDictionary

from ...home import Device, Home, Place
from .terms import class_words, kind_words, loose_words
from .words import NOTHING, Words, essence

type Named = Mapping[str, Sequence[Words]]


class HomeWords:
    """What is derived from a home's names."""

    def __init__(self, home: Home) -> None:
        """Take the places' names apart; the rest is worked out when first needed."""
        # Not the home itself: it is a weak key.
        self._devices = home.devices
        self._by_domain = home.by_domain
        self._looks = home.kinds
        self.areas = _named(home.areas)
        self.floors = _named(home.floors)
        self._of_domains: dict[Words, Words] = {}
        self._there: dict[tuple[str | None, str | None], Words] = {}

    @cached_property
    def kinds(self) -> Words:
        """Return the words for all the kinds of device that there are."""
        return NOTHING.union(*(kind_words(*kind) for kind in self._looks))

    @cached_property
    def loose_kinds(self) -> Words:
        """Return the same with the words that may be used for them."""
        return self.kinds.union(*(loose_words(*kind) for kind in self._looks))

    @cached_property
    def by_essence(self) -> Mapping[Words, Sequence[Device]]:
        """Return the devices by what is essential of each of their names."""
        found: defaultdict[Words, list[Device]] = defaultdict(list)
        for device in self._devices.values():
            for words in dict.fromkeys(map(essence, device.names)):
                found[words].append(device)
        return dict(found)

    @cached_property
    def having(self) -> Mapping[str, frozenset[str]]:
        """Return the devices that have a word in their name, place or class."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for device in self._devices.values():
            for word in self.all_names(device):
                found[word].add(device.entity_id)
        return {word: frozenset(ids) for word, ids in found.items()}

    def of_domains(self, domains: Words) -> Words:
        """Return the words for the devices of some domains and their places, and those for any kind."""
        if (found := self._of_domains.get(domains)) is None:
            devices = (d for domain in domains for d in self._by_domain.get(domain, ()))
            own = (own_words(device) | self.place_words(device) for device in devices)
            found = self._of_domains[domains] = self.kinds.union(*own)
        return found

    def place_words(self, device: Device) -> Words:
        """Return the words of where a device is."""
        place = (device.area_id, device.floor_id)
        if (found := self._there.get(place)) is None:
            named = (*self.areas.get(place[0] or "", ()), *self.floors.get(place[1] or "", ()))
            found = self._there[place] = NOTHING.union(*named)
        return found

    def all_names(self, device: Device) -> Words:
        """Return the words of a device's names, place and class."""
        looks = class_words(device.device_class, device.domain)
        return own_words(device) | self.place_words(device) | looks


def own_words(device: Device) -> Words:
    """Return the words of a device's names."""
    return _words_of(device.names)


# Outlives a home: after a change, nearly all the names are those of before.
@lru_cache(maxsize=20000)
def _words_of(names: tuple[str, ...]) -> Words:
    """Return the words of names."""
    return NOTHING.union(*map(essence, names))


def _named(places: Mapping[str, Place]) -> Named:
    """Return the words of each name of places by their ids."""
    return {id_: tuple(map(essence, place.names)) for id_, place in places.items()}


_WORDS: WeakKeyDictionary[Home, HomeWords] = WeakKeyDictionary()


def home_words(home: Home) -> HomeWords:
    """Return the words of a home, looked up once for each."""
    if (words := _WORDS.get(home)) is None:
        words = _WORDS[home] = HomeWords(home)
    return words
