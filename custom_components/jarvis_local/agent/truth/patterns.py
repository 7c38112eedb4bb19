"""What a claim sounds like: the patterns of `languages/claims`, made ready to be searched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
import re
from typing import Any, Self

from ...languages import FALLBACK, base_of, read_folder

_WORD = re.compile(r"<(\w+)(\*?)>")
_NEVER = re.compile(r"(?!)")
ANY = "any"
FOLDER = "claims"


@dataclass(frozen=True, kw_only=True)
class Patterns:
    """A language's patterns, one expression for each kind."""

    clauses: re.Pattern[str]
    fillers: re.Pattern[str]
    deeds: re.Pattern[str]
    doing: re.Pattern[str]
    states: re.Pattern[str]
    denials: re.Pattern[str]
    conditions: re.Pattern[str]
    unchanged: re.Pattern[str]
    asides: re.Pattern[str]
    past: re.Pattern[str]
    continues: re.Pattern[str]
    questions: re.Pattern[str]
    requests: re.Pattern[str]
    commands: re.Pattern[str]
    texts: re.Pattern[str]

    @classmethod
    def from_file(cls, content: Mapping[str, Any]) -> Self:
        """Make the expressions of a language file; what it lacks matches nothing."""
        words = content.get("words", {})
        return cls(
            **{kind: _compile(content.get(kind, ()), words) for kind in cls.__dataclass_fields__}
        )


def _compile(texts: str | Sequence[str], words: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    """Return one expression for several; `<word>` stands for a list, `<word*>` for any number."""
    parts = [texts] if isinstance(texts, str) else texts
    if not parts:
        return _NEVER
    return re.compile("|".join(f"(?:{_expand(part, words)})" for part in parts), re.IGNORECASE)


def _expand(text: str, words: Mapping[str, Sequence[str]]) -> str:
    """Put lists of words in the place of their names; a list may name another."""

    def listed(match: re.Match[str]) -> str:
        """Return a list as alternatives, the longest first."""
        inner = "|".join(sorted((_expand(word, words) for word in words[match[1]]), key=_longest))
        return f"(?:(?:{inner}) )*" if match[2] else f"(?:{inner})"

    return _WORD.sub(listed, text)


def _longest(text: str) -> int:
    """Return a key that sorts the longest first."""
    return -len(text)


def patterns_for(language: str | None) -> tuple[Patterns, ...]:
    """Return the patterns to try: the language's, English, and those of any language."""
    known = all_patterns()
    names = dict.fromkeys((base_of(language), FALLBACK, ANY))
    return tuple(known[name] for name in names if name in known)


def reply_patterns(language: str | None) -> tuple[Patterns, ...]:
    """Return the patterns for a reply, which may be in any language, whichever was asked in."""
    known = all_patterns()
    return tuple(
        known[name]
        for name in dict.fromkeys((base_of(language), FALLBACK, *known))
        if name in known
    )


@cache
def all_patterns() -> dict[str, Patterns]:
    """Return the patterns of every language, which takes a while at first."""
    return {name: Patterns.from_file(content) for name, content in read_folder(FOLDER).items()}
