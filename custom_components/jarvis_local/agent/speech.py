"""What may be heard of a model's answer: without its thoughts, its markup, and not for ever."""

from typing import Final

from ..ollama.types import ToolCall
from .rescue import CallFilter, Offered, ThoughtFilter

# About five minutes of speech, whatever number of tokens the user allows.
MAX_SPOKEN: Final = 4000


class SpeechFilter:
    """Keeps thoughts out of a streamed text, and takes out tool calls that were written as text.

    Without `offered` no call is looked for, except one that a model marked as such: an answer in
    JSON is not mistaken for one.
    """

    def __init__(self, offered: Offered | None = None) -> None:
        """Start at the beginning of an answer."""
        self._thoughts = ThoughtFilter()
        self._calls = CallFilter(offered)
        self._begun = False

    @property
    def tool_calls(self) -> list[ToolCall]:
        """Return the calls that were written as text; all of them once the stream is over."""
        return self._calls.calls

    def feed(self, text: str) -> str:
        """Return what may be said of the text so far; anything may be split over several pieces."""
        return self._spoken(self._calls.feed(self._thoughts.feed(text)))

    def flush(self) -> str:
        """Return what waits for the end of a sentence, unless it may be the beginning of a call."""
        return self._spoken(self._calls.flush())

    def finish(self, *, is_cut: bool = False) -> str:
        """Return what was held back, when the stream is over; if it broke off, no call counts."""
        last = self._calls.feed(self._thoughts.finish())
        return self._spoken(last + self._calls.finish(is_cut=is_cut))

    def _spoken(self, text: str) -> str:
        """Return a text without the empty lines that thoughts leave before it."""
        if not self._begun:
            text = text.lstrip()
            self._begun = bool(text)
        return text
