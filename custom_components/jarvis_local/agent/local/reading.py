"""What a sentence asks for, read by the sentences of its language: calls of tools, or nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from hassil.recognize import RecognizeResult, recognize_all

from homeassistant.core import State

from ...home import Home
from ...home.lexicon import Lexicon
from ...home.targets import Around, States
from ...home.terms import Terms, terms_of
from ...home.words import Word, as_word, folded, split, without
from ..reading import Sort
from ..reading.clauses import said_verbs, segments
from ..reading.lists import items_of
from ..reading.sentence import says, sort_of
from .grammar import Grammar
from .spelling import Speller
from .targets import About, Finder, Fit

_TARGETS: Final = ("target", "place")
_ITEM: Final = "item"


@dataclass(frozen=True, kw_only=True)
class Act:
    """A tool to be called on each of some devices, and for each of the things to note, if any."""

    tool: str
    args: Mapping[str, Any] = field(default_factory=dict)
    entity_ids: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    def calls(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the devices with the arguments for each."""
        for key in self.entity_ids:
            for item in self.items or (None,):
                yield key, ({**self.args, _ITEM: item} if item else self.args)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one command means: an act, or `several` devices of which one is meant.

    `choice` is then the act on all of them, where it is the same whichever sentence is taken, and
    `sure` the devices that are meant besides.
    """

    act: Act | None = None
    several: tuple[str, ...] = ()
    choice: Act | None = field(default=None, compare=False)
    sure: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Where:
    """What is so at the moment: the room of who speaks, and the states of devices."""

    area_id: str | None = None
    states: States = field(default_factory=dict[str, State])


@dataclass(frozen=True)
class Reader:
    """Reads sentences about a home."""

    home: Home
    grammar: Grammar

    @cached_property
    def _speller(self) -> Speller:
        """Return what puts misspellings right."""
        home = self.home
        places = (place.names for place in (*home.areas.values(), *home.floors.values()))
        named = (*places, *(device.names for device in home.devices.values()))
        words = {word for names in named for name in names for word in folded(name)}
        return Speller(self.grammar.known | words, self.lexicon.foreign - words)

    @property
    def lexicon(self) -> Lexicon:
        """Return the words of the language."""
        return self.grammar.lexicon

    def is_name(self, words: Sequence[Word]) -> bool:
        """Return whether nothing is said but what names devices and places."""
        lexicon, terms = self.lexicon, terms_of(self.home)
        if self._is_whole_name(terms, words):
            return True
        if says(lexicon.questions, [word.text for word in words]):
            return False
        if said_verbs(lexicon, terms, words):
            return False
        small = (lexicon.fillers, lexicon.requests, lexicon.all, lexicon.everywhere, lexicon.here)
        known = terms.known | lexicon.things | lexicon.place_nouns | lexicon.places.words()
        return all(word.stem in known for word in without(small, words))

    def _is_whole_name(self, terms: Terms, words: Sequence[Word]) -> bool:
        """Return whether words are a device's name and no more, though one may also be a verb."""
        stems = [word.stem for word in words if word.text not in self.lexicon.stops]
        return (
            bool(stems)
            and len(stems) > 1
            and any(end == len(stems) for end, _ in terms.whole_names.at(stems, 0))
        )

    def asks(self, text: str, words: Sequence[Word]) -> bool:
        """Return whether a sentence asks what is so: a word of a question, or "is" within it."""
        lexicon, texts = self.lexicon, [word.text for word in words]
        is_asked = text.rstrip().endswith("?") or says(lexicon.questions, texts)
        return is_asked or not lexicon.be.isdisjoint(texts)

    def words(self, text: str) -> list[Word]:
        """Return the words of a sentence that matter, put right."""
        words = self._speller.correct(split(text))
        lexicon = self.grammar.lexicon
        return without([lexicon.courtesies, lexicon.requests], words)

    def parts(self, text: str, words: Sequence[Word]) -> list[Sequence[Word]]:
        """Return the parts of a command between "and", "then" and commas; of a question, none."""
        terms, lexicon = terms_of(self.home), self.grammar.lexicon
        if sort_of(lexicon, text, split(text))[0] is not Sort.COMMAND:
            return []
        return segments(lexicon, terms, text, words)

    def joined_parts(self, parts: Sequence[Sequence[Word]]) -> list[Word]:
        """Return neighbouring parts as one, with an "and" between them."""
        some = list(parts[0])
        for part in parts[1:]:
            end = some[-1].end
            some += [as_word(self.grammar.lexicon.and_word, end, end), *part]
        return some

    def read(self, text: str, some: Sequence[Word], where: Where) -> Reading | None:
        """Return what a single command means; None where it is not understood."""
        around = Around(
            terms=terms_of(self.home),
            lexicon=self.grammar.lexicon,
            states=where.states,
            here=where.area_id,
        )
        finder = Finder(around)
        found = [
            surely
            for result in recognize_all(_joined(some), self.grammar.intents)
            if (surely := self._reading(result, finder, text, some)) is not None
        ]
        if not found:
            return None
        best = min(surety for surety, _ in found)
        readings = [reading for surety, reading in found if surety == best]
        first = readings[0]
        if any(reading != first for reading in readings):
            return None
        is_same = all(reading.choice == first.choice for reading in readings)
        return first if is_same else replace(first, choice=None)

    def _reading(
        self, result: RecognizeResult, finder: Finder, text: str, some: Sequence[Word]
    ) -> tuple[tuple[int, ...], Reading] | None:
        """Return what a match means, and how surely: the least number is the surest."""
        slots = {entity.name: _plain(entity.value) for entity in result.entities_list}
        phrases = tuple(slots.pop(name) for name in _TARGETS if name in slots)
        about = _about(result.intent_metadata or {})
        found = finder.find(phrases, about)
        if found is None or not found.entity_ids:
            return None
        if about.named and found.fit in (Fit.PLACE, Fit.PART):
            return None
        items: list[str] = []
        if _ITEM in slots:
            if not (items := self._items(slots[_ITEM].split(), text, some)):
                return None
            slots[_ITEM] = listed(items, self.grammar.lexicon.and_word)
        size = len(slots.get(_ITEM, ""))
        surety = (found.several, found.fit, size, -result.text_chunks_matched)
        act = Act(
            tool=result.intent.name, args=slots, entity_ids=found.entity_ids, items=tuple(items)
        )
        if found.several:
            return surety, Reading(several=found.entity_ids, choice=act, sure=found.sure)
        return surety, Reading(act=act)

    def _items(self, item: Sequence[str], text: str, some: Sequence[Word]) -> list[str]:
        """Return the things that words name, as they were said, without an article before them."""
        size = len(item)
        texts = _joined(some).split()
        starts = (start for start in range(len(texts)) if texts[start : start + size] == [*item])
        if (start := next(starts, None)) is None:
            return []
        return items_of(self.grammar.lexicon, text, some[start : start + size])


def listed(names: Sequence[str], and_word: str) -> str:
    """Return names in a row."""
    return f" {and_word} ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _joined(words: Iterable[Word]) -> str:
    """Return words as one text, with numbers as a sentence file has them."""
    return " ".join(word.text.replace(",", ".") for word in words)


def _plain(value: Any) -> Any:
    """Return a whole number as one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _about(metadata: Mapping[str, Any]) -> About:
    """Return what a block of sentences is for, as its file says."""
    return About(
        domains=frozenset(metadata["domains"]),
        kind=metadata.get("kind"),
        place=frozenset(metadata.get("place", ())),
        whole=metadata.get("whole", False),
        states=tuple(metadata.get("states", ())),
        named=metadata.get("named", False),
    )
