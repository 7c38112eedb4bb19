"""Misheard and misspelt words, put right by the words of the home and of the sentences."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
import re
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from ...home.words import Word, as_word, stem

# Shorter words are too easily another word.
_SHORTEST: Final = 4
_LONG: Final = 6
_VERY_LONG: Final = 9
_SOUNDS: Final = (
    (r"(.)\1+", r"\1"),
    (r"ph", "f"),
    (r"sch|sh|ch", "S"),
    (r"c?k|qu?|c(?=[aoulrt]|$)|ch(?=r)", "k"),
    (r"c(?=[eiy])|z|ss?", "s"),
    (r"e?au", "o"),
    (r"[ae]i|ey|ay|y|er\b|ez\b", "e"),
    (r"[ae]n|[ae]m(?=[bp])", "A"),
    (r"t(?=S)", ""),
    (r"h", ""),
    (r"(?<=.)e\b", ""),
    (r"(.)\1+", r"\1"),
)


def sound(word: str) -> str:
    """Return roughly how a word sounds, in English and French alike."""
    for pattern, letters in _SOUNDS:
        word = re.sub(pattern, letters, word)
    return word


@dataclass(frozen=True)
class Speller:
    """Puts right what is nearly a known word, and only one; `foreign` words are known, but not meant."""

    known: frozenset[str]
    foreign: frozenset[str] = frozenset()

    @cached_property
    def _stems(self) -> frozenset[str]:
        """Return what the known words have in common with their plurals."""
        return frozenset(map(stem, self.known))

    @cached_property
    def _long(self) -> list[str]:
        """Return the words that a misspelling may stand for."""
        meant = self.known - self.foreign
        return sorted(word for word in meant if len(word) >= _SHORTEST and word.isalpha())

    @cached_property
    def _by_sound(self) -> dict[str, list[str]]:
        """Return these words by their sound."""
        found: dict[str, list[str]] = {}
        for word in self._long:
            found.setdefault(sound(word), []).append(word)
        return found

    def correct(self, some: Sequence[Word]) -> list[Word]:
        """Return words with those that are unknown put right, split or joined."""
        return list(self._correct(some))

    def _correct(self, some: Sequence[Word]) -> Iterator[Word]:
        """Yield the words."""
        index = 0
        while index < len(some):
            word = some[index]
            following = some[index + 1] if index + 1 < len(some) else None
            index += 1
            if self._is_known(word):
                yield word
            elif following and (one := self._one(word, following)):
                yield one
                index += 1
            else:
                yield from self._instead(word)

    def _is_known(self, word: Word) -> bool:
        """Return whether a word needs no correction."""
        return word.text in self.known or word.stem in self._stems or not word.text.isalpha()

    def _one(self, first: Word, second: Word) -> Word | None:
        """Return two words as the one that they are, if it is known."""
        whole = first.text + second.text
        if whole in self.known and not self._is_known(second) and second.start - first.end < 2:
            return as_word(whole, first.start, second.end)
        return None

    def _instead(self, word: Word) -> Iterable[Word]:
        """Return what a word may stand for, or the word."""
        if (better := self._nearest(word.text)) is not None:
            return [as_word(better, word.start, word.end)]
        for cut in range(3, len(word.text) - 2):
            parts = word.text[:cut], word.text[cut:]
            if self.known.issuperset(parts):
                return [as_word(part, word.start, word.end) for part in parts]
        return [word]

    def _nearest(self, word: str) -> str | None:
        """Return the only known word that sounds or is written nearly like this one."""
        if len(word) < _SHORTEST:
            return None
        alike = self._by_sound.get(sound(word), [])
        if alike:
            return alike[0] if len(alike) == 1 else self._closest(word, alike)
        if len(word) < _LONG:
            return None
        return self._closest(word, self._long)

    def _closest(self, word: str, choices: Sequence[str]) -> str | None:
        """Return the one nearest in letters, unless another is as near."""
        most = 2 if len(word) >= _VERY_LONG else 1
        found = process.extract(
            word, choices, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=2
        )
        near = [(choice, distance) for choice, distance, _ in found if choice[0] == word[0]]
        if not near or (len(near) > 1 and near[0][1] == near[1][1]):
            return None
        return near[0][0]
