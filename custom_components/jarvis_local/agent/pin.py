"""PINs in what people say: digits in figures or in words, in any language that Jarvis speaks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
import unicodedata

from ..home.lexicon import Lexicon, lexicon
from ..home.words import Word, split
from ..languages import read_folder
from .reading.values import number_at

MASK: Final = "[PIN]"
_LEAST_DIGITS: Final = 4
# "The PIN is 4711, please."
_MOST_AROUND: Final = 6
_MOST_WORDS: Final = 100
_SEPARATORS: Final = str.maketrans("", "", ".,")


@dataclass(frozen=True, kw_only=True)
class _Run:
    """Digits that follow each other, and the words that say them."""

    digits: str
    start: int
    end: int


def lexicons(language: str | None) -> Iterator[Lexicon]:
    """Yield the words of the language, then those of the others."""
    yield lexicon(language)
    yield from (lexicon(other) for other in sorted(read_folder("words")) if other != language)


def digits_of(text: str, language: str | None) -> str:
    """Return the PIN that a text is; none where it says much else, or refuses."""
    words = split(text)
    for words_of in lexicons(language):
        texts, runs = [word.text for word in words], list(_runs(words_of, words))
        digits = "".join(run.digits for run in runs)
        around = len(words) - sum(run.end - run.start for run in runs)
        if len(digits) >= _LEAST_DIGITS and around <= _MOST_AROUND:
            return "" if any(refuses(one, texts) for one in lexicons(language)) else digits
    return ""


def refuses(words_of: Lexicon, texts: Sequence[str]) -> bool:
    """Return whether words say no, not, but, if or later anywhere."""
    return any(
        next(book.within(texts), None) is not None for book in (words_of.decline, words_of.blocked)
    )


def may_hold_pin(text: str, language: str | None) -> bool:
    """Return whether a PIN may be in a text, however it is written; also an incomplete one alone."""
    if sum(letter.isdecimal() for letter in text) >= _LEAST_DIGITS:
        return True
    words = split(text[: _MOST_WORDS * 10])[:_MOST_WORDS]
    if _is_garbled(words):
        return True
    for words_of in lexicons(language):
        runs = list(_runs(words_of, words))
        is_bare = bool(runs) and runs[0].end - runs[0].start == len(words)
        if is_bare or sum(len(run.digits) for run in runs) >= _LEAST_DIGITS:
            return True
    return False


def is_bare_pin(text: str, language: str | None) -> bool:
    """Return whether a text is a PIN and nothing else, though nobody may have asked for it."""
    words = split(text)
    if len(words) > _MOST_WORDS or _is_garbled(words):
        return len(words) <= _MOST_WORDS
    for words_of in lexicons(language):
        texts, runs = [word.text for word in words], list(_runs(words_of, words))
        if len(runs) == 1 and len(runs[0].digits) >= _LEAST_DIGITS:
            rest = (*texts[: runs[0].start], "", *texts[runs[0].end :])
            if _after_pin_words(words_of, rest, 0) >= runs[0].start and all(
                _after_pin_words(words_of, texts, at) > at for at in range(runs[0].end, len(texts))
            ):
                return True
    return False


def _is_garbled(words: Sequence[Word]) -> bool:
    """Return whether every word has digits among letters, nearly enough of them: 47l1."""
    digits = [sum(letter.isdecimal() for letter in word.text) for word in words]
    return bool(digits) and all(digits) and sum(digits) >= _LEAST_DIGITS - 1


def without_pin(text: str, language: str | None) -> str:
    """Return a text without the PIN that is said along with a request: "open up, the PIN is 4711"."""
    words = split(text)[:_MOST_WORDS]
    for words_of in lexicons(language):
        texts = [word.text for word in words]
        for run in _runs(words_of, words):
            before = texts[: run.start]
            named = (end for _, end, _ in words_of.pin.within(before))
            is_pin = next(words_of.guarded.within(before), None) is not None or any(
                _after_pin_words(words_of, texts, end) >= run.start for end in named
            )
            if is_pin and len(run.digits) >= _LEAST_DIGITS:
                begin, end = words[run.start].start, words[run.end - 1].end
                return f"{text[:begin]}{MASK}{text[end:]}"
    return text


def _after_pin_words(words_of: Lexicon, texts: Sequence[str], position: int) -> int:
    """Return where what may stand around a PIN ends: "it is", "my PIN is"."""
    books = (words_of.pin, words_of.around_pin, words_of.fillers, words_of.it)
    while position < len(texts):
        ends = [end[0] for book in books if (end := book.longest(texts, position))]
        if not ends:
            break
        position = max(ends)
    return position


def _runs(words_of: Lexicon, words: Sequence[Word]) -> Iterator[_Run]:
    """Yield the digits that a text says, as long as they follow each other."""
    digits, start, position = "", 0, 0
    while position < len(words):
        found, end = _digits_at(words_of, words, position)
        if found:
            digits, start = (digits + found, start) if digits else (found, position)
        elif digits:
            yield _Run(digits=digits, start=start, end=position)
            digits = ""
        position = end
    if digits:
        yield _Run(digits=digits, start=start, end=position)


def _digits_at(words_of: Lexicon, words: Sequence[Word], position: int) -> tuple[str, int]:
    """Return the digits that begin at a position, and where they end."""
    # Speech recognition may write 4,711.
    if (figures := words[position].text.translate(_SEPARATORS)).isdecimal():
        return "".join(str(unicodedata.decimal(figure)) for figure in figures), position + 1
    if (number := number_at(words_of, words, position)) is not None:
        return f"{number[0]:.0f}", number[1]
    return "", position + 1
