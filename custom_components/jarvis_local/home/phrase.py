"""A request's words with what each of them can mean in a home."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .lexicon import Lexicon, place_phrases
from .terms import Terms
from .words import Word

_NONE: frozenset[str] = frozenset()


@dataclass(kw_only=True)
class Meaning:
    """What a word can mean: the devices whose name, place or kind says it."""

    word: Word
    name: frozenset[str] = _NONE
    place: frozenset[str] = _NONE
    # A word for a place that is called otherwise in this home.
    likely_place: frozenset[str] = _NONE
    kinds: frozenset[str] = _NONE
    kind: frozenset[str] = _NONE
    exact_kind: frozenset[str] = _NONE

    def of(self, devices: frozenset[str]) -> frozenset[str]:
        """Return those of the devices that explain the word."""
        return (
            (devices & self.name)
            | (devices & self.place)
            | (devices & self.likely_place)
            | (devices & self.kind)
        )

    @property
    def is_place(self) -> bool:
        """Return whether it may say where."""
        return bool(self.place or self.likely_place)


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """Words without the small ones, with their meanings and the names said in full."""

    meanings: Sequence[Meaning] = ()
    # Devices and places whose name is said in full, with the positions of the name.
    named: Sequence[tuple[int, int, tuple[str, ...]]] = ()
    places: Sequence[tuple[int, int, tuple[str, ...]]] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """Return the kinds that were said."""
        return frozenset(kind for meaning in self.meanings for kind in meaning.kinds)


def phrase(
    terms: Terms, lexicon: Lexicon, words: Sequence[Word], *, strict: bool = False
) -> Phrase:
    """Look up the words that are not small; `strict` takes no part of a name for the whole."""
    kept = [word for word in words if word.text not in lexicon.stops]
    content = _joined(terms, lexicon, kept, strict=strict)
    said = [word.stem for word in content]
    meanings = [_meaning(terms, word) for word in content]
    if strict:
        for meaning in meanings:
            meaning.place = _at_named(terms, lexicon, meaning, frozenset(said))
    for start, end, kinds in lexicon.kinds.within(said):
        for meaning in meanings[start:end]:
            meaning.kinds = frozenset(kinds)
            meaning.kind = terms.of_kinds(kinds)
            meaning.exact_kind = terms.of_kinds(kinds, exact=True)
    for start, end, keys in lexicon.places.within(said):
        likely: frozenset[str] = frozenset().union(*map(terms.at_place, keys))
        if strict:
            likely -= frozenset().union(*(_begun(terms, lexicon, key) for key in keys))
        for meaning in meanings[start:end]:
            if not meaning.place:
                meaning.likely_place = likely
    return Phrase(
        meanings=meanings,
        named=_full(terms, said),
        places=tuple((start, end, tuple(keys)) for start, end, keys in terms.places.within(said)),
    )


def _at_named(
    terms: Terms, lexicon: Lexicon, meaning: Meaning, said: frozenset[str]
) -> frozenset[str]:
    """Return the devices of the places whose name the words say as far as it matters.

    A word that only names have says which place is meant by itself: Zoé's room.
    """
    stem = meaning.word.stem
    if not meaning.place or stem not in lexicon.known:
        return meaning.place
    found = [ids for core, ids in by_core(terms, lexicon, stem).items() if core <= said]
    return found[0] if len(found) == 1 else _NONE.union(*found)


def by_core(terms: Terms, lexicon: Lexicon, stem: str) -> dict[frozenset[str], frozenset[str]]:
    """Return the devices of the places with a stem by what must be said of their names, looked up once."""
    if (found := terms.by_core.get((lexicon, stem))) is None:
        cores = {
            (lexicon.core(name), terms.by_area.get(key, _NONE))
            for key, names in terms.places_by_stem.get(stem, ())
            for name in names
            if stem in name
        }
        found = terms.by_core[lexicon, stem] = {
            core: _NONE.union(*(ids for other, ids in cores if other == core)) for core, _ in cores
        }
    return found


def _begun(terms: Terms, lexicon: Lexicon, key: str) -> frozenset[str]:
    """Return the same as `_only_begun`, looked up once in a home."""
    if (found := terms.begun.get((lexicon, key))) is None:
        found = terms.begun[lexicon, key] = frozenset(_only_begun(terms, lexicon, key))
    return found


def _only_begun(terms: Terms, lexicon: Lexicon, key: str) -> set[str]:
    """Return the devices of places that are something else: a garden shed is no garden."""
    phrases = place_phrases(key)
    return {
        id_
        for place, names in (*terms.areas.items(), *terms.floors.items())
        if any(phrase <= frozenset(name) for phrase in phrases for name in names)
        and not any(lexicon.core(name) <= phrase for phrase in phrases for name in names)
        for id_ in terms.by_area.get(place, ())
    }


def _full(terms: Terms, said: list[str]) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Return the devices whose whole name is said, with where."""
    return tuple(
        (start, end, tuple(ids))
        for start in range(len(said))
        for end, ids in terms.names.at(said, start)
    )


def _meaning(terms: Terms, word: Word) -> Meaning:
    """Return what a word means by itself."""
    return Meaning(
        word=word,
        name=terms.by_name.get(word.stem, _NONE),
        place=terms.by_place_stem.get(word.stem, _NONE),
    )


def _joined(terms: Terms, lexicon: Lexicon, words: list[Word], *, strict: bool) -> list[Word]:
    """Return the words as they must have been said: joined, taken apart, or heard rightly."""
    heard: list[Word] = []
    position = 0
    while position < len(words):
        word, following = words[position], words[position + 1 : position + 2]
        position += 1
        if following and _are_one(terms, lexicon, word.stem, following[0].stem):
            both = word.stem + following[0].stem
            heard.append(replace(word, stem=both, text=both, end=following[0].end))
            position += 1
        else:
            heard.extend(_heard(terms, lexicon, word, strict=strict))
    return heard


def _are_one(terms: Terms, lexicon: Lexicon, first: str, second: str) -> bool:
    """Return whether two words are one of this home's that was taken apart."""
    if {first, second} <= terms.known:
        return False
    both = first + second
    return both in terms.known or both in lexicon.known


def _heard(terms: Terms, lexicon: Lexicon, word: Word, *, strict: bool) -> list[Word]:
    """Return a word, or the words of this home that it must be."""
    known, language = terms.known, lexicon.known
    if {word.stem, word.text} & known:
        return [word]
    if same := lexicon.same.get(word.stem, _NONE) & known:
        return [replace(word, stem=min(same))]
    if word.stem in language or word.text[0].isdigit():
        return [word]
    for cut in range(3, len(word.stem) - 2):
        first, second = word.stem[:cut], word.stem[cut:]
        parts = {first, second}
        if parts & known and all(part in known or part in language for part in parts):
            return [replace(word, stem=first, text=first), replace(word, stem=second)]
    if stem := terms.heard(word.stem, strict=strict):
        return [replace(word, stem=stem)]
    return [word]
