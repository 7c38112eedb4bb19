"""One-shot watchers: "tell me when …", until it happened or it is too late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Index, delete, select, update
from sqlalchemy.orm import Mapped, Session

from .base import Row, new_id, row_of, value_of

KEPT_FOR: Final = timedelta(days=90)


class WatcherState(StrEnum):
    """Where a watcher is."""

    WAITING = "waiting"
    FIRED = "fired"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class Watcher:
    """What is waited for, as plain JSON, and who is told what; no end means until it happens."""

    id: str = field(default_factory=new_id)
    what: Mapping[str, Any]
    text: str
    person: str
    created_at: datetime
    expires_at: datetime | None = None
    channel: str | None = None
    device_id: str | None = None
    state: WatcherState = WatcherState.WAITING


class WatcherRow(Row):
    """The watchers."""

    __tablename__ = "watchers"
    __table_args__ = (Index("ix_watchers_state", "state"),)

    what: Mapped[Mapping[str, Any]]
    text: Mapped[str]
    person: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    channel: Mapped[str | None]
    device_id: Mapped[str | None]
    state: Mapped[WatcherState]


_WAITING = WatcherRow.state == WatcherState.WAITING


def add(session: Session, watcher: Watcher) -> None:
    """Keep a watcher."""
    session.add(row_of(WatcherRow, watcher))


def waiting(session: Session, now: datetime, person: str | None = None) -> Sequence[Watcher]:
    """Return what is still waited for."""
    wanted = [_WAITING, ~_over(now)]
    wanted += [] if person is None else [WatcherRow.person == person]
    rows = session.scalars(
        select(WatcherRow).where(*wanted).order_by(WatcherRow.created_at, WatcherRow.id)
    )
    return [value_of(Watcher, row) for row in rows]


def fire(session: Session, watcher_id: str, now: datetime) -> Watcher | None:
    """Take a watcher whose moment has come: one caller, once, and not after its end."""
    wanted = (WatcherRow.id == watcher_id, _WAITING, ~_over(now))
    return next(iter(_close(session, WatcherState.FIRED, *wanted)), None)


def cancel(session: Session, watcher_id: str) -> Watcher | None:
    """Wait no more."""
    wanted = (WatcherRow.id == watcher_id, _WAITING)
    return next(iter(_close(session, WatcherState.CANCELLED, *wanted)), None)


def expire(session: Session, now: datetime) -> Sequence[Watcher]:
    """End the watchers whose time is over, and return them."""
    return _close(session, WatcherState.EXPIRED, _WAITING, _over(now))


def purge(session: Session, now: datetime) -> None:
    """Forget what was waited for long ago."""
    old = (~_WAITING, WatcherRow.created_at < now - KEPT_FOR)
    session.execute(delete(WatcherRow).where(*old))


def _over(now: datetime) -> ColumnElement[bool]:
    """Return what picks the watchers that have an end which is over."""
    return WatcherRow.expires_at.is_not(None) & (WatcherRow.expires_at <= now)


def _close(
    session: Session, state: WatcherState, *wanted: ColumnElement[bool]
) -> Sequence[Watcher]:
    """Give the watchers that are picked another state, and return them."""
    rows = session.scalars(
        update(WatcherRow).where(*wanted).values(state=state).returning(WatcherRow)
    )
    return [value_of(Watcher, row) for row in rows]
