"""A language's words for devices, places, verbs and the small words between them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
import re
from typing import Any, Final

from ..languages import FALLBACK, base_of, read_folder
from .kinds import WITHIN
from .words import PhraseBook, Word, folded, plural, stems

_PART: Final = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
GAP: Final = "*"
_GAP_WORD: Final = "gapgapgap"


def expand(pattern: str) -> Iterator[str]:
    """Yield the phrases of a pattern: (this|that) and [perhaps]."""
    if (part := _PART.search(pattern)) is None:
        yield " ".join(pattern.split())
        return
    choices = part[1].split("|") if part[1] is not None else [part[2], ""]
    for choice in choices:
        yield from expand(f"{pattern[: part.start()]}{choice}{pattern[part.end() :]}")


def _book(phrases: Any, value: bool = True) -> PhraseBook[bool]:
    """Return the phrases of a list."""
    book: PhraseBook[bool] = PhraseBook()
    for pattern in phrases:
        for phrase in expand(pattern):
            book.add(folded(phrase), value)
    return book


@cache
def stops() -> frozenset[str]:
    """Return the small words of every language, which names are compared without."""
    return frozenset(
        word
        for content in read_folder("words").values()
        for stop in content["stops"]
        for word in folded(stop)
    )


class Lexicon:
    """A language's words, folded and stemmed."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        """Prepare the words of a file."""
        self._cores: dict[tuple[str, ...], frozenset[str]] = {}
        self.content = content
        self.stops = stops()
        own = {word for text in content["stops"] for word in folded(text)}
        self.foreign = frozenset(self.stops - own)
        self.articles = {word for text in content["articles"] for word in folded(text)}
        self.courtesies = _book(content["courtesies"])
        self.fillers = _book((*content["fillers"], *content["courtesies"], *self.stops))
        self.requests = _book(content["requests"])
        self.conjunctions = _book(content["and"])
        self.and_word: str = content["and"][0]
        self.all = _book(content["all"])
        self.everywhere = _book(content["everywhere"])
        self.it = _book(content["it"])
        self.them = _book(content["them"])
        self.other = _book(content["other"])
        self.here = _book(content["here"])
        self.questions = _book(content["questions"])
        self.blocked = _book(content["blocked"])
        self.cancel = _book(content["cancel"])
        self.agree = _book(content["agree"])
        self.thanks = _book(content["thanks"])
        self.decline = _book((*content["decline"], *content["cancel"]))
        self.hails = _book(content["hails"])
        self.pin = _book(content["pin"])
        self.guarded = _book(content["guarded"])
        self.around_pin = _book(content["around_pin"])
        self.asks = _book(content["asks"])
        self.one = _book(content["one"])
        self.yes = _book((*content["yes"], *content["one"]))
        self.percent = _book(content["percent"])
        self.degrees = _book(content["degrees"])
        self.to = {word for text in content["to"] for word in folded(text)}
        self.at = {word for text in content["at"] for word in folded(text)}
        self.by = {word for text in content["by"] for word in folded(text)}
        self.prepositions = {word for text in content["prepositions"] for word in folded(text)}
        self.some = {word for text in content["some"] for word in folded(text)}
        self.empty = {word for text in content["empty"] for word in folded(text)}
        self.pairs = _book(content["pairs"])
        self.be = {word for text in content["be"] for word in folded(text)}
        self.joiners = {word for text in content["joiners"] for word in folded(text)}
        self.numbers = {folded(word)[0]: value for word, value in content["numbers"].items()}
        self.shares = _values(content["shares"])
        self.ordinals = _values(content["ordinals"])
        self.colors = _values(content["colors"])
        self.place_nouns = {stems(text)[0] for text in content["place_nouns"]}
        self.generic = {stems(text)[0] for text in content["generic"]}
        self.particular = {stem for text in content["particular"] for stem in stems(text)}
        self.mass = {folded(text)[0] for text in content["mass"]}
        self.singular = {folded(text)[0] for text in content["singular"]}
        self.is_head_first = content["head"] == "first"
        self.kinds = self._stemmed(content["kinds"])
        self.places = self._stemmed(content["places"])
        self.verbs = _verbs(content["verbs"])
        self.add = _added(content["add"])

    def _stemmed(self, groups: Mapping[str, list[str]]) -> PhraseBook[str]:
        """Return the phrases of groups by their stems."""
        book: PhraseBook[str] = PhraseBook()
        for key, phrases in groups.items():
            for phrase in phrases:
                book.add(stems(phrase, self.stops), key)
        return book

    def head(self, name: Sequence[str]) -> str:
        """Return the stem of a name that says what it is: the pump of a pool pump."""
        words = [stem for stem in name if not stem[0].isdigit()] or name
        return words[0] if self.is_head_first else words[-1]

    def core(self, name: Sequence[str]) -> frozenset[str]:
        """Return the stems of a place's name that must be said; "room" alone says nothing."""
        key = tuple(name)
        if (found := self._cores.get(key)) is None:
            head = self.head(name)
            found = frozenset(name) if head in self.place_nouns else frozenset({head})
            self._cores[key] = found
        return found

    @cached_property
    def small(self) -> PhraseBook[str]:
        """Return the phrases beside a target with what each says of it first; "" is nothing."""
        books = {
            "all": self.all,
            "everywhere": self.everywhere,
            "here": self.here,
            "it": self.it,
            "them": self.them,
            "other": self.other,
            "same": self.one,
            "": self.fillers,
        }
        small: PhraseBook[str] = PhraseBook()
        for says, book in books.items():
            for phrase in book.phrases():
                small.add(phrase, says)
        return small

    @cached_property
    def particles(self) -> set[str]:
        """Return the last words of verbs of several words: on, off."""
        patterns = [words for group in self.verbs.values() for _, words in group]
        return {words[-1] for words in patterns if len(words) > 1}

    @cached_property
    def things(self) -> set[str]:
        """Return the stems of words for kinds of devices."""
        return self.kinds.words()

    @cached_property
    def texts(self) -> set[str]:
        """Return every word of this language, kinds of devices also in the plural."""
        books = (self.fillers, self.conjunctions, self.all, self.everywhere, self.it, self.here)
        more = (self.questions, self.blocked, self.requests, self.shares, self.colors, self.other)
        found = {word for book in (*books, *more) for word in book.words()} | set(self.numbers)
        found |= {
            word for patterns in self.verbs.values() for _, words in patterns for word in words
        }
        things = {word for group in self.content["kinds"].values() for word in _words(group)}
        places = {word for group in self.content["places"].values() for word in _words(group)}
        return found | things | set(map(plural, things)) | places | set(self._others)

    @cached_property
    def known(self) -> set[str]:
        """Return the stems that are words of this language, not misheard names."""
        return (
            {stem for text in self.texts for stem in stems(text)} | self.place_nouns | self.generic
        )

    @cached_property
    def _others(self) -> list[str]:
        """Return words that are neither for devices nor small."""
        same = [text for group in self.content["same"] for text in group]
        return [*_words((*self.content["other_words"], *same)), *self.place_nouns, *self.generic]

    @cached_property
    def same(self) -> dict[str, frozenset[str]]:
        """Return the stems of words that mean the same by each of them."""
        groups = (frozenset(stems(text)[0] for text in some) for some in self.content["same"])
        return {stem: group - {stem} for group in groups for stem in group}

    def without_articles(self, words: Sequence[Word]) -> Sequence[Word]:
        """Return words without what is before the thing itself: some milk, de la farine."""
        small = self.articles | self.by
        start = 0
        while start < len(words) - 1 and words[start].text in small:
            start += 1
        return words[start:]


