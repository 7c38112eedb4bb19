"""Keeps a request within its context: what was said long ago makes room, and nothing is cut unseen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.helpers.json import json_dumps

from ..const import CONF_NUM_CTX, CONF_NUM_PREDICT
from ..models import AgentSettings
from ..ollama import canonical
from ..ollama.errors import ContextExceededError
from ..ollama.tokens import TokenMeter
from ..pool import ServerPool
from .wire import size

# What a template writes around each message, in bytes.
_AROUND: Final = 24
# For one turn: the user's words, the notes on them, calls and their results.
_TURN: Final = 600
# Shares of a small context that an answer and a turn may take.
_SHARE: Final = 8
# No result is made shorter than this, in characters.
SHORTEST_RESULT: Final = 400

type Message = Mapping[str, Any]


def weight(messages: Sequence[Message], tools: Sequence[Mapping[str, Any]] = ()) -> int:
    """Return the bytes that a model is to read."""
    return sum(map(_message_weight, messages)) + sum(map(size, tools))


def _message_weight(message: Message) -> int:
    """Return the bytes of a message; bytes count for more where a letter takes more tokens."""
    calls = message.get("tool_calls")
    return (
        _AROUND
        + len(str(message.get("content") or "").encode())
        + (len(json_dumps(calls)) if calls else 0)
    )


@dataclass(frozen=True, kw_only=True)
class Guard:
    """The context of a model's requests: `asked` is what is asked for, `context` what there will be.

    `answer` is kept free for the answer; all in tokens.
    """

    meter: TokenMeter
    asked: int
    context: int
    answer: int

    @property
    def room(self) -> int:
        """Return how many tokens a prompt may have."""
        return self.context - self.answer

    @property
    def for_prefix(self) -> int:
        """Return how many of them may be there before anyone has spoken."""
        return self.room - min(_TURN, self.context // _SHARE)

    def tokens(self, text: str) -> int:
        """Return how many tokens a text has, rather too many than too few."""
        return self.meter.tokens(len(text.encode()))

    def count(self, messages: Sequence[Message], tools: Sequence[Mapping[str, Any]] = ()) -> int:
        """Return how many tokens a prompt has."""
        return self.meter.tokens(weight(messages, tools))

    def hopeful(self, messages: Sequence[Message], tools: Sequence[Mapping[str, Any]] = ()) -> int:
        """Return the same without the caution of a first guess: a server that refuses costs little."""
        return self.meter.hopeful_tokens(weight(messages, tools))

    def fits(self, messages: Sequence[Message], tools: Sequence[Mapping[str, Any]] = ()) -> bool:
        """Return whether a prompt leaves room for its answer."""
        return self.count(messages, tools) <= self.room

    def note_read(
        self, messages: Sequence[Message], tools: Sequence[Mapping[str, Any]], tokens: int | None
    ) -> None:
        """Learn from what a server counted."""
        if tokens is not None:
            self.meter.learn(weight(messages, tools), tokens)

    def note_overflow(
        self,
        messages: Sequence[Message],
        tools: Sequence[Mapping[str, Any]],
        err: ContextExceededError,
    ) -> None:
        """Learn from a server's refusal."""
        self.meter.overflowed(
            weight(messages, tools), asked=self.asked, tokens=err.tokens, context=err.context
        )


def guard_for(pool: ServerPool, settings: AgentSettings) -> Guard:
    """Return the guard of a model as it will be asked next."""
    options = pool.runner_options(settings)
    asked = int(options[CONF_NUM_CTX])
    meter = pool.meters.of(settings.model)
    found = pool.model(settings.model)
    bounds = (
        meter.limits.get(asked),
        found.context_length if found else None,
        _loaded_context(pool, settings.model) if meter.learned else None,
    )
    context = min([asked, *(bound for bound in bounds if bound)])
    wanted = int(options[CONF_NUM_PREDICT])
    return Guard(
        meter=meter,
        asked=asked,
        context=context,
        answer=min(wanted if wanted > 0 else context, context // _SHARE),
    )


def _loaded_context(pool: ServerPool, model: str) -> int | None:
    """Return the smallest context a model was given where it is in memory.

    Only of one that has answered: before, it may be there for another's sake.
    """
    sizes = [
        loaded.context_length
        for coordinator in pool.coordinators.values()
        if coordinator.is_online
        for loaded in coordinator.data.loaded
        if canonical(loaded.name) == canonical(model) and loaded.context_length
    ]
    return min(sizes, default=None)
