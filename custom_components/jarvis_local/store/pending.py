"""Acts that wait for a yes or a PIN, bound to who asked, where, in which conversation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, ForeignKey, Index, delete, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from .base import Row, new_id, row_of, value_of

# Long enough to look into what happened; the log has it for longer, without the arguments.
KEPT_FOR: Final = timedelta(days=7)
_OPEN: Final = text("state = 'open'")


class PendingState(StrEnum):
    """Where a question is."""

    OPEN = "open"
    TAKEN = "taken"
    DENIED = "denied"
    EXPIRED = "expired"
    REPLACED = "replaced"


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who may answer: nobody else, nowhere else, in no other conversation."""

    person: str
    device_id: str = ""
    conversation_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Pending:
    """An act with its targets as they were resolved when it was asked for."""

    id: str = field(default_factory=new_id)
    person: str
    device_id: str = ""
    conversation_id: str = ""
    tool: str
    arguments: Mapping[str, Any]
    targets: tuple[str, ...] = ()
    level: str
    asked_at: datetime
    expires_at: datetime
    state: PendingState = PendingState.OPEN
    act_id: str | None = None

    @property
    def asker(self) -> Asker:
        """Return who may answer."""
        return Asker(
            person=self.person, device_id=self.device_id, conversation_id=self.conversation_id
        )


class PendingRow(Row):
    """The questions; the index lets an asker have one open."""

    __tablename__ = "pending"
    __table_args__ = (
        Index(
            "ix_pending_one_open",
            *("person", "device_id", "conversation_id"),
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    person: Mapped[str]
    device_id: Mapped[str]
    conversation_id: Mapped[str]
    tool: Mapped[str]
    arguments: Mapped[Mapping[str, Any]]
    targets: Mapped[tuple[str, ...]]
    level: Mapped[str]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    state: Mapped[PendingState]
    act_id: Mapped[str | None] = mapped_column(ForeignKey("audit.id", ondelete="SET NULL"))


def _by(asker: Asker) -> tuple[ColumnElement[bool], ...]:
    """Return what picks the open question of an asker."""
    return (
        PendingRow.person == asker.person,
        PendingRow.device_id == asker.device_id,
        PendingRow.conversation_id == asker.conversation_id,
        PendingRow.state == PendingState.OPEN,
    )


def ask(session: Session, pending: Pending) -> Pending | None:
    """Keep a question in the place of the asker's open one, and return that one, replaced."""
    replaced = _close(session, PendingState.REPLACED, *_by(pending.asker))
    session.add(row_of(PendingRow, pending))
    return replaced[0] if replaced else None


def open_for(session: Session, asker: Asker, now: datetime) -> Pending | None:
    """Return the question that an asker may still answer."""
    row = session.scalar(select(PendingRow).where(*_by(asker), PendingRow.expires_at > now))
    return None if row is None else value_of(Pending, row)


def take(
    session: Session,
    pending_id: str,
    asker: Asker,
    now: datetime,
    state: PendingState = PendingState.TAKEN,
) -> Pending | None:
    """Close an asker's question in time; the one caller who gets it, once, may act on it."""
    wanted = (*_by(asker), PendingRow.id == pending_id, PendingRow.expires_at > now)
    taken = _close(session, state, *wanted)
    return taken[0] if taken else None


def expire(session: Session, now: datetime) -> Sequence[Pending]:
    """Close the questions that nobody answered in time, and return them."""
    late = (PendingRow.state == PendingState.OPEN, PendingRow.expires_at <= now)
    return _close(session, PendingState.EXPIRED, *late)


def all_open(session: Session, now: datetime) -> Sequence[Pending]:
    """Return the questions that may still be answered, as after a start."""
    wanted = (PendingRow.state == PendingState.OPEN, PendingRow.expires_at > now)
    rows = session.scalars(
        select(PendingRow).where(*wanted).order_by(PendingRow.asked_at, PendingRow.id)
    )
    return [value_of(Pending, row) for row in rows]


def purge(session: Session, now: datetime) -> None:
    """Forget questions that were answered or left long ago."""
    session.execute(delete(PendingRow).where(PendingRow.expires_at < now - KEPT_FOR))


def _close(
    session: Session, state: PendingState, *wanted: ColumnElement[bool]
) -> Sequence[Pending]:
    """Give the questions that are picked another state, and return them."""
    rows = session.scalars(
        update(PendingRow).where(*wanted).values(state=state).returning(PendingRow)
    )
    return [value_of(Pending, row) for row in rows]
