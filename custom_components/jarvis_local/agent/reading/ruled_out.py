"""Finds what the words of a request rule out, also where not each of them was understood."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
import re
from typing import Any, Final

from ...home import Home
from ...home.lexicon import Lexicon, lexicon
from ...home.phrase import phrase
from ...home.terms import Terms, terms_of
from ...home.verbs import Verb
from ...home.words import Word, split
from ...languages import FALLBACK, base_of, read_folder
from .bounds import OPPOSITE, Bar, Bounds, Limit
from .clauses import said_verbs
from .reading import Sort

FOLDER: Final = "bounds"
_KINDS: Final = ("negated", "unwanted", "except", "unsure", "condition", "later", "question")
_BREAKS: Final = re.compile(r"[,;.!?]")
_CURLY: Final = str.maketrans({"’": "'", "ʼ": "'", "\u00a0": " ", "\u202f": " "})


@cache
def _patterns(base: str) -> Mapping[str, re.Pattern[str]]:
    """Return a language's expressions, one for each kind."""
    content: Mapping[str, Any] = read_folder(FOLDER)[base]
    return {kind: re.compile("|".join(f"(?:{part})" for part in content[kind])) for kind in _KINDS}


def bounds(home: Home, text: str, language: str | None, sort: Sort) -> Bounds:
    """Return what the words of a request rule out; `sort` is what sort of sentence it was read as."""
    base = base_of(language)
    known = read_folder(FOLDER)
    return _Look(home, text, language, base if base in known else FALLBACK).bounds(sort)


