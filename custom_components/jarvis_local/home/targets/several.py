"""The targets of several groups of words, which lend each other what is said only once."""

from collections.abc import Sequence
from dataclasses import replace

from ..phrase import Meaning, phrase
from .group import Group
from .solve import solve
from .values import Around, Target, Wanted


def targets(around: Around, groups: Sequence[Group], wanted: Wanted) -> list[Target]:
    """Return the target of each group, those without a kind or place of their own borrowing it."""
    full = [words for words in groups if words.meanings] or list(groups[:1])
    return [_target(around, full, index, wanted) for index in range(len(full))]


def _target(around: Around, groups: Sequence[Group], index: int, wanted: Wanted) -> Target:
    """Return a group's target: in "kitchen and hall lights" the kitchen has lights, too."""
    words = groups[index]
    others: list[Group] = [*groups[index + 1 :], *reversed(groups[:index])]
    kinds: Sequence[Meaning] = next((other.kinds for other in others if other.kinds), ())
    if words.meanings and words.is_only_place:
        lent = kinds or (around.kinds if words.same else ())
        if lent:
            return solve(around, _lent(around, words, lent), wanted)
    if words.same and not words.kinds:
        return Target(unexplained=True)
    target = solve(around, words, wanted)
    if target.unexplained and kinds and not words.kinds:
        return solve(around, _lent(around, words, kinds), wanted)
    if target.must_ask is not None and not any(meaning.is_place for meaning in words.meanings):
        return _placed(around, words, others, wanted) or target
    return target


def _placed(around: Around, words: Group, others: Sequence[Group], wanted: Wanted) -> Target | None:
    """Return the target with the place of another group, where that makes it clear."""
    for other in others:
        places = [meaning for meaning in other.meanings if meaning.is_place and not meaning.kinds]
        if places and (target := solve(around, _lent(around, words, places), wanted)).is_clear:
            return target
    return None


def _lent(around: Around, words: Group, meanings: Sequence[Meaning]) -> Group:
    """Return a group with words of another one, which may complete a device's name."""
    own, lent = ([meaning.word for meaning in some] for some in (words.meanings, meanings))
    whole = [*lent, *own] if around.lexicon.is_head_first else [*own, *lent]
    said = phrase(around.terms, around.lexicon, whole, strict=True)
    return replace(words, said=said, meanings=[*words.meanings, *meanings])