def _words(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words of texts."""
    return (word for text in texts for word in folded(text))


def _added(patterns: Any) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the words before an item, and those between it and the list."""
    parted = (
        phrase.replace("{list}", "").partition("{item}")
        for pattern in patterns
        for phrase in expand(pattern)
    )
    return [(folded(before), folded(between)) for before, _, between in parted]


def _values(groups: Mapping[str, list[str]]) -> PhraseBook[str]:
    """Return the phrases of groups by their folded words."""
    book: PhraseBook[str] = PhraseBook()
    for key, phrases in groups.items():
        for phrase in phrases:
            book.add(folded(phrase), key)
    return book


def _verbs(groups: Mapping[str, list[str]]) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return verbs and their words by the first of them, or by the next one after a gap."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for action, patterns in groups.items():
        for pattern in patterns:
            for phrase in expand(pattern):
                spaced = phrase.replace(GAP, f" {_GAP_WORD} ")
                words = tuple(GAP if word == _GAP_WORD else word for word in folded(spaced))
                entry = (action, words)
                entries = found.setdefault(words[0] if words[0] != GAP else words[1], [])
                if entry not in entries:
                    entries.append(entry)
    return found


def lexicon(language: str | None) -> Lexicon:
    """Return a language's words, English ones where there are none."""
    base = base_of(language)
    return _lexicon(base if base in read_folder("words") else FALLBACK)


def lexicons() -> list[Lexicon]:
    """Return the words of every language."""
    return [_lexicon(base) for base in read_folder("words")]


@cache
def _lexicon(base: str) -> Lexicon:
    """Prepare a language's words once."""
    return Lexicon(read_folder("words")[base])


@cache
def place_phrases(key: str) -> frozenset[frozenset[str]]:
    """Return what a place may be called in any language, with the places within it."""
    keys = (key, *WITHIN.get(key, ()))
    return frozenset(
        frozenset(stems(phrase, stops()))
        for content in read_folder("words").values()
        for part in keys
        for phrase in content["places"].get(part, ())
    )
