"""The sentence files: what may be said for which tool, and the words of a language."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from hassil.expression import Expression, Group, TextChunk
from hassil.intents import Intents, TextSlotList
import yaml

from ...languages import FALLBACK
from .text import COMMA, fold, plain

_FOLDER: Final = Path(__file__).parents[2] / "sentences"
_MOST_WORDS: Final = 4

type Phrase = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of device: its domain, perhaps its classes; `many` where the word is a plural."""

    domain: str
    classes: frozenset[str] = frozenset()
    many: bool = False


@dataclass(frozen=True, kw_only=True)
class Veto:
    """When an intent of Home Assistant's is not what is meant, for devices that are not named.

    It is when one of `words` was said, or none of `without`; `domain` is what it is about, if any.
    """

    intent: str
    domain: str | None
    words: frozenset[str]
    without: frozenset[str]

    def holds(self, intent: str, domain: str | None, said: Collection[str]) -> bool:
        """Return whether an intent is not what these words mean."""
        if self.intent != intent or self.domain not in (None, domain):
            return False
        return not self.words.isdisjoint(said) or bool(
            self.without and self.without.isdisjoint(said)
        )


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """What is understood in a language."""

    language: str
    intents: Intents
    answers: Mapping[str, str]
    kinds: Mapping[Phrase, tuple[Kind, ...]]
    vetoes: tuple[Veto, ...]
    # A word's other forms: of a plural, of a synonym.
    same: Mapping[str, str]
    fillers: frozenset[Phrase]
    little: frozenset[str]
    every: frozenset[str]
    joins: frozenset[str]
    and_word: str
    here: frozenset[Phrase]
    everywhere: frozenset[Phrase]
    articles: frozenset[str]
    # Every word of the sentences and lists, and those that are never a misspelling.
    known: frozenset[str] = field(default=frozenset())

    @cached_property
    def longest_filler(self) -> int:
        """Return how many words the longest filler has."""
        return max(map(len, self.fillers), default=0)

    def stem(self, word: str) -> str:
        """Return what singular, plural and synonyms of a word have in common."""
        word = self.same.get(word, word)
        if len(word) > 3 and word[-1] in "sx" and not word.endswith("ss"):
            word = word[:-1]
        return self.same.get(word, word)


def available() -> frozenset[str]:
    """Return the languages that have sentences."""
    return frozenset(path.stem for path in _FOLDER.glob("*.yaml"))


@cache
def load(language: str) -> Grammar | None:
    """Read the sentences of a language, which blocks; None where there are none."""
    base = (language or FALLBACK).replace("_", "-").partition("-")[0].lower()
    path = _FOLDER / f"{base}.yaml"
    if not path.is_file():
        return None
    return _grammar(yaml.safe_load(path.read_text(encoding="utf-8")))


def _grammar(content: Mapping[str, Any]) -> Grammar:
    """Make a grammar of a file."""
    words = content["words"]
    intents = Intents.from_dict(_folded(content))
    kinds = _kinds(content["kinds"], frozenset(map(fold, words["little"])))
    phrases = {key: _phrases(words[key]) for key in ("fillers", "here", "everywhere")}
    singles = {
        key: frozenset(word for phrase in _phrases(words[key]) for word in phrase)
        for key in ("little", "every", "articles", "joins")
    }
    known = {
        *_literals(intents),
        *(word for phrase in kinds for word in phrase),
        *(word for some in phrases.values() for phrase in some for word in phrase),
        *(word for some in singles.values() for word in some),
        *(word for phrase in _phrases(words["known"]) for word in phrase),
        *(fold(word) for group in words["same"] for word in group),
    }
    return Grammar(
        language=content["language"],
        intents=intents,
        answers=_answers(content["responses"]["intents"]),
        kinds=kinds,
        vetoes=tuple(map(_veto, content.get("vetoes", ()))),
        same=_synonyms(words["same"]),
        and_word=words["joins"][0],
        known=frozenset(known),
        fillers=phrases["fillers"],
        here=phrases["here"],
        everywhere=phrases["everywhere"],
        little=singles["little"],
        every=singles["every"],
        articles=singles["articles"],
        joins=singles["joins"] | {COMMA},
    )


def _answers(content: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Return what is said by tool, and by tool and domain where that differs."""
    return {
        name if key == "default" else f"{name}.{key}": text
        for name, texts in content.items()
        for key, text in texts.items()
    }


def _phrases(texts: Iterable[str]) -> frozenset[Phrase]:
    """Return texts as the words they are made of."""
    return frozenset(plain(text) for text in texts)


def _veto(row: Mapping[str, Any]) -> Veto:
    """Return a row of the vetoes."""
    words, without = (frozenset(map(fold, row.get(key, ()))) for key in ("words", "without"))
    return Veto(intent=row["intent"], domain=row.get("domain"), words=words, without=without)


def _synonyms(groups: Iterable[Sequence[str]]) -> Mapping[str, str]:
    """Return the word that stands for each of the words that mean the same."""
    folded = (tuple(map(fold, group)) for group in groups)
    return {other: first for first, *others in folded for other in others}


def _kinds(
    content: Iterable[Mapping[str, Any]], little: Collection[str]
) -> Mapping[Phrase, tuple[Kind, ...]]:
    """Return the kinds of devices by the words for one and for many."""
    kinds: dict[Phrase, tuple[Kind, ...]] = {}
    for row in content:
        for key in ("one", "many"):
            kind = Kind(
                domain=row["domain"],
                classes=frozenset(row.get("device_class", ())),
                many=key == "many",
            )
            for text in row.get(key, ()):
                phrase = tuple(word for word in plain(text) if word not in little)
                kinds[phrase] = (*kinds.get(phrase, ()), kind)
    return kinds


def _folded(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part that hassil reads, with its templates folded as a sentence will be."""
    intents = {
        name: {
            "data": [
                {**data, "sentences": [fold(s) for s in data["sentences"]]} for data in some["data"]
            ]
        }
        for name, some in content["intents"].items()
    }
    rules = {name: fold(rule) for name, rule in content.get("expansion_rules", {}).items()}
    lists = {name: _folded_list(entry) for name, entry in content["lists"].items()}
    return {
        "language": content["language"],
        "intents": intents,
        "expansion_rules": rules,
        "lists": lists,
    }


def _folded_list(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a list with the texts that are matched folded."""
    if "values" not in entry:
        return entry
    values = [
        {**value, "in": fold(value["in"])}
        if isinstance(value, Mapping)
        else {"in": fold(value), "out": value}
        for value in entry["values"]
    ]
    return {**entry, "values": values}


def _literals(intents: Intents) -> Iterator[str]:
    """Yield the words that sentences, rules and lists are made of."""
    for some in intents.intents.values():
        for data in some.data:
            for sentence in data.sentences:
                yield from _words_of(sentence.expression)
    for rule in intents.expansion_rules.values():
        yield from _words_of(rule.expression)
    for entries in intents.slot_lists.values():
        if isinstance(entries, TextSlotList):
            for value in entries.values:
                yield from _words_of(value.text_in)


def _words_of(expression: Expression) -> Iterator[str]:
    """Yield the words of a template."""
    if isinstance(expression, TextChunk):
        yield from plain(expression.text)
    elif isinstance(expression, Group):
        for item in expression.items:
            yield from _words_of(item)
