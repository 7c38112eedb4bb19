"""Reads tool calls in tags: `<function=NAME>`, `<invoke name=NAME>`, `<arg_key>`, parameters as tags."""

from collections.abc import Sequence
import re
from typing import Any, Final

from .values import plain_quotes, read_json, read_value

# One name in a tag, with or without quotes.
_NAMED: Final = re.compile(
    r"<[|｜]?(?:\w+[:｜|])?[|｜]?(?:function|invoke|tool|tool_call|call)(?:\s+name)?\s*=\s*[\"']?"
    r"([\w.:-]{1,100})[\"']?[^<>\n]{0,40}>",
    re.IGNORECASE,
)
_ANY: Final = r"<[|｜]?(?:\w{1,20}[:｜|]){0,2}"
_PARAMETER: Final = re.compile(
    rf"{_ANY}(?:parameter|param|arg|argument)(?:\s+name)?\s*=\s*[\"']?([\w.-]{{1,60}})[\"']?[^<>\n]{{0,40}}>"
    r"([^<]{0,2000})",
    re.IGNORECASE,
)
_PAIR: Final = re.compile(
    r"<arg_key>\s*([\w.-]{1,60})\s*</arg_key>\s*<arg_value>([^<]{0,2000})", re.IGNORECASE
)
_FIRST_NAME: Final = re.compile(r"\s*([A-Za-z_][\w.]{0,100})\s*(?=<arg_key>)")


def name_in_tag(mark: str) -> str | None:
    """Return the name of a tool that a tag bears."""
    match = _NAMED.match(mark)
    return match[1] if match else None


def name_before_pairs(text: str, start: int) -> re.Match[str] | None:
    """Return the name that stands right before keys and values in tags."""
    return _FIRST_NAME.match(text, start)


def read_body(body: str, keys: Sequence[str]) -> dict[str, Any] | None:
    """Return the arguments inside a tag; None if there is something else."""
    body = plain_quotes(body)
    pairs = _PARAMETER.findall(body) or _PAIR.findall(body) or _by_keys(body, keys)
    if pairs:
        return {key: read_value(value) for key, value in pairs}
    if "{" in body:
        found = read_json(body[body.index("{") :])
        return found if isinstance(found, dict) else None
    return None if body.strip(" \n<>|/") else {}


def _by_keys(body: str, keys: Sequence[str]) -> list[tuple[str, str]]:
    """Return what is in tags that are called as the arguments are."""
    names = "|".join(map(re.escape, keys))
    return re.findall(rf"<({names})>([^<]{{0,2000}})", body) if names else []
