"""How far each person has watched or heard what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from .base import Base, row_of, value_of


@dataclass(frozen=True, kw_only=True)
class Position:
    """A person's place in one item; `position` and `duration` are seconds."""

    person: str
    content_id: str
    title: str
    at: datetime
    position: float
    duration: float | None = None
    finished: bool = False
    series: str | None = None
    season: int | None = None
    episode: int | None = None
    player: str | None = None


class PositionRow(Base):
    """The positions, the last of each person in each item."""

    __tablename__ = "watched"
    __table_args__ = (
        Index("ix_watched_person_at", "person", "at"),
        Index("ix_watched_person_series", "person", "series"),
    )

    person: Mapped[str] = mapped_column(primary_key=True)
    content_id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    at: Mapped[datetime]
    position: Mapped[float]
    duration: Mapped[float | None]
    finished: Mapped[bool]
    series: Mapped[str | None]
    season: Mapped[int | None]
    episode: Mapped[int | None]
    player: Mapped[str | None]


def remember(session: Session, position: Position) -> None:
    """Keep how far someone is, in the place of what was known; the newer of two counts."""
    known = session.get(PositionRow, (position.person, position.content_id))
    if known is None or known.at <= position.at:
        session.merge(row_of(PositionRow, position))


def get(session: Session, person: str, content_id: str) -> Position | None:
    """Return how far someone is in an item."""
    row = session.get(PositionRow, (person, content_id))
    return None if row is None else value_of(Position, row)


def recent(
    session: Session, person: str, *, unfinished_only: bool = False, limit: int = 20
) -> Sequence[Position]:
    """Return what someone watched, the latest first."""
    wanted = [PositionRow.person == person]
    wanted += [~PositionRow.finished] if unfinished_only else []
    return _select(session, *wanted, limit=limit)


def last_of_series(session: Session, person: str, series: str) -> Position | None:
    """Return what someone watched last of a series."""
    wanted = (PositionRow.person == person, PositionRow.series == series)
    return next(iter(_select(session, *wanted, limit=1)), None)


def _select(session: Session, *wanted: ColumnElement[bool], limit: int) -> Sequence[Position]:
    """Return positions, the latest first."""
    latest = (PositionRow.at.desc(), PositionRow.content_id)
    rows = session.scalars(select(PositionRow).where(*wanted).order_by(*latest).limit(limit))
    return [value_of(Position, row) for row in rows]
