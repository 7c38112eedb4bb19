"""What the stand-in says, and to whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .errors import RefusedError
from .failures import Failure
from .structured import held_to, users_words


@dataclass(frozen=True)
class Call:
    """A tool call; arguments given as a string go out as one, which some models get wrong so."""

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer of the model: what it thinks, says and calls, in this order.

    `chunks` are sent as they are; `text` is cut into words. The delay is in seconds.
    """

    text: str = ""
    chunks: Sequence[str] | None = None
    thinking: str = ""
    calls: Sequence[Call] = ()
    done_reason: str = "stop"
    failure: Failure | None = None
    first_token_delay: float = 0.0


type Needle = str | Callable[[str], bool]
type ReplySource = Reply | Callable[[Mapping[str, Any]], Reply]


@dataclass(frozen=True)
class _Rule:
    """When to say what, round by round."""

    needle: Needle
    replies: Sequence[ReplySource]

    def matches(self, text: str) -> bool:
        """Return whether the user's words call for this rule."""
        if callable(self.needle):
            return self.needle(text)
        return self.needle.casefold() in text.casefold()


class Script:
    """The rules of a test; the one added last is tried first."""

    def __init__(self) -> None:
        """Start without a rule."""
        self._rules: list[_Rule] = []
        self._otherwise: Sequence[ReplySource] = ()

    def when(self, needle: Needle, *replies: ReplySource) -> None:
        """Answer a last user message that holds the needle; one reply per round."""
        self._rules.insert(0, _Rule(needle, replies))

    def otherwise(self, *replies: ReplySource) -> None:
        """Answer what no rule matches."""
        self._otherwise = replies

    def clear(self) -> None:
        """Forget every rule."""
        self._rules.clear()
        self._otherwise = ()

    def reply(self, body: Mapping[str, Any]) -> Reply:
        """Return the reply to a chat or generate request, or raise a RefusedError of status 500."""
        text, round_number = _last_user_turn(body)
        replies = next((r.replies for r in self._rules if r.matches(text)), self._otherwise)
        if not replies:
            raise RefusedError(500, "the scripted Ollama has no reply to this request")
        source = replies[min(round_number, len(replies) - 1)]
        reply = source(body) if callable(source) else source
        return held_to(body.get("format"), reply)


def _last_user_turn(body: Mapping[str, Any]) -> tuple[str, int]:
    """Return the last words of the user and how often the model has answered since."""
    messages = body.get("messages") or [{"role": "user", "content": body.get("prompt") or ""}]
    rounds = 0
    for message in reversed(messages):
        if message.get("role") == "user" and (said := users_words(message)):
            return said, rounds
        rounds += message.get("role") == "assistant"
    return "", rounds
