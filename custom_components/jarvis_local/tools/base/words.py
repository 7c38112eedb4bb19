"""Names and requests as words that can be compared: no accents, no plurals, no articles."""

from collections.abc import Iterable
import difflib
from functools import lru_cache
import re

from ...home.words import without_accents
from ...languages import words

_POSSESSIVE = re.compile(r"['’]s\b")
_WORD = re.compile(r"[^\W_]+")
# Words for a device class of covers and players name those only; other kinds are domains.
CLASS_WORDS = frozenset(
    {
        *("awning", "blind", "curtain", "door", "garage", "gate"),
        *("shade", "shutter", "speaker", "tv", "window"),
    }
)
_NEAR = 0.79
_MARGIN = 0.08


@lru_cache(maxsize=20000)
def split(text: str) -> tuple[str, ...]:
    """Return the words of a text: `L'Entrée du garage` is l, entree, du, garage."""
    plain = without_accents(_POSSESSIVE.sub("", text.casefold()))
    return tuple(map(stem, _WORD.findall(plain)))


def stem(word: str) -> str:
    """Return a word without its plural's ending, in English and French."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word[-2] != "s" else word


@lru_cache(maxsize=20000)
def essence(text: str) -> frozenset[str]:
    """Return the words of a name that are no articles; all of them where there are no others."""
    found = frozenset(split(text))
    return found - known("articles") or found


@lru_cache(maxsize=256)
def known(key: str) -> frozenset[str]:
    """Return the words, in any language, for a kind of device or of word."""
    return frozenset(map(stem, words(f"understood.{key}")))


def function_words() -> frozenset[str]:
    """Return the words that say what to do, not with what."""
    return known("commands") | known("all") | known("articles") | known("opens")


@lru_cache(maxsize=1024)
def kind_words(domain: str, device_class: str | None) -> frozenset[str]:
    """Return the words that stand for a kind of device."""
    named = known(domain) | frozenset(split(domain))
    return named | known(device_class) | {device_class} if device_class else named


def spell(given: Iterable[str], vocabulary: frozenset[str]) -> frozenset[str]:
    """Return words with each one that is not in the vocabulary replaced by the one it must be."""
    return frozenset(_spell_word(word, vocabulary) for word in given)


def _spell_word(word: str, vocabulary: frozenset[str]) -> str:
    """Return the only word that comes close; two words that do leave it as it is."""
    if word in vocabulary or len(word) < 4 or not word.isalpha():
        return word
    scored = sorted(
        ((_likeness(word, other), other) for other in vocabulary if _comparable(word, other)),
        reverse=True,
    )
    if not scored or scored[0][0] < _NEAR:
        return word
    clear = len(scored) == 1 or scored[0][0] - scored[1][0] >= _MARGIN
    return scored[0][1] if clear else word


def _comparable(word: str, other: str) -> bool:
    """Return whether two words could be the same one at all."""
    return len(other) >= 4 and abs(len(word) - len(other)) <= 2 and other.isalpha()


def _likeness(word: str, other: str) -> float:
    """Return how alike two words are, from 0 to 1."""
    return difflib.SequenceMatcher(None, word, other).ratio()
