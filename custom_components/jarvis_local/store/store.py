"""The store as the rest of Jarvis sees it: work is handed in, done on one thread, and acknowledged."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import Context
from pathlib import Path
from typing import Concatenate, Final, Protocol

from sqlalchemy.orm import Session

from homeassistant.core import callback

from .database import Database
from .errors import StoreError, StoreReason
from .migrations import MIGRATIONS, Migration
from .sqlite import SqliteFile

# What people wait for must not wait for a disk that hangs.
_PATIENCE: Final = 20.0


class Reporter(Protocol):
    """Told how the store fares; on the event loop."""

    def failed(self, err: StoreError) -> None:
        """Say that something was not kept."""

    def works(self) -> None:
        """Say that something was kept, or looked up."""

    def set_aside(self, name: str) -> None:
        """Say that a broken file has another name now, and a fresh one was begun."""


class Store:
    """Keeps what must survive.

    `async_run(work, …)` is the one way in: `work` is a function of a repository, or one that calls
    several, and gets a Session and the other arguments. It runs on the store's own thread in one
    transaction, and returns plain values, never rows. When `async_run` returns, what was written
    is on the disk; when it raises StoreError, none of it was kept (with SLOW, it may yet be).
    """

    def __init__(
        self,
        path: Path,
        reporter: Reporter | None = None,
        *,
        migrations: Sequence[Migration] = MIGRATIONS,
        patience: float = _PATIENCE,
    ) -> None:
        """Use a file, which need not exist."""
        self.path = path
        self._reporter = reporter
        self._patience = patience
        self._database = Database(SqliteFile(path), migrations)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="jarvis_local_store")
        self._closed = False
        self._keeping: set[asyncio.Task[None]] = set()

    async def async_open(self) -> None:
        """Open the file, however long its migration takes; later work tries again if this fails."""
        await self._async_call(self._database.open, patience=None)

    async def async_run[**P, T](
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Do a piece of work; return what it returned once it is committed."""

        def job() -> T:
            return self._database.run(lambda session: work(session, *args, **kwargs))

        return await self._async_call(job, patience=self._patience)

    @callback
    def async_keep[**P](
        self, work: Callable[Concatenate[Session, P], object], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Have a piece of work done while others go on; closing waits for it, failures are reported."""
        # In a context of its own: the timer of its patience would keep the caller's alive.
        task = asyncio.get_running_loop().create_task(
            self._async_quietly(work, *args, **kwargs), context=Context()
        )
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def _async_quietly[**P](
        self, work: Callable[Concatenate[Session, P], object], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Do a piece of work whose failure has been reported when it is raised."""
        with suppress(StoreError):
            await self.async_run(work, *args, **kwargs)

    async def async_hold(self) -> None:
        """Let the file rest, so that it can be copied; writing goes on beside it."""
        await self._async_call(self._database.hold, patience=self._patience)

    async def async_release(self) -> None:
        """End the rest."""
        await self._async_call(self._database.release, patience=self._patience)

    async def async_close(self) -> None:
        """Finish what was handed in, and close the file; work that comes later is refused."""
        if self._closed:
            return
        if self._keeping:
            await asyncio.wait(self._keeping, timeout=self._patience)
        self._closed = True
        closing = asyncio.get_running_loop().run_in_executor(self._thread, self._database.close)
        _, hanging = await asyncio.wait([closing], timeout=self._patience)
        # Closing was the last that the thread had to do: once that is over, nothing is left to wait for.
        self._thread.shutdown(wait=not hanging)

    async def _async_call[T](self, job: Callable[[], T], *, patience: float | None) -> T:
        """Do a job on the thread, and report how it went."""
        try:
            result = await self._async_wait(job, patience)
        except StoreError as err:
            self._report(err)
            raise
        self._report(None)
        return result

    async def _async_wait[T](self, job: Callable[[], T], patience: float | None) -> T:
        """Wait for a job, but not for ever; one that has not begun by then never will."""
        if self._closed:
            raise StoreError(StoreReason.CLOSED)
        try:
            async with asyncio.timeout(patience):
                return await asyncio.get_running_loop().run_in_executor(self._thread, job)
        except TimeoutError as err:
            raise StoreError(StoreReason.SLOW) from err

    def _report(self, err: StoreError | None) -> None:
        """Tell how it went, and first what was set aside."""
        if self._reporter is None:
            return
        while self._database.set_aside:
            self._reporter.set_aside(self._database.set_aside.pop(0))
        if err is None:
            self._reporter.works()
        else:
            self._reporter.failed(err)
