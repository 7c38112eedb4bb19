"""Numbers, shares and colours of a request."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ...home.lexicon import Lexicon
from ...home.words import Word


class Unit(StrEnum):
    """What a value counts."""

    PERCENT = "percent"
    DEGREES = "degrees"
    NUMBER = "number"
    COLOR = "color"


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value and the positions of its words.

    `relative` is "by 10 %"; `loose` is a number after a word that also tells the time: "at 7".
    """

    unit: Unit
    at: frozenset[int]
    amount: float = 0
    color: str = ""
    relative: bool = False
    loose: bool = False


def values(lexicon: Lexicon, words: Sequence[Word]) -> list[Value]:
    """Return the values in the order they are said; a plain number only where one is set."""
    found: list[Value] = []
    position = 0
    while position < len(words):
        value = _value(lexicon, words, position)
        if value is None:
            position += 1
        else:
            found.append(value)
            position = max(value.at) + 1
    return found


def _value(lexicon: Lexicon, words: Sequence[Word], start: int) -> Value | None:
    """Return the value that begins at a position."""
    texts = [word.text for word in words]
    if (share := lexicon.shares.longest(texts, start)) is not None:
        return Value(
            unit=Unit.PERCENT, amount=float(share[1][0]), at=frozenset(range(start, share[0]))
        )
    if (color := lexicon.colors.longest(texts, start)) is not None:
        return Value(unit=Unit.COLOR, color=color[1][0], at=frozenset(range(start, color[0])))
    if (number := number_at(lexicon, words, start)) is None:
        return None
    amount, end = number
    before = texts[start - 1] if start else ""
    relative = before in lexicon.by
    begin = start - (relative or before in lexicon.at)
    for book, unit in ((lexicon.percent, Unit.PERCENT), (lexicon.degrees, Unit.DEGREES)):
        if end < len(words) and (found := book.longest(texts, end)):
            at = frozenset(range(begin, found[0]))
            return Value(unit=unit, amount=amount, at=at, relative=relative)
    is_told = before in lexicon.to or before in lexicon.at
    if is_told or (relative and end == len(words)):
        at = frozenset(range(begin, end))
        return Value(
            unit=Unit.NUMBER, amount=amount, at=at, relative=relative, loose=before in lexicon.at
        )
    return None


def number_at(lexicon: Lexicon, words: Sequence[Word], start: int) -> tuple[float, int] | None:
    """Return a number in digits or words, and where it ends."""
    if (digits := words[start].number) is not None:
        return digits, start + 1
    if (total := lexicon.numbers.get(words[start].text)) is None:
        return None
    position = start + 1
    while position < len(words):
        joined = words[position].text in lexicon.joiners and position + 1 < len(words)
        part = lexicon.numbers.get(words[position + joined].text)
        if part is None or (combined := _combined(total, part)) is None:
            break
        total = combined
        position += 1 + joined
    return float(total), position


def _combined(total: float, part: float) -> float | None:
    """Return a number that goes on: twenty-one, quatre-vingt-dix, two hundred."""
    if part == 100 and 1 <= total < 10:
        return total * 100
    if part == 20 and total == 4:
        return 80
    if total >= 20 and total % 10 == 0 and part < 10 and total % 100:
        return total + part
    if total == 10 and 7 <= part <= 9:
        return total + part
    if total in (60, 80) and 10 <= part < 20:
        return total + part
    return total + part if total >= 100 and total % 100 == 0 and part < 100 else None
