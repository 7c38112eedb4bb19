"""What a sentence asks for, read by the sentences of its language: calls of tools, or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from hassil.recognize import RecognizeResult, recognize_all

from homeassistant.core import State

from ...home import Home
from ...home.targets import Around, States
from ...home.terms import terms_of
from ...home.words import Word, as_word, folded, split, without
from ..reading import Sort
from ..reading.clauses import segments
from ..reading.sentence import sort_of
from .grammar import Grammar
from .spelling import Speller
from .targets import About, Finder

_TARGETS: Final = ("target", "place")
_ITEM: Final = "item"
_MOST_SEVERAL: Final = 5


@dataclass(frozen=True, kw_only=True)
class Act:
    """A tool to be called on each of some devices."""

    tool: str
    args: Mapping[str, Any] = field(default_factory=dict)
    entity_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one command means: an act, or `several` devices of which one is meant."""

    act: Act | None = None
    several: tuple[str, ...] = ()


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
        return Speller(self.grammar.known | words)

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
        return readings[0] if all(reading == readings[0] for reading in readings) else None

    def _reading(
        self, result: RecognizeResult, finder: Finder, text: str, some: Sequence[Word]
    ) -> tuple[tuple[int, ...], Reading] | None:
        """Return what a match means, and how surely: the least number is the surest."""
        slots = {entity.name: _plain(entity.value) for entity in result.entities_list}
        phrases = tuple(slots.pop(name) for name in _TARGETS if name in slots)
        if _ITEM in slots:
            slots[_ITEM] = self._item(slots[_ITEM].split(), text, some)
        found = finder.find(phrases, _about(result.intent_metadata or {}))
        if found is None or not found.entity_ids or slots.get(_ITEM) == "":
            return None
        surety = (found.several, found.fit, -result.text_chunks_matched)
        if found.several:
            return surety, Reading(several=found.entity_ids[:_MOST_SEVERAL])
        act = Act(tool=result.intent.name, args=slots, entity_ids=found.entity_ids)
        return surety, Reading(act=act)

    def _item(self, item: Sequence[str], text: str, some: Sequence[Word]) -> str:
        """Return words as they were said, without an article before them."""
        size = len(item)
        texts = _joined(some).split()
        starts = (start for start in range(len(texts)) if texts[start : start + size] == [*item])
        if (start := next(starts, None)) is None:
            return ""
        kept = self.grammar.lexicon.without_articles(some[start : start + size])
        return text[kept[0].start : kept[-1].end]


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
    )
