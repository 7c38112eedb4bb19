"""Reads a structured answer while it comes: its calls one by one, its words as they are written."""

from collections.abc import Mapping
import json
import re
from typing import Any, Final

from ...ollama.chat import MAX_CALLS, tool_call
from ...ollama.types import ToolCall
from .json_object import DO, MOST, SAY, ObjectReader

# Only what a server that ignores the format may have its model write.
_OTHER_WORDS: Final = ("answer", "response", "text", "message", "speech")
_NAME: Final = re.compile(
    r'"(?:tool|name|function)"\s*:\s*"(\w{1,64})"|^\{\s*"(?!do"|say")(\w{1,64})"\s*:\s*\{'
)
_SHOWN: Final = 200
_FENCE: Final = re.compile(r"```\w*\s*\Z")


class AnswerReader:
    """Reads one answer; what is not JSON is handed on as words, JSON never is."""

    def __init__(self) -> None:
        """Start before the answer."""
        self.calls: list[ToolCall] = []
        self.said = ""
        self.raw = ""
        self._object: ObjectReader | None = None
        self._between = self._rest = ""

    def feed(self, text: str) -> tuple[str, list[ToolCall]]:
        """Return what may be said and called of a piece of the answer."""
        self.raw += text[: MOST - len(self.raw)]
        said, before = "", len(self.calls)
        while text:
            if self._object is None:
                said += self._outside(text)
                text = self._rest
                continue
            rest = self._object.feed(text)
            said += self._object.take()
            self._call(self._object)
            if rest is not None:
                said += self._close()
            text = rest or ""
        self.said += said
        return said, self.calls[before:]

    def finish(self) -> tuple[str, list[ToolCall]]:
        """Return what is left when the answer ends, wherever it breaks off."""
        before = len(self.calls)
        said = self._close() if self._object is not None else _FENCE.sub("", self._between).rstrip()
        self._between = ""
        self.said += said
        return said, self.calls[before:]

    def _outside(self, text: str) -> str:
        """Return the words before the next object, and enter it."""
        words, brace, rest = (self._between + text).partition("{")
        self._between = ""
        if brace:
            self._object, self._rest = ObjectReader(), brace + rest
            return _FENCE.sub("", words).rstrip()
        # A fence and white space belong to the object that may follow.
        self._rest = ""
        held = re.search(r"[`\[\s\w]{0,12}\Z", words) if "`" in words[-12:] else None
        kept = held.start() if held else len(words.rstrip())
        self._between = words[kept:]
        return words[:kept]

    def _call(self, read: ObjectReader) -> None:
        """Keep the calls that are complete."""
        for written in read.elements():
            self._add(_read_call(written))

    def _add(self, call: ToolCall | None) -> None:
        """Keep a call, up to what anyone has a use for."""
        if call is not None and len(self.calls) < MAX_CALLS:
            self.calls.append(call)

    def _close(self) -> str:
        """Leave the object; return what it says in another way than it was asked to."""
        read, self._object = self._object, None
        if read is None or (read.spoke and read.acted):
            return ""
        try:
            content = json.loads(read.text, strict=False)
        except ValueError, RecursionError:
            if not read.acted:
                self._add(_read_call(read.text))
            return ""
        if not read.acted:
            single = content.get(DO)
            self._add(_from_object(single if isinstance(single, dict) else content))
        words = (content.get(key) for key in (SAY, *_OTHER_WORDS) if not read.spoke)
        return next((str(word) for word in words if _is_said(word)), "")


def _is_said(value: Any) -> bool:
    """Return whether a value can be read out."""
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _read_call(text: str) -> ToolCall | None:
    """Return the call in a text; one that cannot be read goes back to the model with its name."""
    try:
        return _from_object(json.loads(text, strict=False))
    except ValueError, RecursionError:
        name = _NAME.search(text)
        if name is None:
            return None
        return ToolCall(name=name[1] or name[2], arguments={}, unreadable=text[:_SHOWN])


def _from_object(content: Any) -> ToolCall | None:
    """Return the call that an object is."""
    match content:
        case {"tool": str() as name} | {"name": str() as name} | {"function": str() as name}:
            return tool_call({"function": {"name": name, "arguments": _arguments(content)}})
        case {**single} if len(single) == 1:
            return _from_pair(*next(iter(content.items())))
        case _:
            return None


def _from_pair(name: str, arguments: Any) -> ToolCall | None:
    """Return the call that a tool's name and its arguments are."""
    if name in (DO, SAY) or not isinstance(arguments, dict):
        return None
    return tool_call({"function": {"name": name, "arguments": arguments}})


def _arguments(content: Mapping[str, Any]) -> Any:
    """Return a call's arguments, under whichever name."""
    names = ("args", "arguments", "parameters")
    return next((content[name] for name in names if name in content), {})
