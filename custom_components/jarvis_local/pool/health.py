"""When a server that answers, but fails, is left alone; and when it is tried again."""

from enum import StrEnum
from typing import Final

from ..ollama import (
    AnswerTimeoutError,
    BusyError,
    ConnectionLostError,
    GarbledError,
    NotOllamaError,
    OllamaError,
    ServerFailedError,
)

FAILURES: Final = 2
FIRST_WAIT: Final = 10.0
LONGEST_WAIT: Final = 60.0
# Twice as long so many times is more than the longest.
_MOST_DOUBLINGS: Final = 3

# The others are signs of life: what was asked does not suit the model.
_SYMPTOMS = (
    AnswerTimeoutError,
    BusyError,
    ConnectionLostError,
    GarbledError,
    NotOllamaError,
    ServerFailedError,
)


class Circuit(StrEnum):
    """Whether a server is asked: as usual, only where nothing else is left, or just being tried."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """Opens after failures in a row, closes with the first answer."""

    def __init__(self) -> None:
        """Begin closed."""
        self.state = Circuit.CLOSED
        self._failures = 0
        self._trials = 0

    @property
    def is_closed(self) -> bool:
        """Return whether the server is asked as usual."""
        return self.state is Circuit.CLOSED

    @property
    def wait(self) -> float:
        """Return the seconds until the next trial: more after each that failed."""
        return min(FIRST_WAIT * 2.0 ** min(self._trials, _MOST_DOUBLINGS), LONGEST_WAIT)

    def note_failure(self, err: OllamaError) -> bool:
        """Count a failure; return whether the server is given up with this one."""
        if not isinstance(err, _SYMPTOMS):
            return False
        self._failures += 1
        if not self.is_closed or self._failures < FAILURES:
            return False
        self.state = Circuit.OPEN
        return True

    def begin_trial(self) -> None:
        """Let one request through."""
        self.state = Circuit.HALF_OPEN

    def reopen(self, *, count: bool) -> None:
        """Give the server up again, for longer if the trial counts as failed."""
        self.state = Circuit.OPEN
        self._trials += count

    def close(self) -> None:
        """Take the server as well: it has answered, or was away and is back."""
        self.state = Circuit.CLOSED
        self._failures = self._trials = 0
