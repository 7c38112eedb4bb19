"""A model's and a user's words as the executor compares them: sets of stems, of any language."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from ...home.lexicon import Lexicon, lexicons
from ...home.words import SHORTEST_REPAIRED, PhraseBook, nearest, stem, stems

type Words = frozenset[str]

NOTHING: Final[Words] = frozenset()
# As alike as two words must be to be the same, and how much more than to the next, of 100.
_NEAR: Final = 79
_MARGIN: Final = 8


@lru_cache(maxsize=20000)
def words_of(text: str) -> Words:
    """Return the words of a text."""
    return frozenset(stems(text))


@lru_cache(maxsize=20000)
def essence(text: str) -> Words:
    """Return the words of a name that are not small; all of them where there are no others."""
    return frozenset(stems(text, _small()))


@cache
def _small() -> Words:
    """Return the words that may stand in a name and tell nothing, as they are before stemming."""
    small = (
        of.stops
        | of.articles
        | of.prepositions
        | of.to
        | of.some
        | _single(of.it)
        | _single(of.them)
        for of in lexicons()
    )
    return NOTHING.union(*small) - NOTHING.union(*(_all(of) for of in lexicons()))


def _single(book: PhraseBook[bool]) -> set[str]:
    """Return the phrases that are one word."""
    return {word for word in book.words() if (word,) in book}


def _all(of: Lexicon) -> set[str]:
    """Return the words that say that everything is meant."""
    found = of.all.words() | of.everywhere.words()
    return {w for w in found - of.stops - of.some if stem(w) not in of.place_nouns}


@cache
def all_words() -> Words:
    """Return the words that say that everything is meant."""
    return frozenset(stem(word) for of in lexicons() for word in _all(of))


@cache
def opening() -> Words:
    """Return the verbs that only what opens and closes is spoken of with."""
    return NOTHING.union(
        *(_verbs(of, "open", "close") - _verbs(of, "up", "down") for of in lexicons())
    )


def _verbs(of: Lexicon, *actions: str) -> Words:
    """Return the verbs of one word for these actions."""
    found = (entry for entries in of.verbs.values() for entry in entries)
    return frozenset(
        stem(words[0]) for action, words in found if action in actions and len(words) == 1
    )


@cache
def function_words() -> Words:
    """Return the words that say what to do, not with what."""
    return NOTHING.union(*map(_function_words, lexicons()))


def _function_words(of: Lexicon) -> Words:
    """Return those of a language: verbs, and all that names neither a device nor a place."""
    asked = (of.fillers, of.requests, of.conjunctions, of.one, of.here, of.all, of.everywhere)
    values = (of.percent, of.degrees)
    books: Iterable[PhraseBook[bool]] = (*asked, *values, of.it, of.them, of.other)
    texts = {word for book in books for word in book.words()}
    texts |= of.shares.words() | of.ordinals.words()
    texts |= of.articles | of.prepositions | of.to | of.at | of.by | of.joiners | of.empty
    verbs = [words for entries in of.verbs.values() for _, words in entries]
    texts |= {word for words in verbs for word in words[1:]}
    texts |= {word for pattern in of.add for words in pattern for word in words}
    things = of.kinds.words() | of.places.words()
    return frozenset(map(stem, texts)) - things | {stem(words[0]) for words in verbs}


def naming(words: Words) -> Words:
    """Return the words that could name something: no letters, signs and numbers."""
    return frozenset(word for word in words if len(word) > 1 and word.isalpha()) - _numbers()


@cache
def _numbers() -> Words:
    """Return the words for numbers."""
    return frozenset(stem(word) for of in lexicons() for word in of.numbers)


def spell(given: Iterable[str], vocabulary: Words) -> Words:
    """Return words with each one that is not in the vocabulary replaced by the one it must be."""
    return frozenset(_spell_word(word, vocabulary) for word in given)


def _spell_word(word: str, vocabulary: Words) -> str:
    """Return the only word that comes close; two words that do leave it as it is."""
    if word in vocabulary or not word.isalpha():
        return word
    known = (other for other in vocabulary if _comparable(word, other))
    return nearest(word, known, least=_NEAR, margin=_MARGIN) or word


def _comparable(word: str, other: str) -> bool:
    """Return whether two words could be the same one at all."""
    return len(other) >= SHORTEST_REPAIRED and abs(len(word) - len(other)) <= 2 and other.isalpha()
