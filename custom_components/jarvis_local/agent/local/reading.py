"""What a sentence asks for, read by the sentences of its language: calls of tools, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from hassil.recognize import RecognizeResult, recognize_all

from .grammar import Grammar
from .lexicon import Lexicon
from .spelling import Speller
from .targets import Finder, Wanted, Where
from .text import COMMA, Word, joined, words

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


@dataclass(frozen=True)
class Reader:
    """Reads sentences about a home."""

    lexicon: Lexicon

    @property
    def grammar(self) -> Grammar:
        """Return the language's sentences."""
        return self.lexicon.grammar

    @cached_property
    def _speller(self) -> Speller:
        """Return what puts misspellings right."""
        return Speller(self.grammar.known | self.lexicon.words)

    def words(self, text: str) -> list[Word]:
        """Return the words of a sentence that matter, put right."""
        return self._without_fillers(self._speller.correct(words(text)))

    def _without_fillers(self, some: Sequence[Word]) -> list[Word]:
        """Leave out polite words and hesitation, and commas that then stand at an end."""
        kept: list[Word] = []
        index = 0
        while index < len(some):
            if size := self._filler_at(some, index):
                index += size
                continue
            if some[index].text != COMMA or (kept and kept[-1].text != COMMA):
                kept.append(some[index])
            index += 1
        return kept[:-1] if kept and kept[-1].text == COMMA else kept

    def _filler_at(self, some: Sequence[Word], start: int) -> int:
        """Return how many words from here on only fill."""
        texts = tuple(word.text for word in some[start : start + self.grammar.longest_filler])
        sizes = range(len(texts), 0, -1)
        return next((size for size in sizes if texts[:size] in self.grammar.fillers), 0)

    def parts(self, some: Sequence[Word]) -> list[list[Word]]:
        """Return the parts of a sentence between "and", "then" and commas."""
        parts: list[list[Word]] = [[]]
        for word in some:
            if word.text in self.grammar.joins:
                parts.append([])
            else:
                parts[-1].append(word)
        return [part for part in parts if part]

    def joined_parts(self, parts: Sequence[Sequence[Word]]) -> list[Word]:
        """Return neighbouring parts as one, with an "and" between them."""
        some = list(parts[0])
        for part in parts[1:]:
            end = some[-1].end
            some += [Word(self.grammar.and_word, end, end), *part]
        return some

    def read(self, text: str, some: Sequence[Word], where: Where) -> Reading | None:
        """Return what a single command means; None where it is not understood."""
        finder = Finder(self.lexicon, where)
        found = [
            surely
            for result in recognize_all(joined(some), self.grammar.intents)
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
        phrases = [tuple(slots.pop(name).split()) for name in _TARGETS if name in slots]
        if _ITEM in slots:
            slots[_ITEM] = self._item(slots[_ITEM].split(), text, some)
        found = finder.find(phrases, _wanted(result.intent_metadata or {}))
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
        texts = [word.text for word in some]
        starts = (start for start in range(len(texts)) if texts[start : start + size] == [*item])
        if (start := next(starts, None)) is None:
            return ""
        end = start + size
        while start < end and texts[start] in self.grammar.articles:
            start += 1
        return text[some[start].start : some[end - 1].end] if start < end else ""


def _plain(value: Any) -> Any:
    """Return a whole number as one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _wanted(metadata: Mapping[str, Any]) -> Wanted:
    """Return what a block of sentences is for, as its file says."""
    return Wanted(
        domains=frozenset(metadata["domains"]),
        kind=metadata.get("kind"),
        place=frozenset(metadata.get("place", ())),
        whole=metadata.get("whole", False),
        states=tuple(metadata.get("states", ())),
    )
