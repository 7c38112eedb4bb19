"""Follows a JSON object while it is written: what is done is complete, what is said is not yet."""

from collections.abc import Iterator
import json
import re
from typing import Final

DO: Final = "do"
SAY: Final = "say"
# No answer is longer, in characters.
MOST: Final = 65_536
# Up to an escape that is not complete, or half of a pair that makes one character.
_WHOLE: Final = re.compile(
    r"(?:[^\\]|\\[^u]|\\u(?![dD][89abAB])[0-9a-fA-F]{4}"
    r"|\\u[dD][89abAB][0-9a-fA-F]{2}(?:\\u[0-9a-fA-F]{4}|(?=[^\\]|\\[^u])))*",
    re.DOTALL,
)


class ObjectReader:
    """Follows one JSON object character by character."""

    def __init__(self) -> None:
        """Start before its first brace."""
        self.text = ""
        self.spoke = self.acted = False
        self._depth: list[str] = []
        self._in_string = self._escaped = self._is_key = self._is_said = False
        self._key = ""
        self._start = 0
        self._element: int | None = None
        self._elements: list[str] = []
        self._ready = self._waiting = ""

    def feed(self, text: str) -> str | None:
        """Take in a text; return what comes after the object once it has ended."""
        for index, character in enumerate(text):
            self._read(character)
            if not self._depth:
                return text[index + 1 :]
            if len(self.text) > MOST:
                return ""
        return None

    def elements(self) -> Iterator[str]:
        """Yield the elements of `do` that are complete and were not yielded before."""
        while self._elements:
            yield self._elements.pop(0)

    def take(self) -> str:
        """Return the words that are complete and were not taken before."""
        whole = _WHOLE.match(self._waiting)
        end = whole.end() if whole else 0
        said = self._ready + _decoded(self._waiting[:end])
        self._ready, self._waiting = "", self._waiting[end:]
        return said

    def _read(self, character: str) -> None:
        """Read one character."""
        position = len(self.text)
        self.text += character
        if self._in_string:
            self._in_text(character, position)
        elif character == '"':
            self._in_string, self._start = True, position
            if self._key == SAY and not self._is_key and len(self._depth) == 1:
                self._is_said = self.spoke = True
        else:
            self._structure(character, position)

    def _in_text(self, character: str, position: int) -> None:
        """Read a character of a string."""
        if not self._escaped and character == '"':
            self._in_string = self._is_said = False
            self._ready, self._waiting = self._ready + _decoded(self._waiting), ""
            if self._is_key and len(self._depth) == 1:
                self._key = self.text[self._start + 1 : position]
            return
        self._escaped = not self._escaped and character == "\\"
        if self._is_said:
            self._waiting += character

    def _structure(self, character: str, position: int) -> None:
        """Read a character outside any string."""
        match character:
            case "{" | "[":
                self._depth.append(character)
                self._is_key = len(self._depth) == 1
                if self._key == DO and self._depth == ["{", "[", "{"]:
                    self._element = position
            case "}" | "]" if self._depth:
                self._depth.pop()
                if self._element is not None and len(self._depth) == 2:
                    self._elements.append(self.text[self._element : position + 1])
                    self._element, self.acted = None, True
            case "," if len(self._depth) == 1:
                self._is_key = True
            case ":" if len(self._depth) == 1:
                self._is_key = False


def _decoded(text: str) -> str:
    """Return what a part of a JSON string means."""
    try:
        words: str = json.loads(f'"{text}"', strict=False)
    except ValueError:
        words = text.replace("\\", "")
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
