"""What may be heard of a model's answer: without its thoughts, its markup, and not for ever."""

from typing import Any, Final

from homeassistant.util.json import json_loads

from ..ollama.chat import MAX_CALLS, is_sane
from ..ollama.types import ToolCall

# About five minutes of speech, whatever number of tokens the user allows.
MAX_SPOKEN: Final = 4000

# Tags that some models write into the text, and the one that ends each.
_TAGS: Final = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<tool_call>": "</tool_call>",
    "</think>": "",
    "</thinking>": "",
}
_TOOL_CALL: Final = "<tool_call>"
_LONGEST: Final = max(map(len, (*_TAGS, *_TAGS.values())))


class SpeechFilter:
    """Keeps thoughts out of a streamed text, and takes out tool calls that were written as text."""

    def __init__(self) -> None:
        """Start outside any tag."""
        self._pending = ""
        self._tag: str | None = None
        self._inside = ""
        self.tool_calls: list[ToolCall] = []

    def feed(self, text: str) -> str:
        """Return what may be said of the text so far; a tag may be split over several pieces."""
        self._pending += text
        said = ""
        while self._pending:
            before = self._pending
            said += self._skip() if self._tag else self._speak()
            if self._pending == before:
                break
        return said

    def finish(self) -> str:
        """Return what was held back, when the stream is over."""
        rest, self._pending = self._pending, ""
        if self._tag is None:
            return rest
        self._close(self._inside + rest)
        return ""

    def _speak(self) -> str:
        """Return the text up to the next tag, and enter it."""
        start, tag = _first(self._pending, tuple(_TAGS))
        if tag is None:
            safe = len(self._pending) - _partial(self._pending, tuple(_TAGS))
            said, self._pending = self._pending[:safe], self._pending[safe:]
            return said
        said, self._pending = self._pending[:start], self._pending[start + len(tag) :]
        self._tag = tag if _TAGS[tag] else None
        return said

    def _skip(self) -> str:
        """Swallow the text up to the end of the tag, and leave it."""
        end = _TAGS[self._tag or ""]
        start, found = _first(self._pending, (end,))
        if found is None:
            keep = _partial(self._pending, (end,))
            cut = len(self._pending) - keep
            self._inside += self._pending[:cut]
            self._pending = self._pending[cut:]
            return ""
        inside = self._inside + self._pending[:start]
        self._pending = self._pending[start + len(end) :].lstrip()
        self._close(inside)
        return ""

    def _close(self, inside: str) -> None:
        """Leave a tag, keeping the tool call that was in it."""
        wanted = self._tag == _TOOL_CALL and len(self.tool_calls) < MAX_CALLS
        if wanted and (call := _parse_call(inside)) is not None:
            self.tool_calls.append(call)
        self._tag, self._inside = None, ""


def _first(text: str, tags: tuple[str, ...]) -> tuple[int, str | None]:
    """Return where the first of the tags is, and which."""
    found = [(position, tag) for tag in tags if (position := text.find(tag)) >= 0]
    return min(found) if found else (-1, None)


def _partial(text: str, tags: tuple[str, ...]) -> int:
    """Return how many characters at the end may be the beginning of a tag."""
    for length in range(min(_LONGEST, len(text)), 0, -1):
        if any(tag.startswith(text[-length:]) for tag in tags):
            return length
    return 0


def _parse_call(text: str) -> ToolCall | None:
    """Return the tool call in `{"name": …, "arguments": {…}}`, if it is one."""
    try:
        call: Any = json_loads(text)
    except ValueError:
        return None
    if not isinstance(call, dict) or not isinstance(call.get("name"), str) or not is_sane(call):
        return None
    arguments = call.get("arguments", call.get("parameters", {}))
    return ToolCall(name=call["name"], arguments=arguments) if isinstance(arguments, dict) else None
