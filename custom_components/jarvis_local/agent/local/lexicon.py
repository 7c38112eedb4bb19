"""The names in a home as words, to look devices up by any of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ...home import Device, Home
from .grammar import Grammar, Phrase
from .text import plain


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A device with the words of its names and of the names of its area and floor.

    `said` are its names as they are written, `names` and `places` with their words' stems.
    """

    device: Device
    said: frozenset[Phrase]
    names: tuple[frozenset[str], ...]
    areas: tuple[frozenset[str], ...]
    floors: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Lexicon:
    """A home in the words of a language."""

    home: Home
    grammar: Grammar

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Return the devices that can be spoken of."""
        return {key: self._entry(device) for key, device in self.home.devices.items()}

    def _entry(self, device: Device) -> Entry:
        """Return a device with the words for it."""
        area = self.home.areas.get(device.area_id or "")
        floor = self.home.floors.get(device.floor_id or "")
        return Entry(
            device=device,
            said=frozenset(self.content(plain(name)) for name in device.names),
            names=self._stems(device.names),
            areas=self._stems(area.names if area else ()),
            floors=self._stems(floor.names if floor else ()),
        )

    def content(self, phrase: Iterable[str]) -> Phrase:
        """Return the words that name something."""
        return tuple(word for word in phrase if word not in self.grammar.little)

    def _stems(self, names: Iterable[str]) -> tuple[frozenset[str], ...]:
        """Return the words of names, what plurals have in common."""
        found = (self.content(plain(name)) or plain(name) for name in names)
        stems = (frozenset(map(self.grammar.stem, phrase)) for phrase in found)
        return tuple(words for words in stems if words)

    @cached_property
    def by_word(self) -> Mapping[str, frozenset[str]]:
        """Return the devices that a word may stand for, by their own names or their places'."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, entry in self.entries.items():
            for names in (*entry.names, *entry.areas, *entry.floors):
                for word in names:
                    found[word].add(key)
        return {word: frozenset(keys) for word, keys in found.items()}

    @cached_property
    def by_kind(self) -> Mapping[str, frozenset[str]]:
        """Return the devices of each domain."""
        found: dict[str, set[str]] = defaultdict(set)
        for key, device in self.home.devices.items():
            found[device.domain].add(key)
        return {domain: frozenset(keys) for domain, keys in found.items()}

    @cached_property
    def words(self) -> frozenset[str]:
        """Return every word of the home's names, as it is written."""
        places = (*self.home.areas.values(), *self.home.floors.values())
        named = (
            *(device.names for device in self.home.devices.values()),
            *(p.names for p in places),
        )
        names = (name for some in named for name in some)
        return frozenset(word for name in names for word in plain(name))
