"""The devices that some words of a request mean, if they leave no doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...home.lexicon import Lexicon
from ...home.phrase import Meaning, Phrase, phrase
from ...home.terms import Terms
from ...home.words import Word, folded, stems
from .reading import MustAsk, States

_NONE: frozenset[str] = frozenset()
_LIGHTS = frozenset({"light"})
_DOORS = frozenset({"door"})
# What a room alone may stand for: vacuum the kitchen, water the garden, lock the shed.
_SAID_BY_PLACE = frozenset({"climate", "lawn_mower", "lock", "vacuum", "valve"})


@dataclass(frozen=True, kw_only=True)
class Around:
    """What is known besides the words: the home, the satellite's room, what was spoken of before."""

    terms: Terms
    lexicon: Lexicon
    states: States
    here: str | None = None
    focus: Sequence[str] = ()
    # The kinds that the clause before spoke of, which "the one in the hall" is of.
    kinds: Sequence[Meaning] = ()


@dataclass(frozen=True, kw_only=True)
class Target:
    """The devices meant, or those that may be meant; `unexplained` when some word fits none."""

    devices: frozenset[str] = _NONE
    candidates: frozenset[str] = _NONE
    must_ask: MustAsk | None = None
    unexplained: bool = False
    is_bare: bool = False
    kinds: frozenset[str] = _NONE

    @property
    def is_clear(self) -> bool:
        """Return whether exactly these devices are meant."""
        return bool(self.devices) and not self.unexplained and self.must_ask is None


@dataclass(frozen=True, kw_only=True)
class Group:
    """Words that name a target: its meanings, and what its small words say of it."""

    said: Phrase
    meanings: Sequence[Meaning]
    all: bool = False
    everywhere: bool = False
    here: bool = False
    it: bool = False
    them: bool = False
    other: bool = False
    same: bool = False

    @property
    def kinds(self) -> Sequence[Meaning]:
        """Return the words that say a kind."""
        return [meaning for meaning in self.meanings if meaning.kinds]

    def is_plural(self, lexicon: Lexicon) -> bool:
        """Return whether more than one device may be meant."""
        plural = (
            meaning.word.is_plural and meaning.word.text not in lexicon.singular
            for meaning in self.kinds
        )
        return self.all or any(plural)

    def is_mass(self, lexicon: Lexicon) -> bool:
        """Return whether the word means all there is of it: the heating, la lumière."""
        return any(meaning.word.text in lexicon.mass for meaning in self.kinds)


def group(around: Around, words: Sequence[Word]) -> Group:
    """Look up the words of a target."""
    lexicon = around.lexicon
    texts = [word.text for word in words]
    said = phrase(around.terms, lexicon, words, strict=True)
    kept = _in_names(said)
    books = {
        "all": lexicon.all,
        "everywhere": lexicon.everywhere,
        "here": lexicon.here,
        "it": lexicon.it,
        "them": lexicon.them,
        "other": lexicon.other,
        "same": lexicon.one,
        "": lexicon.fillers,
    }
    small: set[int] = set()
    flags: set[str] = set()
    position = 0
    while position < len(texts):
        found = [
            (match[0], flag)
            for flag, book in books.items()
            if (match := book.longest(texts, position)) is not None
        ]
        end, flag = max(found, default=(position + 1, None), key=lambda match: match[0])
        starts = {word.start for word in words[position:end]}
        if flag is not None and not starts & kept:
            small |= starts
            flags.add(flag)
        position = end
    meanings = [meaning for meaning in said.meanings if meaning.word.start not in small]
    is_set = {flag: flag in flags for flag in books if flag}
    return Group(said=said, meanings=meanings, **is_set)


def _in_names(said: Phrase) -> set[int]:
    """Return where the words of names of several words are; they are not small words."""
    return {
        meaning.word.start
        for start, end, _ in said.named
        if end - start > 1
        for meaning in said.meanings[start:end]
    }


def solve(around: Around, words: Group, fitting: frozenset[str]) -> Target:
    """Return which of the fitting devices a group of words means."""
    if not words.meanings:
        return _without_words(around, words, fitting)
    said = _explained(around, words)
    kinds = frozenset(kind for meaning in said for kind in meaning.kinds)
    fit = fitting
    for meaning in said:
        fit = _explaining(around, words, meaning, fit)
    if not fit or not said:
        return Target(unexplained=True, kinds=kinds)
    words = replace(words, meanings=said)
    target = _decide(around, words, fit)
    if not _is_enough(around, words, target, fitting):
        return Target(unexplained=True, kinds=kinds)
    if target.devices and _is_perhaps_lock(around, words, target.devices):
        target = Target(candidates=target.devices, must_ask=MustAsk.LOCK)
    return replace(target, kinds=kinds)


