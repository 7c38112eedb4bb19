"""The model servers as one: which of them answers, who goes first, how well each one does."""

from .candidates import Candidate
from .health import Circuit
from .servers import ServerPool
from .speed import Stopwatch
from .traffic import ERRAND_SECONDS, GaveWayError, Priority

__all__ = [
    "ERRAND_SECONDS",
    "Candidate",
    "Circuit",
    "GaveWayError",
    "Priority",
    "ServerPool",
    "Stopwatch",
]
