"""The database as the store's thread sees it: opened, brought to today's tables, and worked on."""

from collections.abc import Callable, Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from .backend import Backend
from .errors import DamagedError, StoreError, StoreReason
from .migrations import MIGRATIONS, Migration, migrate, version_of


class Database:
    """One database, used by one thread; opened by its first work, and again after a failure."""

    def __init__(self, backend: Backend, migrations: Sequence[Migration] = MIGRATIONS) -> None:
        """Use a database, which need not exist."""
        self.set_aside: list[str] = []
        self._backend = backend
        self._migrations = migrations
        self._engine: Engine | None = None
        self._held = False

    def open(self) -> None:
        """Open the database if it is not; what is broken is set aside and begun afresh."""
        try:
            if self._engine is None:
                self._engine = self._opened()
        except DamagedError:
            self._begin_afresh()
        except (SQLAlchemyError, OSError) as err:
            raise self._failure(err) from err

    def run[T](self, work: Callable[[Session], T]) -> T:
        """Do a piece of work in one transaction; it is committed once this returns."""
        self.open()
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                return work(session)
        except (SQLAlchemyError, OSError) as err:
            raise self._failure(err) from err
        except OverflowError as err:  # a number that no column can hold
            raise StoreError(StoreReason.FAILED) from err

    def hold(self) -> None:
        """Let the file rest with all in it; also one that is opened while it should."""
        if not self._held:
            self._held = True
            self._on_engine(self._backend.settle, self._backend.hold)

    def release(self) -> None:
        """End the rest."""
        self._held = False
        self._on_engine(self._backend.release, self._backend.settle)

    def close(self) -> None:
        """Close the database."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def _on_engine(self, *steps: Callable[[Engine], None]) -> None:
        """Do something with the engine, if there is one."""
        if self._engine is None:
            return
        try:
            for step in steps:
                step(self._engine)
        except (SQLAlchemyError, OSError) as err:
            raise self._failure(err) from err

    def _opened(self) -> Engine:
        """Return an engine with a sound database and today's tables."""
        engine = self._backend.engine()
        try:
            if self._held:
                self._backend.hold(engine)
            self._backend.check(engine)
            self._migrate(engine)
        except DamagedError, StoreError, SQLAlchemyError, OSError:
            engine.dispose()
            raise
        return engine

    def _migrate(self, engine: Engine) -> None:
        """Bring the tables to today's version, unless they are of tomorrow."""
        newest = len(self._migrations)
        with engine.connect() as connection:
            found = version_of(connection)
        if found > newest:
            raise StoreError(StoreReason.NEWER)
        if found == newest:
            return
        if found:
            self._backend.keep_copy(engine, newest)
        with engine.begin() as connection:
            migrate(connection, self._migrations)

    def _begin_afresh(self) -> None:
        """Set a broken file aside and open a fresh one."""
        try:
            self.set_aside.append(self._backend.set_aside())
            self._engine = self._opened()
        except (DamagedError, SQLAlchemyError, OSError) as err:
            raise self._failure(err) from err

    def _failure(self, err: DamagedError | SQLAlchemyError | OSError) -> StoreError:
        """Return our error; a database that turns out to be broken is looked at anew next time."""
        if isinstance(err, SQLAlchemyError) and self._backend.is_damage(err):
            self.close()
        return StoreError(self._backend.reason(err))