def _explaining(
    around: Around, words: Group, meaning: Meaning, devices: frozenset[str]
) -> frozenset[str]:
    """Return those that explain a word; a fan heater is no fan, though its name has the word."""
    fit = meaning.of(devices)
    if meaning.word.stem in around.lexicon.place_nouns:
        return fit - {
            id_
            for id_ in fit & meaning.name - meaning.place - meaning.likely_place
            if not _is_whole(around, words, id_)
        }
    if not meaning.kinds:
        return fit
    others = fit & meaning.name - meaning.kind - meaning.place - meaning.likely_place
    said = {meaning.word.stem}
    return fit - {id_ for id_ in others - _named(words.said, fit) if not _heads(around, id_) & said}


def _is_whole(around: Around, words: Group, id_: str) -> bool:
    """Return whether a name is said but for its kind: more than the "room" of a guest room's light."""
    said = {meaning.word.stem for meaning in words.said.meanings} | around.lexicon.things
    return any(name <= said for name in around.terms.name_stems[id_])


def _heads(around: Around, id_: str) -> set[str]:
    """Return the words that say what a device is, of each of its names."""
    names = (stems(name, around.lexicon.stops) for name in around.terms.devices[id_].names)
    return {around.lexicon.head(name) for name in names if name}


def _is_enough(around: Around, words: Group, target: Target, fitting: frozenset[str]) -> bool:
    """Return whether more is said than a place, or a part of a name that may mean anything."""
    if words.kinds or not target.devices:
        return True
    if all(meaning.is_place for meaning in words.meanings):
        lights = around.terms.of_kind("light")
        if fitting & lights:
            return target.devices <= lights or target.devices <= _named(words.said, fitting)
        domains = {id_.partition(".")[0] for id_ in target.devices}
        return domains <= _SAID_BY_PLACE or target.devices <= _named(words.said, fitting)
    said = {meaning.word.stem for meaning in words.meanings}
    return all(_heads(around, id_) & said for id_ in target.devices)


def _is_perhaps_lock(around: Around, words: Group, devices: frozenset[str]) -> bool:
    """Return whether "the door" may as well be one with a lock that the verb is not for."""
    if not all(meaning.kinds == _DOORS for meaning in words.kinds) or not words.kinds:
        return False
    locks = frozenset(around.terms.by_domain.get("lock", ()))
    for meaning in words.meanings:
        locks = meaning.of(locks)
    return bool(locks) and not devices <= locks and not devices <= _named(words.said, devices)


def _explained(around: Around, words: Group) -> list[Meaning]:
    """Return the meanings without words such as "room" and "floor", which a place's name explains."""
    placed = any(meaning.is_place for meaning in words.meanings)
    return [
        meaning
        for meaning in words.meanings
        if not (placed and meaning.word.stem in around.lexicon.place_nouns and not meaning.is_place)
    ]


def _decide(around: Around, words: Group, fit: frozenset[str]) -> Target:
    """Choose among the devices that explain every word."""
    lexicon = around.lexicon
    of_kind = _narrowed(around, words, fit)
    only_place = not words.kinds and all(meaning.is_place for meaning in words.meanings)
    if only_place and (words.all or words.everywhere):
        return Target(candidates=of_kind, must_ask=MustAsk.EVERYWHERE)
    # "Turn off the kitchen" means its lights.
    plural = words.is_plural(lexicon) or (only_place and of_kind <= around.terms.of_kind("light"))
    named = _named(words.said, fit)
    plural = plural and not _is_plural_name(around, words, named)
    if named and not (plural and len(of_kind) > 1 and of_kind - named):
        if len(named) == 1 or plural:
            return Target(devices=named)
        return _one_of(around, named)
    placed = any(meaning.is_place and not meaning.name >= fit for meaning in words.meanings)
    if len(of_kind) == 1:
        return Target(devices=of_kind)
    if not placed and around.here and not words.everywhere and not words.all:
        of_kind = of_kind & around.terms.by_area.get(around.here, set()) or of_kind
        if len(of_kind) == 1:
            return Target(devices=of_kind)
        placed = bool(of_kind & around.terms.by_area.get(around.here, set()))
    if plural or words.everywhere or (words.is_mass(lexicon) and placed):
        return _several(around, words, of_kind, placed=placed)
    return _one_of(around, _specific(around, words, of_kind))


