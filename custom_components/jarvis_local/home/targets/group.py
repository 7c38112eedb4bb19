"""The words that name a target, and what the small words among them say."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..lexicon import Lexicon
from ..phrase import Meaning, Phrase, phrase
from ..words import Word
from .values import Around


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

    @property
    def is_only_place(self) -> bool:
        """Return whether nothing but a place is said."""
        return not self.kinds and all(meaning.is_place for meaning in self.meanings)

    def named(self, fit: frozenset[str]) -> frozenset[str]:
        """Return the devices whose whole name is said, of the longest such name."""
        found = [
            (end - start, id_) for start, end, ids in self.said.named for id_ in ids if id_ in fit
        ]
        longest = max((length for length, _ in found), default=0)
        return frozenset(id_ for length, id_ in found if length == longest)


def group(around: Around, words: Sequence[Word]) -> Group:
    """Look up the words of a target."""
    lexicon = around.lexicon
    texts = [word.text for word in words]
    said = phrase(around.terms, lexicon, words, strict=True)
    kept = _in_names(said)
    small: set[int] = set()
    flags: set[str] = set()
    for start, end, (flag, *_) in lexicon.small.within(texts):
        starts = {word.start for word in words[start:end]}
        if not starts & kept:
            small |= starts
            flags.add(flag)
    meanings = [meaning for meaning in said.meanings if meaning.word.start not in small]
    return Group(said=said, meanings=meanings, **dict.fromkeys(flags - {""}, True))


def _in_names(said: Phrase) -> set[int]:
    """Return where the words of names of several words are; they are not small words."""
    return {
        meaning.word.start
        for start, end, _ in said.named
        if end - start > 1
        for meaning in said.meanings[start:end]
    }
