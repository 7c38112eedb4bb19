"""What is kept no longer than it must be, and how much there is."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from . import audit
from .base import Base


def purge(session: Session, now: datetime) -> None:
    """Forget what is too old."""
    audit.purge(session, now)


def counts(session: Session) -> dict[str, int]:
    """Return how many rows each table has: all that a bug report may know."""
    return {
        name: session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in sorted(Base.metadata.tables.items())
    }
