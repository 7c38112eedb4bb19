"""The sentence files: what may be said for which tool, and the words of a language."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
import re
from typing import Any, Final

from hassil.expression import Expression, Group, TextChunk
from hassil.intents import Intents, TextSlotList
import yaml

from ...home.lexicon import Lexicon, lexicon
from ...home.words import folded
from ...languages import base_of

_FOLDER: Final = Path(__file__).parents[2] / "sentences"
# Words, but not the names of rules and lists.
_WORDS: Final = re.compile(r"<[^>]*>|\{[^}]*\}|([^\W\d_]+(?:['’ʼ-][^\W\d_]+)*)")


@dataclass(frozen=True, kw_only=True)
class Veto:
    """When an intent of Home Assistant's is not what is meant, for devices that are not named.

    It is when one of `words` was said, or none of `without`; `domain` is what it is about, if any.
    One of `unless` makes it right after all.
    """

    intent: str
    domain: str | None
    words: frozenset[str]
    without: frozenset[str]
    unless: frozenset[str]

    def holds(self, intent: str, domain: str | None, said: Collection[str]) -> bool:
        """Return whether an intent is not what these words mean."""
        if self.intent != intent or self.domain not in (None, domain):
            return False
        if not self.unless.isdisjoint(said):
            return False
        return not self.words.isdisjoint(said) or bool(
            self.without and self.without.isdisjoint(said)
        )


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """What is understood in a language; `known` are all its words, which no misspelling stands for."""

    language: str
    lexicon: Lexicon
    intents: Intents
    answers: Mapping[str, str]
    vetoes: tuple[Veto, ...]
    known: frozenset[str]


@cache
def grammars() -> Mapping[str, Grammar]:
    """Read the sentences of all languages, which blocks the first time."""
    return {
        path.stem: _grammar(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in _FOLDER.glob("*.yaml")
    }


def grammar_of(language: str) -> Grammar | None:
    """Return what is understood in a language; None where it has no sentences."""
    return grammars().get(base_of(language))


def _grammar(content: Mapping[str, Any]) -> Grammar:
    """Make a grammar of a file."""
    intents = Intents.from_dict(_folded(content))
    words = lexicon(content["language"])
    return Grammar(
        language=content["language"],
        lexicon=words,
        intents=intents,
        answers=_answers(content["responses"]["intents"]),
        vetoes=tuple(map(_veto, content.get("vetoes", ()))),
        known=frozenset((*_literals(intents), *words.texts)),
    )


def _answers(content: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Return what is said by tool, and by tool and domain where that differs."""
    return {
        name if key == "default" else f"{name}.{key}": text
        for name, texts in content.items()
        for key, text in texts.items()
    }


def _veto(row: Mapping[str, Any]) -> Veto:
    """Return a row of the vetoes."""
    words, without, unless = (
        frozenset(word for text in row.get(key, ()) for word in folded(text))
        for key in ("words", "without", "unless")
    )
    return Veto(
        intent=row["intent"],
        domain=row.get("domain"),
        words=words,
        without=without,
        unless=unless,
    )


def _template(text: str) -> str:
    """Return a template with its words as those of a sentence are compared."""
    return _WORDS.sub(lambda match: " ".join(folded(match[0])) if match[1] else match[0], text)


def _folded(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part that hassil reads, with its templates folded as a sentence will be."""
    intents = {
        name: {
            "data": [
                {**data, "sentences": [_template(s) for s in data["sentences"]]}
                for data in some["data"]
            ]
        }
        for name, some in content["intents"].items()
    }
    rules = {name: _template(rule) for name, rule in content.get("expansion_rules", {}).items()}
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
        {**value, "in": _template(value["in"])}
        if isinstance(value, Mapping)
        else {"in": _template(value), "out": value}
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
        yield from folded(expression.text)
    elif isinstance(expression, Group):
        for item in expression.items:
            yield from _words_of(item)