class _Look:
    """One look at a text."""

    def __init__(self, home: Home, text: str, language: str | None, base: str) -> None:
        """Take the text apart."""
        self._home = home
        self._text = text
        self._plain = (
            lowered if len(lowered := text.translate(_CURLY).lower()) == len(text) else text
        )
        self._lexicon: Lexicon = lexicon(language)
        self._terms: Terms = terms_of(home)
        self._words = split(text)
        self._patterns = _patterns(base)
        self._content = read_folder(FOLDER)[base]

    def bounds(self, sort: Sort) -> Bounds:
        """Return what the text rules out."""
        if sort is Sort.QUESTION and self._is_only_asked():
            return Bounds(limits=(Limit(bar=Bar.QUESTION),), meant=self._text)
        limits = [*self._negations(), *self._times(Bar.CONDITION), *self._times(Bar.LATER)]
        excepted, strange, meant = self._exceptions()
        if excepted and not split(meant):
            limits.append(Limit(bar=Bar.NEGATED, devices=excepted))
            meant = self._text
        plain = not limits and not excepted and not strange and sort is Sort.COMMAND
        return Bounds(
            limits=tuple(limits),
            excepted=excepted,
            strange=strange,
            meant=meant,
            fitting=self._fitting() if plain else frozenset(),
            named=self._named() if plain else frozenset(),
            action=self._action() if plain else None,
            is_whole=plain and self._is_whole(),
        )

    def _is_only_asked(self) -> bool:
        """Return whether the text does no more than ask."""
        if not self._patterns["question"].search(self._plain):
            return False
        rest = self._plain.rstrip(" ?!.")
        if re.search(r"[?.!] ", rest):
            return False
        return not any(
            verb.start <= 1
            for part in list(self._parts(self._words))[1:]
            for verb in self._verbs(part)
        )

    def _verbs(self, words: Sequence[Word]) -> list[Verb]:
        """Return the verbs of some words, without those that are a part of another."""
        found = said_verbs(self._lexicon, self._terms, words)
        return [verb for verb in found if not any(verb.at < other.at for other in found)]

    def _parts(self, words: Sequence[Word]) -> Iterator[Sequence[Word]]:
        """Yield the words between marks, and before an "and" that a verb follows."""
        texts = [word.text for word in words]
        start, position = 0, 1
        while position < len(words):
            between = self._text[words[position - 1].end : words[position].start]
            found = self._lexicon.conjunctions.longest(texts, position)
            following = words[found[0] : found[0] + 4] if found else ()
            if _BREAKS.search(between):
                yield words[start:position]
                start = position
            elif found and any(verb.start <= 1 for verb in self._verbs(following)):
                yield words[start:position]
                start = position = found[0]
            position += 1
        if words[start:]:
            yield words[start:]

    def _from(self, position: int) -> list[Word]:
        """Return the words from a place in the text on."""
        return [word for word in self._words if word.end > position]

    def _part_after(self, position: int) -> Sequence[Word]:
        """Return the words of the part that goes on after a place in the text."""
        return next(self._parts(self._from(position)), ())

    # What is not to be done

    def _negations(self) -> Iterator[Limit]:
        """Yield what is not to be done."""
        for kind in ("negated", "unwanted"):
            for match in self._patterns[kind].finditer(self._plain):
                words = self._part_after(match.end())
                yield from self._negated(words, near=kind == "negated")

    def _negated(self, words: Sequence[Word], *, near: bool) -> Iterator[Limit]:
        """Yield the limit that a negation sets for the words after it."""
        untouched = [
            place for place, word in enumerate(words[:4]) if word.text in self._content["untouched"]
        ]
        if untouched:
            devices = self._devices(words[untouched[0] + 1 :])
            yield Limit(bar=Bar.NEGATED, devices=devices)
            return
        found = self._verbs(words)
        nearest = [verb for verb in found if not near or verb.start <= self._content["near"]]
        if not nearest:
            return
        first = min(verb.start for verb in nearest)
        at = frozenset(p for verb in nearest if verb.start == first for p in verb.at)
        named = [word for place, word in enumerate(words) if place not in at and place > first]
        actions = frozenset(verb.action for verb in nearest if verb.start == first)
        yield Limit(bar=Bar.NEGATED, actions=actions, devices=self._devices(named))

    def _times(self, bar: Bar) -> Iterator[Limit]:
        """Yield what is not to be done now, or not in any case."""
        match = self._patterns[bar.value].search(self._plain)
        if match is None:
            return
        parts = list(self._parts(self._words))
        own = next((part for part in parts if part[-1].end > match.start()), ())
        others = [part for part in parts if part is not own and self._verbs(part)]
        verbs = self._verbs(own)
        actions = frozenset(verb.action for verb in verbs) if others else frozenset()
        yield Limit(bar=bar, actions=actions)

    def _exceptions(self) -> tuple[frozenset[str], bool, str]:
        """Return what is excepted, whether nobody knows what that is, and the text without it."""
        excepted: set[str] = set()
        strange, meant = False, self._text
        for match in self._patterns["except"].finditer(self._plain):
            words = self._excepted(match.end())
            found = self._union(words)
            is_sure = not self._patterns["unsure"].search(match[0].strip())
            strange = strange or (is_sure and not found)
            excepted |= found
            if found and words:
                start, end = match.start(match.lastgroup or 0), words[-1].end
                meant = meant[:start] + " " * (end - start) + meant[end:]
        return frozenset(excepted), strange, meant

    def _excepted(self, position: int) -> list[Word]:
        """Return the words after "except": up to the next verb."""
        words: list[Word] = []
        for part in self._parts(self._from(position)):
            verbs = self._verbs(part)
            end = min((verb.start for verb in verbs if verb.start > 0), default=len(part))
            if words and verbs:
                break
            words.extend(part[:end])
            if end < len(part):
                break
        return words

    def _union(self, words: Sequence[Word]) -> frozenset[str]:
        """Return the devices of all that is listed."""
        found: set[str] = set()
        listed: list[Word] = []
        texts = [word.text for word in words]
        position = 0
        while position < len(words):
            joint = self._lexicon.conjunctions.longest(texts, position)
            before = self._text[words[position - 1].end : words[position].start] if position else ""
            if joint or _BREAKS.search(before):
                found |= self._devices(listed)
                listed = []
            if joint:
                position = joint[0]
                continue
            listed.append(words[position])
            position += 1
        return frozenset(found | self._devices(listed))

    def _devices(self, words: Sequence[Word]) -> frozenset[str]:
        """Return the devices that some words mean, none where they say nothing of any."""
        if not words:
            return frozenset()
        said = phrase(self._terms, self._lexicon, words)
        everything = frozenset(self._home.devices)
        fit = everything
        for meaning in said.meanings:
            if of := meaning.of(everything):
                fit &= of
        return fit if fit != everything else frozenset()

    # What is plainly there once

    def _action(self) -> str | None:
        """Return the verb, where only one is said and nobody speaks of what was."""
        texts = {word.text for word in self._words}
        if texts & set(self._content["doubtful"]):
            return None
        found = [
            verb
            for verb in self._verbs(self._words)
            if self._words[max(verb.at)].text not in self._lexicon.particles or len(verb.at) > 1
        ]
        actions = {verb.action for verb in found if verb.action in OPPOSITE}
        return actions.pop() if len(actions) == 1 else None

    def _named(self) -> frozenset[str]:
        """Return the devices of the only name or place that is said in full."""
        if {word.text for word in self._words} & set(self._content["beside"]):
            return frozenset()
        said = phrase(self._terms, self._lexicon, self._words)
        names = [ids for start, end, ids in _longest(said.named) if end - start > 1]
        places = [ids for _, _, ids in _longest(said.places)]
        if len(names) == 1 and not _others(said.places, said.named):
            return frozenset(names[0])
        if names or len(places) != 1 or said.named:
            return frozenset()
        return frozenset(id_ for key in places[0] for id_ in self._terms.by_area.get(key, ()))

    def _is_whole(self) -> bool:
        """Return whether everything is meant, without a word of which kind or where."""
        texts = [word.text for word in self._words]
        books = (self._lexicon.all, self._lexicon.everywhere)
        small = [(start, end) for book in books for start, end, _ in book.within(texts)]
        taken = {place for start, end in small for place in range(start, end)}
        taken |= {place for verb in self._verbs(self._words) for place in verb.at}
        left = [word for place, word in enumerate(self._words) if place not in taken]
        is_here = next(self._lexicon.here.within(texts), None) is not None
        return bool(small) and not is_here and not self._devices(left)

    def _fitting(self) -> frozenset[str]:
        """Return the devices that a kind or name in the text says, where kinds are said."""
        said = phrase(self._terms, self._lexicon, self._words)
        texts = [word.text for word in self._words]
        if not said.kinds or next(self._lexicon.all.within(texts), None):
            return frozenset()
        return frozenset().union(*(meaning.name | meaning.kind for meaning in said.meanings))


type _Said = tuple[int, int, tuple[str, ...]]


def _longest(found: Sequence[_Said]) -> list[_Said]:
    """Return what is not a part of something longer."""
    return [
        one
        for one in found
        if not any(
            (other[0] <= one[0] and one[1] <= other[1]) and other[:2] != one[:2] for other in found
        )
    ]


def _others(places: Sequence[_Said], names: Sequence[_Said]) -> bool:
    """Return whether a place is said besides a name."""
    return any(
        not any(name[0] <= place[0] and place[1] <= name[1] for name in names) for place in places
    )
