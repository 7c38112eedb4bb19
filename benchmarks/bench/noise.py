"""What speech recognition makes of a sentence: a word misheard, cut in two or run into the next."""

import random
import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_SOUNDS_LIKE = ("ae", "ai", "bp", "ck", "dt", "ei", "gk", "iy", "mn", "ou", "sz", "vf")
_LEAST_LETTERS = 4
_ACCENT = "Mn"


def as_heard(text: str) -> str:
    """Return a sentence without capitals, signs and accents, one word of it wrong; always the same."""
    bare = "".join(
        c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != _ACCENT
    )
    words: list[str] = _WORD.findall(bare.casefold())
    chance = random.Random(text)  # noqa: S311 - the same mistake each time
    places = [index for index, word in enumerate(words) if len(word) >= _LEAST_LETTERS]
    if places:
        place = chance.choice(places)
        words[place : place + 2] = _misheard(words[place], words[place + 1 : place + 2], chance)
    return " ".join(words)


def _misheard(word: str, following: list[str], chance: random.Random) -> list[str]:
    """Return a word and the one after it as they are understood."""
    middle = chance.randrange(1, len(word) - 1)
    match chance.randrange(4):
        case 0:
            return [word[:middle] + word[middle + 1 :], *following]
        case 1:
            return [word[:middle] + word[middle] + word[middle:], *following]
        case 2 if following:
            return [word + following[0]]
        case _:
            return [_swapped(word, chance), *following]


def _swapped(word: str, chance: random.Random) -> str:
    """Return a word with one sound as another that is like it, cut in two where there is none."""
    pairs = [
        (at, pair) for at, letter in enumerate(word) for pair in _SOUNDS_LIKE if letter in pair
    ]
    if not pairs:
        return f"{word[: len(word) // 2]} {word[len(word) // 2 :]}"
    at, pair = chance.choice(pairs)
    return word[:at] + pair[1 - pair.index(word[at])] + word[at + 1 :]
