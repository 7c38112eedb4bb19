"""The devices that explain every word of a target."""

from collections.abc import Collection
from dataclasses import replace

from ..phrase import Meaning
from .choose import decide, without_words
from .group import Group
from .values import NONE, Around, MustAsk, Target, Wanted

_DOORS = frozenset({"door"})


def solve(around: Around, words: Group, wanted: Wanted) -> Target:
    """Return which of the fitting devices a group of words means."""
    if words.here and around.here:
        wanted = replace(wanted, devices=wanted.devices & around.nearby)
    if not words.meanings:
        return without_words(around, words, wanted)
    said = _explained(around, words)
    kinds = frozenset(kind for meaning in said for kind in meaning.kinds)
    fit = wanted.devices
    for meaning in said:
        fit = _explaining(around, words, meaning, fit)
    if not fit or not said or words.other:
        return Target(unexplained=True, kinds=kinds)
    words = replace(words, meanings=said)
    target = decide(around, words, fit, wanted)
    if not _is_enough(around, words, target, wanted):
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
            for id_ in (fit & meaning.name) - meaning.place - meaning.likely_place
            if not _is_whole(around, words, id_, around.lexicon.things)
        }
    if not meaning.kinds:
        return fit
    others = (fit & meaning.name) - meaning.kind - meaning.place - meaning.likely_place
    if not others:
        return fit
    said = {meaning.word.stem}
    return fit - {
        id_
        for id_ in others - words.named(fit)
        if not _heads(around, id_) & said and not _is_whole(around, words, id_)
    }


def _is_whole(around: Around, words: Group, id_: str, unsaid: Collection[str] = ()) -> bool:
    """Return whether a name is said in full, in any order, but for words that may be left out."""
    said = {meaning.word.stem for meaning in words.said.meanings}.union(unsaid)
    return any(name <= said for name in around.terms.name_stems[id_])


def _heads(around: Around, id_: str) -> set[str]:
    """Return the words that say what a device is, of each of its names."""
    return {around.lexicon.head(name) for name in around.terms.name_phrases[id_] if name}


def _is_enough(around: Around, words: Group, target: Target, wanted: Wanted) -> bool:
    """Return whether more is said than a place, or a part of a name that may mean anything."""
    if wanted.loose and not all(_is_one_name(around, words, id_) for id_ in target.devices):
        return False
    if words.kinds or not target.devices or target.devices <= words.named(wanted.devices):
        return True
    if words.is_only_place:
        return target.devices <= around.terms.of_domains(wanted.place)
    if wanted.loose:
        return True
    said = {meaning.word.stem for meaning in words.meanings}
    return all(_heads(around, id_) & said for id_ in target.devices)


def _is_one_name(around: Around, words: Group, id_: str) -> bool:
    """Return whether what is neither kind nor place is all of one of a device's names."""
    rest = {
        meaning.word.stem
        for meaning in words.meanings
        if id_ not in meaning.kind and id_ not in meaning.place and id_ not in meaning.likely_place
    }
    return any(rest <= name for name in around.terms.name_stems[id_])


def _is_perhaps_lock(around: Around, words: Group, devices: frozenset[str]) -> bool:
    """Return whether "the door" may as well be one with a lock that the verb is not for."""
    if not all(meaning.kinds == _DOORS for meaning in words.kinds) or not words.kinds:
        return False
    locks = around.terms.by_domain.get("lock", NONE)
    for meaning in words.meanings:
        locks = meaning.of(locks)
    return bool(locks) and not devices <= locks and not devices <= words.named(devices)


def _explained(around: Around, words: Group) -> list[Meaning]:
    """Return the meanings without words such as "room" and "floor", which a place's name explains."""
    placed = any(meaning.is_place for meaning in words.meanings)
    return [
        meaning
        for meaning in words.meanings
        if not (placed and meaning.word.stem in around.lexicon.place_nouns and not meaning.is_place)
    ]
