"""Cuts a streamed text into sentences without losing a character."""

import re
from typing import Final

# A mark, what may close after it, and the white space that shows it was the end.
_END: Final = re.compile(r"[.!?…。！？]+[\"'»”’)\]*_]*(?=\s)|\n+")
# What stands before a full stop that ends no sentence.
_NO_END: Final = re.compile(
    r"(?:^|[\s(«“\"'’-])(?:[A-Z]|M|Mm?e|Mlle|MM|Dr|Pr|Mrs?|Ms|St|Ste|Prof|Sr|Jr|approx|env|vs|no|nos|n°|p"
    r"|e\.g|i\.e|p\.\s?ex|cf|c\.-à-d|a\.m|p\.m)\.$|(?:^|\n)\s*\d{1,3}\.$"
)
# A full stop or dots go on when what follows is no beginning.
_GOES_ON: Final = re.compile(r"[ \t ]+[a-zà-öø-ÿ]")

# How a sentence of ours ends.
ENDS: Final = (".", "!", "?", "…")


class Sentences:
    """Collects a stream; `feed` gives what is complete, `finish` the rest, all of it as it came."""

    def __init__(self) -> None:
        """Start with nothing."""
        self._pending = ""

    def feed(self, text: str) -> list[str]:
        """Add a piece; return the sentences it completed, white space at their beginning."""
        self._pending += text
        found: list[str] = []
        while (end := self._end()) is not None:
            found.append(self._pending[:end])
            self._pending = self._pending[end:]
        return found

    def finish(self) -> list[str]:
        """Return what is left, as a sentence or as none."""
        rest, self._pending = self._pending, ""
        return [rest] if rest else []

    def _end(self) -> int | None:
        """Return where the first sentence ends, None while nobody can know."""
        for match in _END.finditer(self._pending):
            if match[0][0] == "\n":
                if self._pending[: match.start()].strip():
                    return match.end()
                continue
            before, after = self._pending[: match.end()], self._pending[match.end() :]
            if match[0][-1] in "!?" or "\n" in after[: len(after) - len(after.lstrip())]:
                return match.end()
            if not after.strip():
                return None
            if not _NO_END.search(before) and not _GOES_ON.match(after):
                return match.end()
        return None


def sentence(text: str) -> str:
    """Return a text that ends like a sentence."""
    return text if text.endswith(ENDS) else f"{text}."
