"""Who goes first: those who wait for an answer, then tasks of automations, then warm-ups.

Ollama has one slot by default. To break off a request is what frees it for the next one.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import IntEnum
import math
import time
from typing import Final

from ..ollama import BusyError, OllamaServer

# No errand waits longer for people to stop talking.
ERRAND_SECONDS: Final = 120.0

_TURN: ContextVar[object | None] = ContextVar("jarvis_local_turn", default=None)


class Priority(IntEnum):
    """Who breaks off whose request."""

    WARM_UP = 0
    TASK = 1
    PERSON = 2


class GaveWayError(BusyError):
    """An errand was broken off for someone who waits."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Errand:
    """A request that nobody waits for; `prefix` is what it has a server read, if that is all."""

    server: OllamaServer
    priority: Priority
    prefix: int | None
    scope: asyncio.Timeout


class Traffic:
    """The turns that are going on, and the errands that make way for them."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._turns: set[object] = set()
        self._errands: set[_Errand] = set()
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._last_turn = -math.inf

    @property
    def is_quiet(self) -> bool:
        """Return whether nobody waits for an answer."""
        return not self._turns

    @property
    def seconds_quiet(self) -> float:
        """Return how long nobody has waited."""
        return time.monotonic() - self._last_turn if self.is_quiet else 0.0

    @property
    def is_for_someone(self) -> bool:
        """Return whether this code runs for a turn that is going on, such as in one of its tools."""
        return _TURN.get() in self._turns

    @asynccontextmanager
    async def foreground(self) -> AsyncGenerator[None]:
        """Mark that someone waits."""
        turn = object()
        token = _TURN.set(turn)
        self._turns.add(turn)
        self._quiet.clear()
        try:
            yield
        finally:
            _TURN.reset(token)
            self._turns.discard(turn)
            self._last_turn = time.monotonic()
            if not self._turns:
                self._quiet.set()

    async def async_quiet(self, seconds: float = ERRAND_SECONDS) -> None:
        """Wait until nobody waits, at most so long; not at all on behalf of one who waits."""
        if self.is_for_someone:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._quiet.wait()
        except TimeoutError:
            return

    @asynccontextmanager
    async def errand(
        self, server: OllamaServer, priority: Priority, prefix: int | None = None
    ) -> AsyncGenerator[None]:
        """Do something nobody waits for; raises GaveWayError if someone wants the server meanwhile."""
        scope = asyncio.timeout(None)
        errand = _Errand(server=server, priority=priority, prefix=prefix, scope=scope)
        try:
            async with scope:
                self._errands.add(errand)
                try:
                    yield
                finally:
                    self._errands.discard(errand)
        except TimeoutError as err:
            if not scope.expired():
                raise
            raise GaveWayError("Someone else waits for an answer") from err

    def make_way(self, server: OllamaServer, priority: Priority, prefix: int) -> None:
        """Break off a server's errands of less priority.

        One that has the server read the very prefix which is needed now does half the work, and
        may be loading the model; it is left alone.
        """
        now = asyncio.get_running_loop().time()
        for errand in self._errands:
            useful = errand.prefix == prefix
            if errand.server is server and errand.priority < priority and not useful:
                errand.scope.reschedule(now)
