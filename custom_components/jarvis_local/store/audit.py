"""Every act: who, on which words, what, how risky, what was decided and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Index, delete, select, update
from sqlalchemy.orm import Mapped, Session

from .base import Row, new_id, row_of, value_of

KEPT_FOR: Final = timedelta(days=90)
_LONGEST_WORDS: Final = 1000
_LONGEST_REASON: Final = 200


class Decision(StrEnum):
    """What the gate, or the person it asked, decided."""

    RUN = "run"
    ASKED = "asked"
    REFUSED = "refused"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    EXPIRED = "expired"


class Result(StrEnum):
    """What came of an act; unknown until it is told, and for good if we were killed meanwhile."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class AuditEntry:
    """One line of the log; `person` is a user, a person's entity id or "household"."""

    id: str = field(default_factory=new_id)
    at: datetime
    person: str
    tool: str
    decision: Decision
    device_id: str | None = None
    conversation_id: str | None = None
    words: str = ""
    action: str = ""
    targets: tuple[str, ...] = ()
    risk: str = ""
    result: Result = Result.UNKNOWN
    reason: str = ""


class AuditRow(Row):
    """The log."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_at", "at"), Index("ix_audit_person_at", "person", "at"))

    at: Mapped[datetime]
    person: Mapped[str]
    tool: Mapped[str]
    decision: Mapped[Decision]
    device_id: Mapped[str | None]
    conversation_id: Mapped[str | None]
    words: Mapped[str]
    action: Mapped[str]
    targets: Mapped[tuple[str, ...]]
    risk: Mapped[str]
    result: Mapped[Result]
    reason: Mapped[str]


def add(session: Session, entry: AuditEntry) -> AuditEntry:
    """Keep an act, best before it is tried; return it as it is kept, long texts cut."""
    kept = replace(entry, words=entry.words[:_LONGEST_WORDS], reason=entry.reason[:_LONGEST_REASON])
    session.add(row_of(AuditRow, kept))
    return kept


def settle(
    session: Session,
    entry_id: str,
    *,
    decision: Decision | None = None,
    result: Result | None = None,
    reason: str = "",
) -> None:
    """Note what was decided or what came of an act, if its entry is still there."""
    values: dict[str, object] = {"reason": reason[:_LONGEST_REASON]}
    values |= {} if decision is None else {"decision": decision}
    values |= {} if result is None else {"result": result}
    session.execute(update(AuditRow).where(AuditRow.id == entry_id).values(**values))


def recent(
    session: Session,
    *,
    since: datetime | None = None,
    person: str | None = None,
    decision: Decision | None = None,
    limit: int = 100,
) -> Sequence[AuditEntry]:
    """Return acts, the newest first."""
    wanted: list[ColumnElement[bool]] = []
    if since is not None:
        wanted.append(AuditRow.at >= since)
    if person is not None:
        wanted.append(AuditRow.person == person)
    if decision is not None:
        wanted.append(AuditRow.decision == decision)
    newest = (AuditRow.at.desc(), AuditRow.id.desc())
    rows = session.scalars(select(AuditRow).where(*wanted).order_by(*newest).limit(limit))
    return [value_of(AuditEntry, row) for row in rows]


def purge(session: Session, now: datetime) -> None:
    """Forget what is older than it may be kept."""
    session.execute(delete(AuditRow).where(AuditRow.at < now - KEPT_FOR))
