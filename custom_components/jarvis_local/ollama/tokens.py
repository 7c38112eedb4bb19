"""How many tokens a text is, learned from what a server counted; and how many a model may read.

No tokenizer is asked: each model has its own, and only the server knows it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
import math
from typing import Final

from .catalogue import canonical

# In bytes of UTF-8 a token: less than any prompt was ever counted at, so that no estimate is too low.
_AT_FIRST: Final = 3.0
_HOPED_AT_FIRST: Final = 3.5
# Outside of these a server counted something else, such as only what was new to it.
_LEAST: Final = 1.0
_MOST: Final = 6.0
_MARGIN: Final = 0.97
_LEARNING: Final = 0.2
# A ratio that moved with every request would move what fits, and with it the prompt.
_STEADY: Final = 0.05
_AFTER_OVERFLOW: Final = 0.85


@dataclass(frozen=True, kw_only=True)
class ContextNeed:
    """What an agent's prompt takes with the whole home, in tokens, and what there is room for."""

    wanted: int
    room: int

    @property
    def fits(self) -> bool:
        """Return whether the whole home fits."""
        return self.wanted <= self.room


@dataclass(kw_only=True)
class TokenMeter:
    """One model's count: `ratio` in bytes a token; `limits` are contexts found smaller than asked for."""

    ratio: float = _AT_FIRST
    learned: bool = False
    limits: dict[int, int] = field(default_factory=dict)

    def tokens(self, size: int) -> int:
        """Return how many tokens so many bytes are, rather too many than too few."""
        return math.ceil(size / self.ratio)

    def hopeful_tokens(self, size: int) -> int:
        """Return how many tokens so many bytes are likely to be."""
        return math.ceil(size / (self.ratio if self.learned else _HOPED_AT_FIRST))

    def learn(self, size: int, tokens: int) -> None:
        """Take in that a prompt of so many bytes was counted as so many tokens."""
        if tokens < 1 or not _LEAST <= size / tokens <= _MOST:
            return
        found = size / tokens * _MARGIN
        if not self.learned or found < self.ratio * _MARGIN:
            self.ratio = found
        elif found > self.ratio * (1 + _STEADY):
            self.ratio += (found - self.ratio) * _LEARNING
        self.learned = True

    def overflowed(self, size: int, *, asked: int, tokens: int | None, context: int | None) -> None:
        """Take in that a prompt did not fit a context, and what the server said of both."""
        if context and context < asked:
            self.limits[asked] = context
        if tokens:
            self.learn(size, tokens)
        if self.tokens(size) < (limit := self.limits.get(asked, asked)):
            self.ratio = min(self.ratio * _AFTER_OVERFLOW, size / limit * _MARGIN)
            self.learned = True


class TokenMeters:
    """The meters of all models, and what each agent's prompt would need."""

    def __init__(self) -> None:
        """Start with nothing learned."""
        self._meters: dict[str, TokenMeter] = {}
        self._needs: dict[tuple[str, str], ContextNeed] = {}
        self._listeners: list[Callable[[], None]] = []

    def of(self, model: str) -> TokenMeter:
        """Return a model's meter."""
        return self._meters.setdefault(canonical(model), TokenMeter())

    def need(self, agent: str, model: str) -> ContextNeed | None:
        """Return what an agent's prompt takes, once it was put together."""
        return self._needs.get((agent, canonical(model)))

    def note_need(self, agent: str, model: str, need: ContextNeed) -> None:
        """Note what an agent's prompt takes; tell those who listen where it does not, or did not, fit."""
        before = self._needs.get((agent, canonical(model)))
        self._needs[agent, canonical(model)] = need
        if need != before and not (need.fits and (before is None or before.fits)):
            for listener in list(self._listeners):
                listener()

    def async_listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a listener when something begins or ceases to fit, or lacks more; returns how to stop it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)
