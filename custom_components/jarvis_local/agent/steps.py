"""What was heard in a round of a turn, and what may come next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from homeassistant.components.conversation import ToolResultContent
from homeassistant.helpers import llm

from .signs import Sign
from .trouble import Cause


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A round: the words spoken and held back, the calls and what came of each, how it broke off.

    `ours` is that the calls were read from the user's words, not made by the model.
    """

    spoken: str = ""
    held: str = ""
    calls: Sequence[llm.ToolInput] = ()
    results: Sequence[ToolResultContent] = ()
    trouble: Cause | None = None
    ours: bool = False


@dataclass(frozen=True, kw_only=True)
class Again:
    """The model goes on; `correction` are messages that only the next request holds."""

    correction: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, kw_only=True)
class Act:
    """These calls are made in the model's place."""

    calls: Sequence[llm.ToolInput]


@dataclass(frozen=True, kw_only=True)
class Say:
    """This is said, and the turn ends; `is_error` where it is that nothing was done.

    `is_partial` is that not all was done.
    """

    text: str
    is_error: bool = False
    is_question: bool = False
    is_partial: bool = False

    @property
    def sign(self) -> Sign:
        """Return what a reader sees it by."""
        if self.is_error or self.is_partial:
            return Sign.ERROR
        return Sign.HINT if self.is_question else Sign.DONE


@dataclass(frozen=True, kw_only=True)
class End:
    """The turn ends with what was said; `is_enough` where it was said in an earlier round."""

    is_enough: bool = False


type Step = Again | Act | Say | End


class Gate(Protocol):
    """What a round's words pass on their way to the listener."""

    @property
    def held(self) -> str:
        """Return what was held back."""

    def feed(self, text: str) -> str:
        """Return what may be spoken now."""

    def flush(self) -> str:
        """Return what may be spoken before something else comes, such as a call."""

    def finish(self) -> str:
        """Return what may be spoken at the end of the round."""


class OpenGate:
    """Lets all words through."""

    held = ""

    def feed(self, text: str) -> str:
        """Return what may be spoken now."""
        return text

    def flush(self) -> str:
        """Return what may be spoken before something else comes, such as a call."""
        return ""

    def finish(self) -> str:
        """Return what may be spoken at the end of the round."""
        return ""


class Guide:
    """Decides what comes after a round; this one leaves everything to the model."""

    def gate(self) -> Gate:
        """Return the gate for the next round's words."""
        return OpenGate()

    def is_new(self, call: llm.ToolInput) -> bool:
        """Return whether a call is to be made: not what was done in this turn already."""
        return True

    async def async_after(self, heard: Heard) -> Step:
        """Return what comes next."""
        return Again() if heard.calls else End()
