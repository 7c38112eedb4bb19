"""A sentence as plain words, each of which remembers where it stood."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
import re
from typing import Final

from ...home.words import without_accents

_WORD: Final = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+|[%°,;.!?:]|(?<!\w)-(?=\d)")
_APOSTROPHES: Final = re.compile("['’`´ʼ-]")
_STOPS: Final = frozenset(".!?:;")
_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
COMMA: Final = ","
_DECIMAL_COMMA: Final = re.compile(r"(?<=\d),(?=\d)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word without accents or capitals, and the part of the sentence that it is."""

    text: str
    start: int
    end: int


def fold(text: str) -> str:
    """Return text without accents, capitals, apostrophes and hyphens; all else stays."""
    return _APOSTROPHES.sub(" ", without_accents(text.translate(_LIGATURES)).casefold())


def words(text: str) -> list[Word]:
    """Return the words of a sentence; a comma or a full stop between words is a word of its own."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        plain = _DECIMAL_COMMA.sub(".", fold(match.group()).strip() or match.group())
        if plain in _STOPS:
            plain = COMMA
        found.append(Word(plain, match.start(), match.end()))
    return _without_outer_commas(found)


def _without_outer_commas(found: Sequence[Word]) -> list[Word]:
    """Leave out the punctuation that ends or repeats."""
    kept: list[Word] = []
    for word in found:
        if word.text != COMMA or (kept and kept[-1].text != COMMA):
            kept.append(word)
    while kept and kept[-1].text == COMMA:
        kept.pop()
    return kept


def plain(text: str) -> tuple[str, ...]:
    """Return the words of a name."""
    return tuple(word.text for word in words(text) if word.text != COMMA)


def joined(some: Iterable[Word]) -> str:
    """Return words as one text."""
    return " ".join(word.text for word in some)
