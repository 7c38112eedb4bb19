"""The devices that a phrase means: all of its words explained, or none found."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Final

from .grammar import Kind, Phrase
from .lexicon import Entry, Lexicon

_MOST_WORDS: Final = 12
# One light named and several there: the room's light is all of them.
_SHARED: Final = frozenset({"light"})


class Fit(IntEnum):
    """How a phrase names a device, the surest way first."""

    SAID = 0
    NAME = 1
    NAME_AND_PLACE = 2
    KIND_AND_PLACE = 3
    PLACE = 4
    PART = 5
    KIND = 6


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a sentence is for: `domains` of devices, and how a phrase about them is to be taken.

    `kind` is the domain meant where nothing is named; `place` are the domains meant by a place alone.
    With `whole`, everything of a kind in the home may be meant if it is said so. `states` are those
    that a device meant is likely in, the likeliest first.
    """

    domains: frozenset[str]
    kind: str | None = None
    place: frozenset[str] = frozenset()
    whole: bool = False
    states: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Where:
    """What is so at the moment: the room of who speaks, and the states of devices."""

    area_id: str | None = None
    states: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a phrase means; with `several`, only one of them was meant and nobody knows which."""

    entity_ids: tuple[str, ...] = ()
    fit: Fit = Fit.KIND
    several: bool = False


@dataclass(frozen=True)
class _Phrase:
    """The words that name something, and what was said beside them."""

    words: Phrase
    every: bool = False
    here: bool = False
    everywhere: bool = False


@dataclass(frozen=True)
class Finder:
    """Finds what phrases mean in a home."""

    lexicon: Lexicon
    where: Where

    def find(self, phrases: Sequence[Phrase], wanted: Wanted) -> Found | None:
        """Return what phrases of one sentence mean together; None where a word is unexplained."""
        parts = [self._conjuncts(phrase) for phrase in phrases if phrase]
        if sum(len(part) > 1 for part in parts) > 1:
            return None
        listed = next((part for part in parts if len(part) > 1), None)
        if listed is None:
            return self._find_one(tuple(word for part in parts for word in part[0]), wanted)
        rest = tuple(word for part in parts if part is not listed for word in part[0])
        return self._find_all(listed, rest, wanted)

    def _conjuncts(self, phrase: Phrase) -> list[Phrase]:
        """Return the parts of a phrase between "and" and commas."""
        joins = self.lexicon.grammar.joins
        parts: list[Phrase] = []
        current: list[str] = []
        for word in phrase:
            if word in joins and len(current) > 0:
                parts.append(tuple(current))
                current = []
            elif word not in joins:
                current.append(word)
        return [*parts, tuple(current)] if current or not parts else parts

    def _find_all(self, parts: Sequence[Phrase], rest: Phrase, wanted: Wanted) -> Found | None:
        """Return what the parts of a list mean, each for itself; a kind may be said only once."""
        kinds = [self._kind_words(part) for part in (parts[-1], parts[0])]
        shared = next((kind for kind in kinds if kind), ())
        every = next((part[:1] for part in parts[:1] if part[0] in self.lexicon.grammar.every), ())
        found: list[Found] = []
        for part in parts:
            phrase = (*every, *part, *rest)
            one = self._find_one(phrase, wanted)
            if (one is None or one.several) and not self._kind_words(part):
                one = self._find_one((*phrase, *shared), wanted)
            if one is None:
                return None
            found.append(one)
        ids = dict.fromkeys(key for one in found for key in one.entity_ids)
        return Found(
            entity_ids=tuple(ids),
            fit=max(one.fit for one in found),
            several=any(one.several for one in found),
        )

    def _find_one(self, phrase: Phrase, wanted: Wanted) -> Found | None:
        """Return what a phrase without "and" means."""
        said = self._said(phrase)
        if len(said.words) > _MOST_WORDS or (phrase and not said.words and not said.here):
            return None  # "turn off everything" is not for the one valve of the home
        kinds = self._kinds_at(said.words, wanted)
        keys = self._candidates(said.words, kinds, wanted)
        fits = [
            (fit, key) for key in keys if (fit := self._fit(key, said, kinds, wanted)) is not None
        ]
        if not fits:
            return None
        many = said.every or any(kind.many for some in kinds for kind in some)
        return self._choose(fits, said, many=many, wanted=wanted)

    def _said(self, phrase: Phrase) -> _Phrase:
        """Take a phrase apart into what names something and what says how much of it."""
        grammar = self.lexicon.grammar
        phrase, everywhere = _without(phrase, grammar.everywhere)
        phrase, here = _without(phrase, grammar.here)
        every = any(word in grammar.every for word in phrase)
        words = tuple(word for word in phrase if word not in grammar.every)
        return _Phrase(self.lexicon.content(words), every, here, everywhere)

    def _kind_words(self, phrase: Phrase) -> Phrase:
        """Return the words of the kind that a phrase names."""
        words = self._said(phrase).words
        for start, end in _spans(len(words)):
            if words[start:end] in self.lexicon.grammar.kinds:
                return words[start:end]
        return ()

    def _kinds_at(self, words: Phrase, wanted: Wanted) -> list[tuple[Kind, ...]]:
        """Return for each word the kinds it may stand for, as part of the longest phrase."""
        found: list[tuple[Kind, ...]] = [()] * len(words)
        for start, end in _spans(len(words)):
            kinds = tuple(
                kind
                for kind in self.lexicon.grammar.kinds.get(words[start:end], ())
                if kind.domain in wanted.domains
            )
            if kinds and not any(found[start:end]):
                found[start:end] = [kinds] * (end - start)
        return found

    def _candidates(
        self, words: Phrase, kinds: Sequence[tuple[Kind, ...]], wanted: Wanted
    ) -> Iterable[str]:
        """Return the devices that each of the words may stand for."""
        by_kind, by_word = self.lexicon.by_kind, self.lexicon.by_word
        keys: frozenset[str] = frozenset().union(
            *(by_kind.get(domain, frozenset()) for domain in wanted.domains)
        )
        for word, some in zip(words, kinds, strict=True):
            named = by_word.get(self.lexicon.grammar.stem(word), frozenset())
            keys &= named.union(*(by_kind.get(kind.domain, frozenset()) for kind in some))
        if not words:
            meant = [wanted.kind] if wanted.kind else wanted.place
            keys &= frozenset().union(*(by_kind.get(domain, frozenset()) for domain in meant))
        return sorted(keys)

    def _fit(
        self, key: str, said: _Phrase, kinds: Sequence[tuple[Kind, ...]], wanted: Wanted
    ) -> Fit | None:
        """Return how a phrase names a device."""
        entry = self.lexicon.entries[key]
        if said.here and self.where.area_id and entry.device.area_id != self.where.area_id:
            return None
        return _Fitting(
            entry=entry,
            words=said.words,
            here=said.here and self.where.area_id is not None,
            stems=tuple(map(self.lexicon.grammar.stem, said.words)),
            kinds=tuple(any(_is_of(entry, kind) for kind in some) for some in kinds),
            wanted=wanted,
        ).fit()

    def _choose(
        self, fits: Sequence[tuple[Fit, str]], said: _Phrase, *, many: bool, wanted: Wanted
    ) -> Found | None:
        """Return those that fit best, if it is clear how many are meant."""
        best = min(fit for fit, _ in fits)
        if best <= Fit.NAME and self._is_common(fits, said):
            # A device that is only called "Blind" is one blind among others.
            fits = [(Fit.KIND, key) for _, key in fits]
            best = Fit.KIND
        keys = [key for fit, key in fits if fit is best]
        if many and best in (Fit.NAME, Fit.KIND_AND_PLACE):
            reach = max(best, Fit.KIND_AND_PLACE)
            keys = [key for fit, key in fits if fit <= reach]
        if best is Fit.KIND:
            return self._choose_kind(keys, said, many=many, wanted=wanted)
        if len(keys) > 1 and not many and best is not Fit.PLACE and not self._shared(keys, best):
            keys = [*self._likely(keys, wanted)]
        clear = len(keys) == 1 or many or best is Fit.PLACE or self._shared(keys, best)
        return Found(entity_ids=tuple(keys), fit=best, several=not clear)

    def _is_common(self, fits: Sequence[tuple[Fit, str]], said: _Phrase) -> bool:
        """Return whether a phrase that is one device's whole name is part of another's."""
        stems = frozenset(map(self.lexicon.grammar.stem, said.words))
        others = (self.lexicon.entries[key] for fit, key in fits if fit is Fit.KIND)
        return any(stems < name for entry in others for name in entry.names)

    def _shared(self, keys: Iterable[str], fit: Fit) -> bool:
        """Return whether "the light" of a room is all of these."""
        return fit is Fit.KIND_AND_PLACE and {key.partition(".")[0] for key in keys} <= _SHARED

    def _choose_kind(
        self, keys: Sequence[str], said: _Phrase, *, many: bool, wanted: Wanted
    ) -> Found | None:
        """Return what is meant where only a kind was said: what is here, or the only one."""
        entries = self.lexicon.entries
        here = [key for key in keys if entries[key].device.area_id == self.where.area_id]
        if said.everywhere:
            whole = wanted.whole and (many or len(keys) == 1)
            return Found(entity_ids=tuple(keys), several=not whole)
        if self.where.area_id and here:
            shared = many or {key.partition(".")[0] for key in here} <= _SHARED
            chosen: Sequence[str] = here if shared else self._likely(here, wanted)
            return Found(entity_ids=tuple(chosen), several=len(chosen) > 1 and not shared)
        if said.here:
            return None
        if said.every and wanted.whole:
            return Found(entity_ids=tuple(keys))
        likely = self._likely(keys, wanted)
        return Found(entity_ids=tuple(likely), several=len(likely) > 1)

    def _likely(self, keys: Sequence[str], wanted: Wanted) -> Sequence[str]:
        """Return the one that is in a state that the sentence is for, or the one in this room."""
        for state in wanted.states:
            if likely := [key for key in keys if self.where.states.get(key) == state]:
                keys = likely
                break
        entries = self.lexicon.entries
        near = [key for key in keys if entries[key].device.area_id == self.where.area_id]
        return near if self.where.area_id and len(near) == 1 else keys


@dataclass(frozen=True, kw_only=True)
class _Fitting:
    """A phrase and a device: which words are its name, which its place, which its kind."""

    entry: Entry
    words: Phrase
    stems: Phrase
    kinds: tuple[bool, ...]
    wanted: Wanted
    here: bool

    def fit(self) -> Fit | None:
        """Return how the phrase names the device."""
        if self.words in self.entry.said:
            return Fit.SAID
        stems = frozenset(self.stems)
        if any(stems == name for name in self.entry.names):
            return Fit.NAME
        rest = [stem for stem, kind in zip(self.stems, self.kinds, strict=True) if not kind]
        if not rest:
            named = self.wanted.kind or any(self.kinds)
            return Fit.KIND if named else Fit.PLACE if self.here else None
        if any(name <= stems and self._explained(rest, name) for name in self.entry.names):
            return Fit.NAME_AND_PLACE
        if self._explained(rest, frozenset()):
            return self._placed(rest)
        return Fit.PART if self._is_part(rest) else None

    def _placed(self, rest: Collection[str]) -> Fit | None:
        """Return how a phrase that names only a place means the device."""
        if any(self.kinds) or (self.wanted.kind == self.entry.device.domain):
            return Fit.KIND_AND_PLACE
        return Fit.PLACE if self.entry.device.domain in self.wanted.place else None

    def _explained(self, rest: Iterable[str], name: frozenset[str]) -> bool:
        """Return whether all words are of a name, or of places that are named in full."""
        return set(rest) <= name | self._places

    @cached_property
    def _places(self) -> frozenset[str]:
        """Return the words of the device's places that are named in full."""
        stems = frozenset(self.stems)
        named = (*self.entry.areas, *self.entry.floors)
        return frozenset().union(*(place for place in named if place <= stems))

    def _is_part(self, rest: Collection[str]) -> bool:
        """Return whether words are part of a name, with a place or part of one beside it."""
        if all(stem.isdigit() for stem in rest):
            return False
        areas = self._places.union(*self.entry.areas)
        return any(
            set(rest)
            <= name | (areas if any(self.kinds) or name <= set(self.stems) else self._places)
            for name in self.entry.names
        )


def _is_of(entry: Entry, kind: Kind) -> bool:
    """Return whether a device is of a kind."""
    device = entry.device
    return device.domain == kind.domain and (
        not kind.classes or device.device_class is None or device.device_class in kind.classes
    )


def _spans(length: int) -> Iterator[tuple[int, int]]:
    """Yield where phrases may begin and end, the longest first."""
    for size in range(min(length, 4), 0, -1):
        for start in range(length - size + 1):
            yield start, start + size


def _without(phrase: Phrase, some: Collection[Phrase]) -> tuple[Phrase, bool]:
    """Return a phrase without the first of some phrases in it, and whether there was one."""
    for start, end in (
        (s, e)
        for size in range(5, 0, -1)
        for s in range(len(phrase) - size + 1)
        for e in [s + size]
    ):
        if phrase[start:end] in some:
            return (*phrase[:start], *phrase[end:]), True
    return phrase, False
