"""Words of a sentence as they are compared: without case, accents, elisions and plurals."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
import re
from typing import Final
import unicodedata

from rapidfuzz import fuzz, process

_WORD: Final = re.compile(r"\d+(?:[.,]\d+)?(?![^\W_])|[^\W_]+(?:['’ʼ][^\W_]+)*|[%°&]")
# Before a vowel French shortens these, and what follows is a word of its own.
_ELISION: Final = re.compile(r"(?i)(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu)['’ʼ](?=[^\W\d_])")
_APOSTROPHES: Final = str.maketrans("", "", "'’ʼ")
_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_SIBILANTS: Final = ("che", "she", "xe", "sse", "ze")
# Of a shorter word too little is left once a letter is wrong.
SHORTEST_REPAIRED: Final = 4
_BREAKS: Final = frozenset(",;.!?")
# No word is left of the sign of a number below zero.
_MINUS: Final = re.compile(r"(?:^|\s)[-\u2212\u2013]\d")


@dataclass(frozen=True, kw_only=True)
class Word:
    """A word: as it is compared, its stem, and where it is in the sentence."""

    text: str
    stem: str
    start: int
    end: int

    @property
    def is_plural(self) -> bool:
        """Return whether it ends as a plural does."""
        return len(self.text) > 3 and self.text[-1] in "sx" and self.stem != self.text

    @property
    def number(self) -> float | None:
        """Return its value where it is written in digits."""
        return (
            float(self.text.replace(",", "."))
            if self.text[0].isdigit() and _is_number(self.text)
            else None
        )


def _is_number(text: str) -> bool:
    """Return whether a text is digits, perhaps with decimals."""
    return text.replace(",", "").replace(".", "").isdecimal()


def without_accents(text: str) -> str:
    """Return a text with its letters bare: `é` is `e`."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Return a word in small letters, without accents and apostrophes."""
    return without_accents(text.casefold().translate(_LIGATURES)).translate(_APOSTROPHES)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """Return what a folded word has in common with its plural, in English and French."""
    if len(word) > 4 and word.endswith("eaux"):
        return word[:-1]
    if len(word) > 2 and (word.endswith("ux") or (word[-1] == "s" and not word.endswith("ss"))):
        word = word[:-1]
    if word.endswith(_SIBILANTS):
        word = word[:-1]
    if len(word) > 4 and word.endswith("ie"):
        word = f"{word[:-2]}y"
    return word


def plural(word: str) -> str:
    """Return what a folded word is in the plural, in English and French."""
    if word.endswith("eau"):
        return f"{word}x"
    return f"{word}es" if word.endswith(("ch", "sh")) else f"{word}s"


def split(text: str) -> list[Word]:
    """Return the words of a sentence."""
    return list(_split(text))


# Of one request, reading, selection and gate each ask.
@lru_cache(maxsize=64)
def _split(text: str) -> tuple[Word, ...]:
    """Return the words of a sentence."""
    return tuple(
        as_word(folded, start, end)
        for start, end in _spans(text)
        if (folded := fold(text[start:end]))
    )


def as_word(text: str, start: int, end: int) -> Word:
    """Return a folded word at a place in a sentence."""
    return Word(text=text, stem=stem(text), start=start, end=end)


def is_break(text: str, before: Word, after: Word) -> bool:
    """Return whether a comma or a full stop is between two neighbouring words of a sentence."""
    return not _BREAKS.isdisjoint(text[before.end : after.start])


def is_below_zero(text: str) -> bool:
    """Return whether a number below zero is in a sentence, whose sign no word has."""
    return _MINUS.search(text) is not None


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where words begin and end."""
    for match in _WORD.finditer(text):
        start = match.start()
        while elided := _ELISION.match(text, start, match.end()):
            yield start, elided.end()
            start = elided.end()
        yield start, match.end()


def folded(text: str) -> tuple[str, ...]:
    """Return the folded words of a text."""
    return tuple(word.text for word in split(text))


def stems(text: str, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the stems of a text, leaving out small words unless nothing else is there."""
    words = split(text)
    kept = [word for word in words if word.text not in without]
    return tuple(word.stem for word in kept or words)


def nearest(word: str, vocabulary: Iterable[str], *, least: float, margin: float = 0) -> str | None:
    """Return the word that a misspelt or misheard one must be; None where that is not sure.

    `least` is how alike they must be, of 100, and `margin` how much less alike the next must be.
    """
    if len(word) < SHORTEST_REPAIRED:
        return None
    cutoff = least - margin
    found = process.extract(word, vocabulary, scorer=fuzz.ratio, score_cutoff=cutoff, limit=2)
    if not found or found[0][1] < least:
        return None
    is_clear = len(found) == 1 or found[0][1] - found[1][1] >= margin
    return found[0][0] if is_clear else None


class PhraseBook[Value]:
    """Phrases of several words with what each stands for."""

    def __init__(self) -> None:
        """Start empty."""
        self._by_first: dict[str, dict[tuple[str, ...], list[Value]]] = {}
        self._lengths: dict[str, set[int]] = {}

    def add(self, phrase: tuple[str, ...], value: Value) -> None:
        """Add a phrase; one may stand for several things."""
        if phrase:
            values = self._by_first.setdefault(phrase[0], {}).setdefault(phrase, [])
            self._lengths.setdefault(phrase[0], set()).add(len(phrase))
            if value not in values:
                values.append(value)

    def at(self, words: Sequence[str], start: int) -> Iterator[tuple[int, list[Value]]]:
        """Yield the ends and values of the phrases that begin at a position."""
        if (found := self._by_first.get(words[start])) is None:
            return
        for length in self._lengths[words[start]]:
            end = start + length
            if end <= len(words) and (values := found.get(tuple(words[start:end]))) is not None:
                yield end, values

    def longest(self, words: Sequence[str], start: int) -> tuple[int, list[Value]] | None:
        """Return the longest phrase that begins at a position."""
        if words[start] not in self._by_first:
            return None
        return max(self.at(words, start), default=None, key=lambda found: found[0])

    def within(self, words: Sequence[str]) -> Iterator[tuple[int, int, list[Value]]]:
        """Yield the longest phrases in a sentence, each with its start and end."""
        start = 0
        while start < len(words):
            if found := self.longest(words, start):
                yield start, found[0], found[1]
                start = found[0]
            else:
                start += 1

    def __contains__(self, words: Sequence[str]) -> bool:
        """Return whether exactly these words are a phrase."""
        return tuple(words) in self._by_first.get(words[0], ()) if words else False

    def phrases(self) -> Iterator[tuple[str, ...]]:
        """Yield the phrases."""
        return (phrase for group in self._by_first.values() for phrase in group)

    def words(self) -> set[str]:
        """Return every word of the phrases."""
        return {word for phrase in self.phrases() for word in phrase}


def without(books: Sequence[PhraseBook[bool]], words: Sequence[Word]) -> list[Word]:
    """Return the words that are in no phrase of some books."""
    texts = [word.text for word in words]
    kept: list[Word] = []
    position = 0
    while position < len(words):
        ends = [found[0] for book in books if (found := book.longest(texts, position))]
        if not ends:
            kept.append(words[position])
        position = max(ends, default=position + 1)
    return kept
