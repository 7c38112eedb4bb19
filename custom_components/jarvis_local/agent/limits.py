"""What the user's words forbid, held against each call of a turn."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from homeassistant.core import State

from ..languages import phrase
from ..tools.base import Request
from .reading import Bar, Bounds

NOT_SAID: Final = "This is not what the user said."
_WHY_NOT: Final = {
    Bar.NEGATED: "The user said not to do this. Leave it as it is.",
    Bar.EXCEPT: "The user excepted this. Call only for what was meant.",
    Bar.CONDITION: "This depends on a condition: look with get_state first, act only if it is so.",
    Bar.LATER: "The user wants this at another time. Nothing can be done later: say that.",
    Bar.QUESTION: "The user only asks. Change nothing: look with get_state if needed, and answer.",
}
# What is said where the model will not see it; of the rest, that it was not managed.
_SAID_OF: Final = {
    Bar.NEGATED: "answers.left_alone",
    Bar.CONDITION: "answers.condition",
    Bar.LATER: "answers.later",
}
_ASIDE: Final = (Bar.OPPOSITE, Bar.ELSEWHERE)
# A model is told so once.
_MOST_STOPPED: Final = 2


class Limits:
    """The limits of one request, and which of them a model ran into."""

    def __init__(self, found: Bounds | None) -> None:
        """Start with what the words rule out; None where each of them was understood."""
        self._found = found
        self._bars: list[Bar] = []
        self._rounds = 0
        self.looked = False

    def tell(self, request: Request) -> None:
        """Have the tools leave alone what is excepted; its words name nothing that is meant."""
        if self._found and self._found.excepted:
            request.meant, request.spared = self._found.meant, self._found.excepted

    @property
    def says_all(self) -> bool:
        """Return whether everything is meant, wherever it is."""
        return self._found is not None and self._found.is_whole

    def why_not(
        self, intents: Sequence[str], targets: Sequence[State], *, is_first: bool
    ) -> str | None:
        """Return why a call is not what the user said, for the model.

        After the first deed, another direction or place may be what is left to be done.
        """
        if self._found is None:
            return None
        touched = [state.entity_id for state in targets]
        bar = self._found.why_not(intents, touched, looked=self.looked)
        if bar is None or (bar in _ASIDE and not is_first):
            return None
        self._bars.append(bar)
        return _WHY_NOT.get(bar, NOT_SAID)

    def is_stuck(self, *, was_stopped: bool) -> bool:
        """Return whether a model does not take no for an answer, after one more round."""
        self._rounds += was_stopped
        return self._rounds >= _MOST_STOPPED

    def left_undone(self, language: str) -> str | None:
        """Return what is said of a call that was stopped beside others that were made."""
        bar = next((bar for bar in self._undone if bar in self._bars), None)
        return phrase(language, _SAID_OF[bar]) if bar else None

    def could_not(self, language: str) -> str:
        """Return that it was not done, with the reason where the user's words have it."""
        limits: Collection[Bar] = self._found.bars if self._found else ()
        bars = [*self._bars, *(bar for bar in self._undone if bar in limits)]
        key = next((_SAID_OF[bar] for bar in bars if bar in _SAID_OF), "answers.could_not")
        return phrase(language, key)

    @property
    def _undone(self) -> tuple[Bar, ...]:
        """Return the limits that leave something to be done; a condition once looked at does not."""
        return (Bar.LATER,) if self.looked else (Bar.LATER, Bar.CONDITION)


def contradiction(why: str) -> dict[str, Any]:
    """Return the result of a call that is not what the user said."""
    return {"error": why, "contradicts": True}
