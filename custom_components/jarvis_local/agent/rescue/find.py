"""Finds the tool calls in a text, and what is left of the text to be spoken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
import re
from typing import Final

from ...languages import words
from ...ollama.chat import MAX_CALLS
from ...ollama.types import ToolCall
from ..sentences import ENDS
from .marks import (
    LEAD,
    MARK,
    half_mark,
    is_closing,
    is_tool_call,
    sentence_start,
    undecorated,
    without_fences,
)
from .markup import name_before_pairs, name_in_tag, read_body
from .objects import LISTS, calls_in, make_call
from .offered import Offered, is_code
from .values import plain_quotes, read_json
from .written import open_extent, read_after, read_tag

_MAX_TEXT: Final = 20_000
# In letters looked at, some of them again and again.
_MAX_WORK: Final = 150_000
# What a phone makes of quotes; each of one letter, so that a place in a text stays what it is.
_QUOTES: Final = str.maketrans("“”„‟", '""""')
_WRAPPERS: Final = (
    "tool.call",
    "call_tool",
    "tool_call",
    "use_tool",
    "tools.call",
    "functions.call",
)
NAME: Final = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
_START: Final = re.compile(
    rf"(?P<fence>```[ \t]*\w*)|(?P<mark>{MARK.pattern})|(?P<object>\{{|\[(?=\s*[\[{{]))|(?P<name>(?<!\w){NAME})",
    re.IGNORECASE,
)
_ARGUMENT: Final = re.compile(r"\s?[({]\s*(?:[)}\"'{]|<\||<escape>|[A-Za-z_]\w*\s*[=:])")
_PIECE: Final = re.compile(
    r"[\[{\s]*[\"'“]?(?:\w*\Z|(?:name|tool|function|tool_name|tool_calls?|function_call|action|type|id"
    r"|arguments|parameters)[\"'”]?\s*(?:[:,]|\Z))",
    re.IGNORECASE,
)
_REST: Final = re.compile(r"[\s)\]}>`*;,.\"'|]*(?:<[/|｜]{0,2}[\w:▁|｜]{0,30}\Z)?")
_CONTINUES: Final = re.compile(r"[^\W\d_][^\n.!?…]*(?:[.!?…]+|(?=\n)|\Z)")


@dataclass(frozen=True, kw_only=True)
class Rescued:
    """The calls of a text, and what of it may be spoken."""

    calls: Sequence[ToolCall]
    speech: str


@dataclass(frozen=True, kw_only=True)
class _Find:
    """A part of a text that is not for the ear, and the calls in it."""

    start: int
    end: int
    calls: Sequence[ToolCall] = ()
    sure: bool = False


def find_calls(text: str, offered: Offered, before: str = "") -> Rescued:
    """Return the calls that a text has; `before` is what was said of its first sentence already."""
    scan = _Scan(text=text[:_MAX_TEXT].translate(_QUOTES), offered=offered, before=before)
    finds = [find for find in scan.finds() if find.sure or not scan.is_doubted(find)]
    calls: list[ToolCall] = []
    for find in finds:
        calls += [call for call in find.calls if call not in calls]
    if not finds:
        return Rescued(calls=(), speech=plain_quotes(_unwrapped(text, offered, before)))
    return Rescued(calls=calls[:MAX_CALLS], speech=_speech(text[:_MAX_TEXT], finds))


