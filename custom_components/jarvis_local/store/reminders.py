"""Reminders and alarms: what, for whom, when, and whether it was told."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, DateTime, Index, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from .base import Row, new_id, row_of, value_of
from .schedule import due_at, next_due

KEPT_FOR: Final = timedelta(days=90)


class ReminderKind(StrEnum):
    """What happens when it is due: words, or a sound until someone stops it."""

    REMINDER = "reminder"
    ALARM = "alarm"


class ReminderState(StrEnum):
    """Where a reminder is; telling means that someone claimed it and has not said how it went."""

    WAITING = "waiting"
    TELLING = "telling"
    TOLD = "told"
    MISSED = "missed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class NewReminder:
    """What is asked for: `wall` is a local time without a zone, `days` are 0 for Monday to 6."""

    kind: ReminderKind = ReminderKind.REMINDER
    text: str
    person: str
    wall: datetime
    time_zone: str
    days: tuple[int, ...] = ()
    channel: str | None = None
    device_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reminder(NewReminder):
    """A reminder that is kept; `due_at` is the next time, `told_at` the last."""

    id: str
    due_at: datetime
    state: ReminderState
    created_at: datetime
    told_at: datetime | None = None


class ReminderRow(Row):
    """The reminders."""

    __tablename__ = "reminders"
    __table_args__ = (Index("ix_reminders_state_due_at", "state", "due_at"),)

    kind: Mapped[ReminderKind]
    text: Mapped[str]
    person: Mapped[str]
    wall: Mapped[datetime] = mapped_column(DateTime())
    time_zone: Mapped[str]
    days: Mapped[tuple[int, ...]]
    channel: Mapped[str | None]
    device_id: Mapped[str | None]
    due_at: Mapped[datetime]
    state: Mapped[ReminderState]
    created_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


_WAITING = ReminderRow.state == ReminderState.WAITING
_TELLING = ReminderRow.state == ReminderState.TELLING


def add(session: Session, new: NewReminder, now: datetime) -> Reminder:
    """Keep a reminder; one without days is due at its time, also if that is over."""
    due = next_due(new.wall, new.time_zone, new.days, now) if new.days else None
    reminder = Reminder(
        **asdict(new),
        id=new_id(),
        due_at=due or due_at(new.wall, new.time_zone),
        state=ReminderState.WAITING,
        created_at=now,
    )
    session.add(row_of(ReminderRow, reminder))
    return reminder


def get(session: Session, reminder_id: str) -> Reminder | None:
    """Return a reminder."""
    row = session.get(ReminderRow, reminder_id)
    return None if row is None else value_of(Reminder, row)


def waiting(session: Session, person: str | None = None) -> Sequence[Reminder]:
    """Return what is still to come, the soonest first."""
    mine = () if person is None else (ReminderRow.person == person,)
    return _select(session, _WAITING, *mine)


def soonest(session: Session) -> Reminder | None:
    """Return what is due next: what a timer is set for."""
    return next(iter(_select(session, _WAITING, limit=1)), None)


def claim_due(session: Session, now: datetime) -> Sequence[Reminder]:
    """Take what is due, each by one caller only, who then tells it and calls `finish`."""
    due = _update(session, _WAITING, ReminderRow.due_at <= now, state=ReminderState.TELLING)
    return sorted(due, key=lambda reminder: reminder.due_at)


def finish(
    session: Session, reminder_id: str, now: datetime, state: ReminderState = ReminderState.TOLD
) -> Reminder | None:
    """Note that what was claimed is told or missed; one with days waits for the next."""
    row = session.get(ReminderRow, reminder_id)
    if row is None or row.state is not ReminderState.TELLING:
        return None
    again = next_due(row.wall, row.time_zone, row.days, max(now, row.due_at))
    row.state = state if again is None else ReminderState.WAITING
    row.due_at = again or row.due_at
    if state is ReminderState.TOLD:
        row.told_at = now
    session.flush()
    return value_of(Reminder, row)


def release(session: Session) -> Sequence[Reminder]:
    """Let what was being told when Home Assistant stopped be claimed again."""
    return _update(session, _TELLING, state=ReminderState.WAITING)


def snooze(session: Session, reminder_id: str, until: datetime) -> Reminder | None:
    """Put off what waits or is being told; its days stay as they are."""
    wanted = (ReminderRow.id == reminder_id, _WAITING | _TELLING)
    values = {"state": ReminderState.WAITING, "due_at": until}
    return next(iter(_update(session, *wanted, **values)), None)


def cancel(session: Session, reminder_id: str) -> Reminder | None:
    """Forget about a reminder, for good also if it has days."""
    wanted = (ReminderRow.id == reminder_id, _WAITING | _TELLING)
    return next(iter(_update(session, *wanted, state=ReminderState.CANCELLED)), None)


def purge(session: Session, now: datetime) -> None:
    """Forget what was told, missed or cancelled long ago."""
    old = (~(_WAITING | _TELLING), ReminderRow.due_at < now - KEPT_FOR)
    session.execute(delete(ReminderRow).where(*old))


def _select(
    session: Session, *wanted: ColumnElement[bool], limit: int | None = None
) -> Sequence[Reminder]:
    """Return reminders, the soonest first."""
    soonest_first = (ReminderRow.due_at, ReminderRow.id)
    rows = session.scalars(select(ReminderRow).where(*wanted).order_by(*soonest_first).limit(limit))
    return [value_of(Reminder, row) for row in rows]


def _update(session: Session, *wanted: ColumnElement[bool], **values: object) -> Sequence[Reminder]:
    """Change reminders, and return them."""
    rows = session.scalars(
        update(ReminderRow).where(*wanted).values(**values).returning(ReminderRow)
    )
    return [value_of(Reminder, row) for row in rows]
