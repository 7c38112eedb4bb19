"""The devices that the phrases of a sentence mean, by what its sentence file says of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from ...home.targets import Around, Group, Target, Wanted, group, in_state, targets
from ...home.words import Word, split
from ..reading.clauses import segments

_MOST_WORDS: Final = 12


class Fit(IntEnum):
    """How words name devices, the surest way first."""

    NAME = 0
    KIND_AND_PLACE = 1
    PLACE = 2
    PART = 3
    KIND = 4


@dataclass(frozen=True, kw_only=True)
class About:
    """What a sentence is for: `domains` of devices, and how a phrase about them is to be taken.

    `kind` is the domain meant where nothing is named; `place` are the domains meant by a place alone.
    With `whole`, everything of a kind in the home may be meant if it is said so. `states` are those
    that a device meant is likely in, the likeliest first. With `named`, a place or a part of a name
    is not enough.
    """

    domains: frozenset[str]
    kind: str | None = None
    place: frozenset[str] = frozenset()
    whole: bool = False
    states: tuple[str, ...] = ()
    named: bool = False


@dataclass(frozen=True, kw_only=True)
class Found:
    """What phrases mean; with `several`, only one of them was meant and nobody knows which.

    `sure` are then those that are meant besides.
    """

    entity_ids: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    fit: Fit = Fit.KIND
    several: bool = False


@dataclass(frozen=True)
class Finder:
    """Finds what phrases mean; many sentences that may be meant share theirs, which are read once."""

    around: Around
    _read: dict[tuple[str, ...], list[Group]] = field(default_factory=dict)

    def find(self, phrases: tuple[str, ...], about: About) -> Found | None:
        """Return what phrases of one sentence mean together; None where a word is unexplained."""
        groups = self._groups(phrases)
        if not groups or not all(words.meanings for words in groups):
            # "Turn off everything" is not for the one valve of the home.
            is_known = bool(groups) and (groups[0].here or (about.kind and not phrases))
            if len(groups) != 1 or not is_known:
                return None
        meant = [_likely(self.around, target, about) for target in self._targets(groups, about)]
        if any(target.unexplained or not target.devices | target.candidates for target in meant):
            return None
        asked = [target for target in meant if not target.is_clear]
        return Found(
            entity_ids=_ids(asked or meant),
            sure=_ids(target for target in meant if target.is_clear) if asked else (),
            fit=max(_fit(words, target) for words, target in zip(groups, meant, strict=True)),
            several=bool(asked),
        )

    def _groups(self, phrases: tuple[str, ...]) -> list[Group]:
        """Return the words of each part of the phrases."""
        if (found := self._read.get(phrases)) is None:
            found = self._read[phrases] = _groups(self.around, phrases)
        return found

    def _targets(self, groups: Sequence[Group], about: About) -> list[Target]:
        """Return what each group of words means."""
        domains = about.domains
        if not groups[0].meanings:
            domains = frozenset({about.kind}) if about.kind else about.place
        wanted = Wanted(
            devices=frozenset(self.around.terms.of_domains(domains)),
            place=about.place | {about.kind} if about.kind else about.place,
            together=about.place,
            whole=about.whole,
            loose=True,
        )
        return targets(self.around, groups, wanted)


def _ids(targets: Iterable[Target]) -> tuple[str, ...]:
    """Return the devices of targets, once each."""
    found = (target.devices or target.candidates for target in targets)
    return tuple(dict.fromkeys(id_ for devices in found for id_ in sorted(devices)))


def _groups(around: Around, phrases: Sequence[str]) -> list[Group]:
    """Return the words of each part between "and", those of the other phrases with each of them."""
    text = " ".join(phrases)
    words = split(text)
    if len(words) > _MOST_WORDS:
        return []
    parts: list[list[Sequence[Word]]] = []
    for phrase in phrases:
        size = len(split(phrase))
        parts.append(segments(around.lexicon, around.terms, text, words[:size]))
        words = words[size:]
    lists = [part for part in parts if len(part) > 1]
    if len(lists) > 1 or not all(parts):
        return []
    rest = [word for part in parts if part not in lists for some in part for word in some]
    return [group(around, [*some, *rest]) for some in (lists[0] if lists else [()])]


def _likely(around: Around, target: Target, about: About) -> Target:
    """Return of several devices those that are in a state that the sentence is for."""
    for state in about.states if target.candidates else ():
        if (found := in_state(around, target, state)) is not target:
            return found
    return target


def _fit(words: Group, target: Target) -> Fit:
    """Return how words name the devices that they mean."""
    if target.devices and target.devices <= words.named(target.devices):
        return Fit.NAME
    if words.kinds:
        placed = words.here or any(meaning.is_place for meaning in words.meanings)
        return Fit.KIND_AND_PLACE if placed else Fit.KIND
    if not words.meanings:
        return Fit.PLACE if words.here else Fit.KIND
    return Fit.PLACE if words.is_only_place else Fit.PART