def _several(around: Around, words: Group, devices: frozenset[str], *, placed: bool) -> Target:
    """Take all of a kind at a place; without a place, only where the whole home was said."""
    if words.everywhere or (words.all and (placed or not around.here)):
        return Target(devices=devices)
    if not placed:
        return Target(candidates=devices, must_ask=MustAsk.EVERYWHERE)
    if _is_one_place(around, words, devices):
        return Target(devices=devices)
    return Target(candidates=devices, must_ask=MustAsk.SEVERAL)


def _is_one_place(around: Around, words: Group, devices: frozenset[str]) -> bool:
    """Return whether a place is named in full, so that it is no one of several bedrooms."""
    areas = {around.terms.devices[id_].area_id for id_ in devices}
    if len(areas) == 1:
        return True
    said = [meaning.word for meaning in words.meanings if meaning.is_place]
    if any(word.is_plural for word in said):
        return True
    partial = {
        meaning.word.stem
        for start, end, _ in words.said.places
        for meaning in words.said.meanings[start:end]
    }
    if all(word.stem in partial for word in said):
        return True
    likely = [meaning for meaning in words.meanings if meaning.is_place and not meaning.place]
    return bool(likely) and _on_floors(around, devices)


def _on_floors(around: Around, devices: frozenset[str]) -> bool:
    """Return whether devices are all that their floors have of their kind."""
    floors = {around.terms.devices[id_].floor_id for id_ in devices}
    domains = {around.terms.devices[id_].domain for id_ in devices}
    if None in floors:
        return False
    there = {
        id_
        for floor in floors
        for id_ in around.terms.by_area.get(floor or "", ())
        if around.terms.devices[id_].domain in domains
    }
    return there == devices


def _narrowed(around: Around, words: Group, fit: frozenset[str]) -> frozenset[str]:
    """Return the devices that are exactly of the kind said, at the place that is named in full."""
    kinds = words.kinds
    for meaning in kinds:
        fit = fit & meaning.exact_kind or fit & meaning.kind or fit
    if not kinds and words.meanings and all(meaning.is_place for meaning in words.meanings):
        lights = fit & around.terms.of_kind("light")
        fit = lights or fit
    full = frozenset(
        id_
        for _, _, keys in words.said.places
        for key in keys
        for id_ in around.terms.by_area.get(key, ())
    )
    return fit & full or fit


def _named(said: Phrase, fit: frozenset[str]) -> frozenset[str]:
    """Return the devices whose whole name is said, of the longest such name."""
    found = [(end - start, id_) for start, end, ids in said.named for id_ in ids if id_ in fit]
    longest = max((length for length, _ in found), default=0)
    return frozenset(id_ for length, id_ in found if length == longest)


def _is_plural_name(around: Around, words: Group, named: frozenset[str]) -> bool:
    """Return whether the plural belongs to the name of one device: the fairy lights."""
    if len(named) != 1 or words.all:
        return False
    plurals = {meaning.word.text for meaning in words.kinds if meaning.word.is_plural}
    names = around.terms.devices[next(iter(named))].names
    return bool(plurals) and any(plurals <= set(folded(name)) for name in names)


def _specific(around: Around, words: Group, devices: frozenset[str]) -> frozenset[str]:
    """Prefer lights whose name has the very word: the lamp, where there is also a ceiling light."""
    for meaning in words.kinds:
        if meaning.kinds == _LIGHTS and meaning.word.stem not in around.lexicon.generic:
            devices = devices & meaning.name or devices
    return devices


def _one_of(around: Around, devices: frozenset[str]) -> Target:
    """Return the one device, the one in this room, or all of them as candidates."""
    here = devices & around.terms.by_area.get(around.here or "", set())
    chosen = here or devices
    if len(chosen) == 1:
        return Target(devices=chosen)
    return Target(candidates=chosen, must_ask=MustAsk.SEVERAL)


def _without_words(around: Around, words: Group, fitting: frozenset[str]) -> Target:
    """Return what "it" means, or the only device that the verb can be said of."""
    focus = frozenset(around.focus) & fitting
    if words.other:
        return Target(unexplained=True, is_bare=True)
    if words.it or words.them:
        if focus and (len(focus) == 1 or words.them):
            return Target(devices=focus, is_bare=True)
        return Target(candidates=focus, is_bare=True)
    if words.everywhere or words.all:
        return Target(unexplained=True, is_bare=True)
    return replace(_one_of(around, fitting), is_bare=True) if fitting else Target(is_bare=True)
