"""What a kind of database has to offer: the one seam through which another may come, by URL."""

from typing import Protocol

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from .errors import StoreReason


class Backend(Protocol):
    """A kind of database; only these modules may use what not every database has."""

    def engine(self) -> Engine:
        """Return an engine with one connection, whose transactions cannot deadlock."""
        ...

    def check(self, engine: Engine) -> None:
        """Raise DamagedError for what is no database, or a broken one."""
        ...

    def is_damage(self, err: SQLAlchemyError) -> bool:
        """Return whether an error means that the database is broken."""
        ...

    def reason(self, err: Exception) -> StoreReason:
        """Return why a piece of work failed."""
        ...

    def keep_copy(self, engine: Engine, version: int) -> None:
        """Keep the database as it is, before it is brought to a version."""
        ...

    def set_aside(self) -> str:
        """Move what is broken away, and return its new name."""
        ...

    def settle(self, engine: Engine) -> None:
        """Bring all that is written into the file itself."""
        ...

    def hold(self, engine: Engine) -> None:
        """Let the file rest while a backup reads it; writing goes on."""
        ...

    def release(self, engine: Engine) -> None:
        """End the rest."""
        ...