@dataclass(kw_only=True)
class _Scan:
    """One walk through a text."""

    text: str
    offered: Offered
    before: str = ""
    _opened: int | None = field(default=None, init=False)
    _work: int = field(default=0, init=False)

    def finds(self) -> Iterator[_Find]:
        """Yield what is not for the ear, in the order of the text."""
        position, found = 0, 0
        while (match := _START.search(self.text, position)) and self._work < _MAX_WORK:
            position = match.end()
            find = self._look(match)
            if find is not None:
                yield find
                position = found = max(find.end, position)
        left = self._opened if self._opened is not None else self._half(found)
        if left is not None:
            yield _Find(start=left, end=len(self.text), sure=True)

    def _half(self, found: int) -> int | None:
        """Return where, after the last find, a mark begins that was broken off."""
        half = None if self.offered.is_empty else half_mark(self.text)
        return half if half is not None and half >= found else None

    def is_doubted(self, find: _Find) -> bool:
        """Return whether the sentence around a call asks about it, denies it, or only supposes it."""
        start = sentence_start(self.text[: find.start])
        around = (self.before if start == 0 else "") + self.text[start : find.start]
        rest = _REST.match(self.text, find.end)
        follows = self.text[rest.end() if rest else find.end :]
        closing = self.text[find.end :][:20].lstrip("`*)\"' ")[:1] == "?"
        if follows[:1].islower() and (match := _CONTINUES.match(follows)):
            around, closing = f"{around} {match[0]}", closing or match[0].endswith("?")
        said = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", around.lower().replace("’", "'"))
        pairs = {f"{one}_{other}" for one, other in pairwise(said)}
        return closing or bool({*said, *pairs} & words("rescue.doubts"))

    def _look(self, match: re.Match[str]) -> _Find | None:
        """Return what begins at a place that may begin a call."""
        if self.offered.is_empty and self._opened is None and not is_tool_call(match[0]):
            return None
        match match.lastgroup:
            case "mark":
                return self._mark(match)
            case "object":
                return self._object(match.start())
            case "name":
                return self._name(match)
            case _:
                return None

    def _mark(self, match: re.Match[str]) -> _Find | None:
        """Return the call inside a tag, or the tag itself."""
        mark = match[0]
        if is_closing(mark):
            start = self._opened if self._opened is not None else match.start()
            self._opened = None
            return _Find(start=start, end=match.end(), sure=True)
        named = name_in_tag(mark)
        body = match.end()
        if named is None and (pairs := name_before_pairs(self.text, body)):
            named, body = pairs[1], pairs.end()
        if named is not None:
            return self._tagged(match.start(), named, body)
        if self._opened is None:
            self._opened = match.start()
        return None

    def _tagged(self, start: int, named: str, body: int) -> _Find:
        """Return the call whose name is in a tag, with all up to where the tag or the next ends."""
        ends = re.compile(
            r"</(?:\w+:)?(?:function|invoke|tool|tool_call|call)>|</[|｜][^<>]{0,20}invoke>"
            r"|<(?:\w+:)?(?:function|invoke|tool)[\s=]|<[|｜][^<>]{0,20}invoke ",
            re.IGNORECASE,
        ).search(self.text, body)
        self._work += 1000
        end = ends.start() if ends else len(self.text)
        tool = self.offered.name(named) or named
        inner = self.text[body:end]
        call = make_call(tool, read_body(inner, self.offered.keys(tool)), inner)
        return self._found(start, end, [call])

    def _object(self, start: int) -> _Find | None:
        """Return the calls of an object or list."""
        end = open_extent(self.text, start)
        self._work += (end or start + 1000) - start
        if end is None:
            return None
        piece = self.text[start:end]
        calls = list(calls_in(read_json(piece), self.offered))[:MAX_CALLS]
        if calls:
            return self._found(start, end, calls)
        if end == len(self.text) and piece[-1] not in "}]" and _PIECE.match(piece):
            return _Find(start=start, end=end, sure=True)
        return None

    def _name(self, match: re.Match[str]) -> _Find | None:
        """Return the call that begins with the name of a tool."""
        word, start, end = match[0], match.start(), match.end()
        sure = self._opened is not None
        if word.lower() in _WRAPPERS:
            return None
        tool = self.offered.name(word) if self.offered.is_written(word) else None
        if tool is None and _ARGUMENT.match(self.text, end) and (sure or is_code(word)):
            tool = self.offered.name(word) or word
        elif tool is None and self.text[end : end + 1] in ("(", "{"):
            tool = self.offered.exactly(word)
        if tool is None:
            return None
        lead = self.text[: undecorated(self.text[:start])]
        alone = (
            not (self.before and not lead)
            and lead == lead.rstrip(" \t")
            and (not lead or lead[-1] in "\n:.!?…" or self._ends_line(lead, start))
        )
        if self.text[start - 1 : start] == "<" and self.text[end : end + 1] in (">", " ", "/"):
            found = read_tag(self.text, end, word, self.offered.keys(tool))
            start -= 1
        else:
            found = read_after(self.text, end, self.offered.keys(tool), alone=alone, sure=sure)
        self._work += 200
        if found is None:
            return None
        piece = self.text[end : found.end]
        return self._found(start, found.end, [make_call(tool, found.found, piece)])

    def _ends_line(self, lead: str, start: int) -> bool:
        """Return whether between a lead and what follows a line ends."""
        return "\n" in self.text[len(lead) : start]

    def _found(self, start: int, end: int, calls: list[ToolCall]) -> _Find:
        """Return a find, with the mark before it."""
        sure = self._opened is not None
        if self._opened is not None:
            start, self._opened = self._opened, None
        return _Find(start=start, end=end, calls=[call for call in calls if call.name], sure=sure)


def _unwrapped(text: str, offered: Offered, before: str) -> str:
    """Return the one text of an object that is all there is of an answer, an error for none."""
    plain = without_fences(text).strip()
    if offered.is_empty or before.strip() or plain[:1] != "{" or plain[-1:] != "}":
        return text
    found = read_json(plain)
    if not isinstance(found, dict) or any(found.get(key) for key in LISTS):
        return text
    if "error" in found:
        return ""
    said = [value for value in found.values() if isinstance(value, str) and value.strip()]
    return said[0] if len(said) == 1 else text


def _speech(text: str, finds: Sequence[_Find]) -> str:
    """Return the sentences that stand before, between and after what was found."""
    parts, position = [], 0
    for find in finds:
        parts.append(_lead(text[position : find.start], follows=position > 0))
        position = find.end
    parts.append(_after(text[position:]))
    return plain_quotes(" ".join(part for part in parts if part.strip()))


def _lead(text: str, *, follows: bool) -> str:
    """Return the text before a call, without an unfinished sentence that only leads to it."""
    text = _after(text) if follows else text
    text = text[: undecorated(text)]
    text = without_fences(text)
    text = text[: undecorated(text)] if text.strip() else ""
    start = sentence_start(f"{text}\n" if text.endswith(ENDS) else text)
    return text if len(text) - start > LEAD or start >= len(text) else text[:start].rstrip()


def _after(text: str) -> str:
    """Return the text after a call, without the rest of the sentence it was in."""
    rest = _REST.match(text)
    text = without_fences(text[rest.end() if rest else 0 :])
    if text[:1].islower() and (match := _CONTINUES.match(text)):
        text = text[match.end() :]
    return text.strip() if _has_words(text) else ""


def _has_words(text: str) -> bool:
    """Return whether there is anything to say in a text."""
    return any(letter.isalnum() for letter in text)
