"""A file of SQLite: all that is said in its own dialect.

Written ahead (WAL) and synced at each commit: what is committed survives a kill and a power cut.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
import sqlite3
from typing import Any, Final, override

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from .backend import Backend
from .errors import DamagedError, StoreReason

_BUSY_SECONDS: Final = 5
_CHECKPOINT_PAGES: Final = 1000
_LEAVE_LOG: Final = sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE
_PRIMARY: Final = 0xFF
_DAMAGE: Final = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_REASONS: Final = {
    sqlite3.SQLITE_FULL: StoreReason.FULL,
    sqlite3.SQLITE_READONLY: StoreReason.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: StoreReason.READ_ONLY,
    sqlite3.SQLITE_BUSY: StoreReason.SLOW,
}
# The log ahead and its index belong to the file under its name.
_COMPANIONS: Final = ("", "-wal", "-shm")


class SqliteFile(Backend):
    """One file in a folder."""

    def __init__(self, path: Path) -> None:
        """Use a file, which need not exist."""
        self._path = path

    @override
    def engine(self) -> Engine:
        """Return an engine; the file is made by its first connection."""
        engine = create_engine(
            URL.create("sqlite", database=str(self._path)),
            connect_args={"timeout": _BUSY_SECONDS},
            # An error may reach the log; what people said may not.
            hide_parameters=True,
            pool_size=1,
            max_overflow=0,
        )
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    @override
    def check(self, engine: Engine) -> None:
        """Look through the whole file: it is small, and a power cut can leave anything."""
        try:
            with engine.connect() as connection:
                found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
        except DBAPIError as err:
            if self.is_damage(err):
                raise DamagedError(str(err.orig)) from err
            raise
        if found != "ok":
            raise DamagedError(str(found))

    @override
    def is_damage(self, err: SQLAlchemyError) -> bool:
        """Return whether SQLite says that the file is broken."""
        return _code(err) in _DAMAGE

    @override
    def reason(self, err: Exception) -> StoreReason:
        """Return what SQLite's code means to people."""
        return _REASONS.get(_code(err), StoreReason.FAILED)

    @override
    def keep_copy(self, engine: Engine, version: int) -> None:
        """Copy the file beside itself, whole or not at all."""
        kept = self._path.with_name(f"{self._path.name}.before-v{version}")
        partial = kept.with_name(f"{kept.name}.partial")
        partial.unlink(missing_ok=True)
        with _driver(engine) as driver, closing(sqlite3.connect(partial)) as copy:
            driver.backup(copy)
        partial.replace(kept)

    @override
    def set_aside(self) -> str:
        """Rename the file, and what belongs to it so that it can still be opened, as the recorder does."""
        suffix = f".corrupt.{datetime.now(UTC):%Y-%m-%dT%H-%M-%S.%f}"
        for companion in _COMPANIONS:
            path = self._path.with_name(self._path.name + companion)
            if path.exists():
                path.rename(path.with_name(self._path.name + suffix + companion))
        return self._path.name + suffix

    @override
    def settle(self, engine: Engine) -> None:
        """Empty the log into the file."""
        with _driver(engine) as driver:
            _pragma(driver, "wal_checkpoint(TRUNCATE)")

    @override
    def hold(self, engine: Engine) -> None:
        """Write only to the log from now on.

        So the file does not change while it is read, and of the log, which only grows, any part
        that is read is a part of the truth.
        """
        with _driver(engine) as driver:
            _pragma(driver, "wal_autocheckpoint = 0")
            driver.setconfig(_LEAVE_LOG)

    @override
    def release(self, engine: Engine) -> None:
        """Write to the file again, by itself."""
        with _driver(engine) as driver:
            driver.setconfig(_LEAVE_LOG, False)  # noqa: FBT003 takes no keywords
            _pragma(driver, f"wal_autocheckpoint = {_CHECKPOINT_PAGES}")


def remove(path: Path) -> None:
    """Delete a file of ours and all that was kept or set aside of it."""
    files = [path.with_name(path.name + companion) for companion in _COMPANIONS]
    for copies in ("corrupt.*", "before-v*"):
        files += path.parent.glob(f"{path.name}.{copies}")
    for file in files:
        file.unlink(missing_ok=True)


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Set up a connection; transactions are begun by `_begin` alone, tables' changes included."""
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        _pragma(connection, pragma)


def _begin(connection: Connection) -> None:
    """Begin as one who writes: two of those wait for each other, instead of failing halfway."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _pragma(driver: sqlite3.Connection, text: str) -> None:
    """Run a pragma to its end."""
    driver.execute(f"PRAGMA {text}").fetchall()


@contextmanager
def _driver(engine: Engine) -> Iterator[sqlite3.Connection]:
    """Yield SQLite's own connection, outside any transaction; its errors become SQLAlchemy's."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        try:
            yield driver
        except sqlite3.Error as err:
            raise OperationalError(None, None, err) from err


def _code(err: Exception) -> int:
    """Return SQLite's code without its details; 0 for an error of someone else."""
    found = getattr(getattr(err, "orig", None), "sqlite_errorcode", 0)
    return int(found) & _PRIMARY
