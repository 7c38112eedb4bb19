"""Holds back, of a streamed text, what may be the beginning of a tool call."""

import re
from typing import Final

from ...ollama.types import ToolCall
from .find import NAME, find_calls
from .marks import LEAD, MARK, is_tool_call, sentence_start, undecorated
from .offered import Offered, is_code

_START: Final = re.compile(
    rf"(?P<hold>```|{MARK.pattern}|\{{|\[(?=\s*[\[{{]))|(?P<name>(?<!\w){NAME})", re.IGNORECASE
)
# What a longer piece could still make a call of.
_PARTIAL: Final = re.compile(
    r"(?:``?|<[^<>\n]{0,120}|\[\s*|\[/?[A-Z_]{0,16}|(?<!\w)[A-Za-z_][\w.]*)\Z", re.IGNORECASE
)
_LONGEST: Final = 122
_HEADING: Final = re.compile(r"(?:Thought|Action|Observation)\Z")


class CallFilter:
    """Lets plain sentences pass as they come; from the first sign of a call on it waits for the end."""

    def __init__(self, offered: Offered | None = None) -> None:
        """Start at the beginning of an answer."""
        self._offered = offered or Offered()
        self._held = ""
        self._scanned = 0
        self._is_holding = False
        self._sentence = ""
        self.calls: list[ToolCall] = []

    def feed(self, text: str) -> str:
        """Return what can be said for sure."""
        self._held += text
        if self._is_holding:
            return ""
        limit = self._limit()
        return self._release(limit + len(self._held) - limit - len(self._held[limit:].lstrip()))

    def flush(self) -> str:
        """Return what waits for its sentence to end, where something else comes before that."""
        if self._is_holding:
            return ""
        rescued = find_calls(self._held, self._offered, before=self._sentence)
        if rescued.calls:
            return ""
        self._held = self._sentence = ""
        self._scanned = 0
        return rescued.speech

    def finish(self, *, is_cut: bool = False) -> str:
        """Return what is left to say, and keep the calls; one that may be cut means something else."""
        rescued = find_calls(self._held, self._offered, before=self._sentence)
        self._held = ""
        self.calls = [] if is_cut else list(rescued.calls)
        return rescued.speech

    def _limit(self) -> int:
        """Return up to where there is nothing of a call."""
        for match in _START.finditer(self._held, self._scanned):
            if match.lastgroup == "name" and match.end() == len(self._held):
                break
            if self._is_call(match):
                self._is_holding = True
                return undecorated(self._held[: match.start()])
            self._scanned = match.end()
        partial = _PARTIAL.search(self._held, max(self._scanned, len(self._held) - _LONGEST))
        return undecorated(self._held[: partial.start() if partial else len(self._held)])

    def _is_call(self, match: re.Match[str]) -> bool:
        """Return whether a word may be the name of a tool."""
        if self._offered.is_empty:
            return is_tool_call(match[0])
        if match.lastgroup == "hold":
            return True
        word, following = match[0], self._held[match.end()]
        if _HEADING.match(word) and following == ":":
            return True
        if self._offered.is_written(word):
            return True
        return following in "({" and (is_code(word) or self._offered.exactly(word) is not None)

    def _release(self, limit: int) -> str:
        """Return the complete sentences, and the beginning of a long one."""
        start = sentence_start(self._held[:limit])
        if start:
            self._sentence = ""
        cut = limit if self._sentence or limit - start > LEAD else start
        said, self._held = self._held[:cut], self._held[cut:]
        self._scanned = max(0, self._scanned - cut)
        self._sentence = (self._sentence + said[start:])[-500:]
        return said
