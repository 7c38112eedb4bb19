"""Reads what a model wrote after the name of a tool."""

from collections.abc import Sequence
from dataclasses import dataclass
import re
from typing import Any, Final

from homeassistant.const import Platform

from ...languages import words
from .markup import read_body
from .values import extent, plain_quotes, read_arguments, read_json, read_value

_GLUE: Final = re.compile(
    r"[\"'`*]{0,3}(?::\d+)?[\"'`*]{0,3}"
    r"(?:\s*(?:<[^<>\n\"]{1,60}>|\[[A-Z_]{2,12}\](?:\w{1,40}(?=[\[<]))?))*"
    r"(?:[\s,*]*(?:action[ _]input|tool[ _]input|input|arguments?|args|parameters?|params|json|with|→|->|=>"
    r"|```\w*|[:=-]))*[\s,*]*(?:<[^<>\n\"]{1,60}>\s*)?",
    re.IGNORECASE,
)
_ROUND: Final = re.compile(r"[\"'`*]{0,3}(?::\d+)?\s?\(")
_FILLER: Final = re.compile(r"[\s,:\"'`*→>=-]*(?:\w+[\s:]+)?[\s\"'`*-]*\Z")
_OTHER_TEXT: Final = re.compile(r"\n\s*[{\[]|\n\n|```|</|<\|[^\"'\\]")
# Not `key: value`.
_OTHER_LINES: Final = re.compile(
    r"\n\s*\n|```|</|<\||\n(?!\Z)(?![\s*_`\"'-]{0,20}\w+[*_`\"']{0,3}\s?[:=])"
)
_DOMAINS: Final = frozenset(Platform)
_MAX_WORDS: Final = 6
_ATTRIBUTE: Final = re.compile(r"([A-Za-z_]\w{0,40})\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"']+)")


@dataclass(frozen=True, kw_only=True)
class Arguments:
    """What was read: where it ends, and the arguments, or None where they cannot be read."""

    end: int
    found: dict[str, Any] | None


def read_after(
    text: str, end: int, keys: Sequence[str], *, alone: bool, sure: bool
) -> Arguments | None:
    """Return the arguments after a name; `alone` says that it begins its line, `sure` it is a call."""
    if match := _ROUND.match(text, end):
        return _in_brackets(text, match.end() - 1, keys)
    match = _GLUE.match(text, end)
    after = match.end() if match else end
    if text[after : after + 1] == "{":
        return _in_brackets(text, after, keys)
    if text[after : after + 1] == "(" and after - end > 1:
        return _in_brackets(text, after, keys)
    return (
        _keys_and_values(text, end, keys, alone=alone or sure)
        or (_words(text, end) if alone or sure else None)
        or (_nothing(text, end) or _purpose(text, end) if alone or sure else None)
    )


def read_tag(text: str, end: int, name: str, keys: Sequence[str]) -> Arguments | None:
    """Return the arguments of a tag that is called as the tool is."""
    opening = text.find(">", end, end + 500)
    if opening < 0:
        return Arguments(end=len(text), found=None) if not text[end:].strip() else None
    inside = text[end:opening].rstrip("/")
    if text[opening - 1] == "/" or "=" in inside:
        pairs = _ATTRIBUTE.findall(plain_quotes(inside))
        return Arguments(end=opening + 1, found={key: read_value(value) for key, value in pairs})
    closing = text.find(f"</{name}>", opening)
    if closing < 0:
        rest = text[opening + 1 :]
        found = read_body(rest, keys) if rest.lstrip().startswith("<") else None
        return Arguments(end=len(text), found=found)
    found = read_body(text[opening + 1 : closing], keys)
    return Arguments(end=closing + len(name) + 3, found=found)


def open_extent(text: str, start: int) -> int | None:
    """Return the end of what a bracket opens, where it is not closed as far as it may go."""
    found = extent(text, start)
    if found is None:
        return None
    end, closed = found
    if closed:
        return end
    match = _OTHER_TEXT.search(text, start + 1, end)
    return match.start() if match else end


def _in_brackets(text: str, start: int, keys: Sequence[str]) -> Arguments | None:
    """Return the arguments in round or curly brackets."""
    end = open_extent(text, start)
    if end is None:
        return None
    piece = text[start:end]
    if text[start] == "{" and (found := read_json(piece)) is not None:
        return Arguments(end=end, found=_unwrapped(found))
    closed = end - 1 if text[end - 1] in ")}]" and end - 1 > start else end
    inner = text[start + 1 : closed]
    if not inner.strip():
        return Arguments(end=end, found={})
    found = read_arguments(inner, keys)
    return Arguments(end=end, found=found and _unwrapped(found))


def _unwrapped(found: Any) -> dict[str, Any] | None:
    """Return arguments out of an object that has them under one more name."""
    if not isinstance(found, dict):
        return None
    for key in ("arguments", "parameters", "args", "kwargs"):
        if isinstance(inner := found.get(key), dict) and len(found) <= 2:
            return inner
    return found


def _keys_and_values(text: str, end: int, keys: Sequence[str], *, alone: bool) -> Arguments | None:
    """Return arguments as `name: X, domain: light`, on one line or on one each."""
    names = "|".join(map(re.escape, sorted(keys, key=len, reverse=True)))
    pattern = rf"(?<![\w'\"])[*_`'\"]{{0,2}}\b({names})\b(?:[*_`'\"]{{0,2}}\s?[:=]+\s*[*_`]*|\s+(?=[\"'“]))"
    stop = _stop(text, end)
    found = list(re.finditer(pattern, text[end:stop], re.IGNORECASE)) if names else []
    if not found or not _FILLER.match(text[end : end + found[0].start()][:60]):
        return None
    if not alone and text[end : end + found[0].start()].strip() == "":
        return None
    values = [
        text[end + match.end() : end + (following.start() if following else stop - end)]
        for match, following in zip(found, [*found[1:], None], strict=True)
    ]
    if "\n" in values[-1].strip():
        # The last value ends with its line.
        first = values[-1].lstrip().partition("\n")[0]
        stop -= len(values[-1]) - values[-1].index(first) - len(first)
        values[-1] = first
    return Arguments(
        end=stop,
        found={match[1].lower(): _value(value) for match, value in zip(found, values, strict=True)},
    )


def _stop(text: str, end: int) -> int:
    """Return where the lines about one call end."""
    match = _OTHER_LINES.search(text, end + 1)
    return min(match.start() if match else len(text), end + 1000)


def _value(text: str) -> Any:
    """Return a value out of a sentence."""
    text = plain_quotes(text).strip().rstrip(",;-*_` \n")
    for joint in (" and", " et", ".", ")", ","):
        text = text.removesuffix(joint).rstrip(",;*` ")
    return read_value(text)


def _words(text: str, end: int) -> Arguments | None:
    """Return the name of a device that follows on the same line, with a domain before it perhaps."""
    line = text[end:].partition("\n")[0]
    said = line.strip(" `*\"'").split()
    if not 0 < len(said) <= _MAX_WORDS or said[-1][-1] in ".!?:," or not line[:1].isspace():
        return None
    domain = said[0].lower() if said[0].lower() in _DOMAINS else None
    rest = said[1:] if domain else said
    titled = all(word[0].isupper() or word[0].isdigit() or len(word) <= 3 for word in rest)
    if not all(_is_plain(word) for word in rest) or not (titled or len(rest) <= 2):
        return None
    found: dict[str, Any] = {"name": " ".join(rest)} if rest else {}
    if domain:
        found["domain"] = [domain]
    return Arguments(end=end + len(line), found=found)


def _is_plain(word: str) -> bool:
    """Return whether a word may belong to a name."""
    return word.replace("'", "").replace("’", "").replace("-", "").replace("_", "").isalnum()


def _nothing(text: str, end: int) -> Arguments | None:
    """Return no arguments where nothing follows at all."""
    rest = text[end:].strip(" \n`*.;\"'")
    return Arguments(end=len(text), found={}) if not rest else None


def _purpose(text: str, end: int) -> Arguments | None:
    """Return that arguments are missing where a model wrote what for instead: `HassTurnOn to …`."""
    line = text[end:].partition("\n")[0]
    said = line.split()
    if len(said) < 2 or said[0] not in words("rescue.purposes") or "?" in text[end:]:
        return None
    return Arguments(end=end + len(line), found=None)
