"""Reads the arguments that a model writes, in JSON or nearly so, or as Python would have them."""

from collections.abc import Sequence
import re
from typing import Any, Final

from json_repair import loads as repair

from homeassistant.util.json import json_loads

# The repair takes time by the square of the length.
_MAX_REPAIR: Final = 2000
_MAX_EXTENT: Final = 20_000
_MAX_DEPTH: Final = 32
_CLOSERS: Final = {"(": ")", "[": "]", "{": "}"}
_QUOTES: Final = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "`": "`"}
# A line that does not belong to what is open: another call, or a sentence.
_OTHER_LINE: Final = re.compile(
    r"\n\s*(?:(?:[\w.]+(?::[ \t]*|[ \t]+)){0,2}(?:to=)?[`\[]?[A-Za-z_][\w.]*[ \t]?(?:json)?[({\[]"
    r"|\w*(?:[._]|[a-z][A-Z])[\w.]*:\d*[ \t]*\{|[`{]|<(?!\|?[\"'\\]|escape)"
    r"|[A-Za-z]+:[ \t]*[A-Za-z_][\w.]*[ \t]*\n|\w[\w.]*[A-Z_]\w*[ \t]*\n)"
)
_SENTENCE: Final = re.compile(r"\n\s*[^\W\d_][^\n\":={}\[\]()]*[.?!…][ \t]*(?=\n|\Z)")
_TOKEN_QUOTES: Final = re.compile(r"<\|\\?[\"']\|>|<escape>")
_KEY: Final = re.compile(r"""\s*[*_`"']*([A-Za-z_]\w{0,40})[*_`"']*\s*(?:=>|:=|[:=])\s*""")
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_WORDS: Final = {"true": True, "false": False, "none": None, "null": None}


def plain_quotes(text: str) -> str:
    """Return a text with the quotes that some models have a token of their own for as others do."""
    return _TOKEN_QUOTES.sub('"', text)


def extent(text: str, start: int) -> tuple[int, bool] | None:
    """Return the end of what a bracket opens and whether it is closed; None if it is too much."""
    stack: list[str] = []
    quote, last = "", ""
    end = min(len(text), start + _MAX_EXTENT)
    positions = iter(range(start, end))
    for position in positions:
        letter = text[position]
        if letter == "\n" and _is_other_line(text, position, quoted=bool(quote)):
            return position, False
        if quote:
            if letter == "\\":
                next(positions, None)
            elif letter == quote and _ends_quote(text, position + 1):
                quote = ""
        elif letter in _QUOTES and last in "([{,:=>":
            quote = _QUOTES[letter]
        elif letter in _CLOSERS:
            stack.append(_CLOSERS[letter])
        elif letter in ")]}" and _close(stack, letter):
            return position + 1, True
        if len(stack) > _MAX_DEPTH:
            return None
        last = letter if not letter.isspace() else last
    return (end, False) if end == len(text) else None


def _close(stack: list[str], letter: str) -> bool:
    """Close a bracket, and those in it that were forgotten; return whether none is open."""
    while stack and stack.pop() != letter:
        pass
    return not stack


def _is_other_line(text: str, position: int, *, quoted: bool) -> bool:
    """Return whether the line that begins here belongs to something else."""
    if _OTHER_LINE.match(text, position):
        return True
    return not quoted and _SENTENCE.match(text, position) is not None


def _ends_quote(text: str, position: int) -> bool:
    """Return whether a quote ends here: what follows is punctuation of a program, or nothing."""
    following = text[position : position + 20].lstrip(" \t")
    return not following.strip() or following[0] in "\n,:;=)]}`<\"'"


def read_json(text: str) -> Any:
    """Return the object or list that a text is, if need be repaired; None if there is none."""
    text = plain_quotes(text)
    try:
        found: Any = json_loads(text)
    except ValueError:
        found = _repaired(text.strip())
    return found if isinstance(found, dict | list) else None


def _repaired(text: str) -> Any:
    """Return what JSON was meant; the library takes an apostrophe for the end of a text."""
    if "'" in text and text[:1] == "[":
        return read_value(text)
    inner = text[1:].removesuffix("}")
    if "'" in text and (found := read_arguments(inner, ())) is not None:
        return found
    try:
        return repair(text) if len(text) <= _MAX_REPAIR else None
    except ValueError, RecursionError:
        return None


def read_arguments(inner: str, keys: Sequence[str]) -> dict[str, Any] | None:
    """Return the arguments between the brackets of a call; None if they cannot be told apart."""
    arguments: dict[str, Any] = {}
    free: list[Any] = []
    for part in split(plain_quotes(inner)):
        if match := _KEY.match(part):
            arguments[match[1]] = read_value(part[match.end() :])
        elif (
            not free and arguments and isinstance(value := next(reversed(arguments.values())), str)
        ):
            # A comma inside a text that has no quotes.
            arguments[next(reversed(arguments))] = f"{value}, {part.strip()}"
        else:
            free.append(read_value(part))
    if not free:
        return arguments
    return _named(free, arguments, keys)


def _named(
    free: list[Any], arguments: dict[str, Any], keys: Sequence[str]
) -> dict[str, Any] | None:
    """Return arguments with those that were given without a name."""
    if len(free) == 1 and isinstance(free[0], dict):
        return free[0] | arguments
    left = [key for key in keys if key not in arguments]
    if len(free) == 1 and "name" in left:
        left = ["name"]
    if len(free) > len(left):
        return None
    return dict(zip(left, free, strict=False)) | arguments


def split(text: str) -> list[str]:
    """Return the parts between the commas that are in no bracket and no quotes."""
    parts: list[str] = []
    depth, start, quote, last = 0, 0, "", ","
    for position, letter in enumerate(text):
        if quote:
            if letter == quote and text[position - 1] != "\\" and _ends_quote(text, position + 1):
                quote = ""
        elif letter in _QUOTES and last in "([{,:=>":
            quote = _QUOTES[letter]
        elif letter in _CLOSERS:
            depth += 1
        elif letter in ")]}":
            depth -= 1
        elif letter in ",;" and depth <= 0:
            parts.append(text[start:position])
            start = position + 1
        if not letter.isspace():
            last = letter
    parts.append(text[start:])
    return [part for part in parts if part.strip()]


def read_value(text: str) -> Any:
    """Return a value as a model wrote it: quoted, a number, a list, or bare words."""
    text = text.strip().strip("`").strip()
    if text[:1] in _QUOTES:
        return _unquoted(text)
    if text[:1] == "[":
        inner = text[1:].rstrip().removesuffix("]")
        return [read_value(part) for part in split(inner)]
    if text[:1] == "{":
        return text if (found := read_json(text)) is None else found
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return _WORDS.get(text.lower(), text)


def _unquoted(text: str) -> str:
    """Return a text without its quotes."""
    closer = _QUOTES[text[0]]
    inner = text[1:-1] if len(text) > 1 and text[-1] == closer else text[1:]
    return inner.replace(f"\\{closer}", closer).replace("\\'", "'")
