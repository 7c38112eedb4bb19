"""How soon and how fast each model of a server answers, by the clock."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from statistics import median
import time
from typing import Final

from ..ollama import ChatChunk, canonical

_REMEMBERED: Final = 20
# A shorter answer says more about the network than about the model.
_FEWEST_TOKENS: Final = 8


class Stopwatch:
    """Times one answer."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Start."""
        self._clock = clock
        self._began = clock()
        self._first: float | None = None
        self._rate: float | None = None

    @property
    def first_token(self) -> float | None:
        """Return the seconds to the first piece of the answer, once it came."""
        return None if self._first is None else self._first - self._began

    @property
    def tokens_per_second(self) -> float | None:
        """Return how fast it was written, if it was long enough to tell."""
        return self._rate

    def feed(self, chunk: ChatChunk) -> None:
        """Note that a piece of the answer came."""
        now = self._clock()
        if self._first is None:
            self._first = now
        tokens, seconds = chunk.output_tokens or 0, now - self._first
        if chunk.done and tokens >= _FEWEST_TOKENS and seconds > 0:
            self._rate = (tokens - 1) / seconds


@dataclass(frozen=True, kw_only=True)
class _Samples:
    """The last measurements of one model."""

    first_token: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    tokens_per_second: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))


class SpeedBook:
    """The rolling medians of one server's models."""

    def __init__(self) -> None:
        """Begin with nothing measured."""
        self._samples: dict[str, _Samples] = {}
        self._listeners: list[Callable[[], None]] = []
        self.last: str | None = None

    def async_listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a listener after every answer; returns how to stop that."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    def note(self, model: str, watch: Stopwatch) -> None:
        """Remember how an answer of a model came."""
        self.last = canonical(model)
        samples = self._samples.setdefault(self.last, _Samples())
        if watch.first_token is not None:
            samples.first_token.append(watch.first_token)
        if watch.tokens_per_second is not None:
            samples.tokens_per_second.append(watch.tokens_per_second)
        for listener in tuple(self._listeners):
            listener()

    @property
    def first_token(self) -> Mapping[str, float]:
        """Return the seconds to the first token, by model."""
        return _medians({name: each.first_token for name, each in self._samples.items()})

    @property
    def tokens_per_second(self) -> Mapping[str, float]:
        """Return the tokens written a second, by model."""
        return _medians({name: each.tokens_per_second for name, each in self._samples.items()})


def _medians(samples: Mapping[str, deque[float]]) -> Mapping[str, float]:
    """Return the median of each that has any."""
    return {name: round(median(values), 3) for name, values in samples.items() if values}
