"""Automatic replies: the rules, and what was answered to whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import ForeignKey, Index, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from .base import Row, new_id, row_of, value_of

KEPT_FOR: Final = timedelta(days=90)


class RuleState(StrEnum):
    """Whether a rule may still answer."""

    ACTIVE = "active"
    STOPPED = "stopped"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Who is answered for, from when until when, on which channels, with what.

    No channels are all of them, and no names in `to_whom` are all whom the person knows. Either
    `text` is sent as it is, or one in the given `tone` is written.
    """

    id: str = field(default_factory=new_id)
    person: str
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    channels: tuple[str, ...] = ()
    text: str = ""
    tone: str = ""
    to_whom: tuple[str, ...] = ()
    allow_unknown: bool = False
    state: RuleState = RuleState.ACTIVE


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was answered by a rule."""

    id: str = field(default_factory=new_id)
    rule_id: str
    channel: str
    sender: str
    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most so many answers to one sender within a time."""

    answers: int
    within: timedelta


class RuleRow(Row):
    """The rules."""

    __tablename__ = "autoreply_rules"

    person: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    created_at: Mapped[datetime]
    channels: Mapped[tuple[str, ...]]
    text: Mapped[str]
    tone: Mapped[str]
    to_whom: Mapped[tuple[str, ...]]
    allow_unknown: Mapped[bool]
    state: Mapped[RuleState]


class AnswerRow(Row):
    """The answers; they go with their rule."""

    __tablename__ = "autoreply_answers"
    __table_args__ = (
        Index("ix_autoreply_answers_sender", "channel", "sender", "at"),
        Index("ix_autoreply_answers_rule_id", "rule_id"),
    )

    rule_id: Mapped[str] = mapped_column(ForeignKey("autoreply_rules.id", ondelete="CASCADE"))
    channel: Mapped[str]
    sender: Mapped[str]
    at: Mapped[datetime]
    text: Mapped[str]


_ACTIVE = RuleRow.state == RuleState.ACTIVE


def add(session: Session, rule: Rule) -> None:
    """Keep a rule."""
    session.add(row_of(RuleRow, rule))


def active(session: Session, now: datetime, person: str | None = None) -> Sequence[Rule]:
    """Return the rules that answer now; one is over at its end, whoever has noticed."""
    wanted = [_ACTIVE, RuleRow.starts_at <= now, RuleRow.ends_at > now]
    wanted += [] if person is None else [RuleRow.person == person]
    rows = session.scalars(select(RuleRow).where(*wanted).order_by(RuleRow.created_at, RuleRow.id))
    return [value_of(Rule, row) for row in rows]


def coming(session: Session, now: datetime) -> Sequence[Rule]:
    """Return the rules that answer now or later: what a timer is set for."""
    wanted = (_ACTIVE, RuleRow.ends_at > now)
    rows = session.scalars(select(RuleRow).where(*wanted).order_by(RuleRow.ends_at))
    return [value_of(Rule, row) for row in rows]


def stop(session: Session, rule_id: str) -> Rule | None:
    """Let a rule answer no more; None if it did not any longer."""
    row = session.scalar(
        update(RuleRow)
        .where(RuleRow.id == rule_id, _ACTIVE)
        .values(state=RuleState.STOPPED)
        .returning(RuleRow)
    )
    return None if row is None else value_of(Rule, row)


def end_due(session: Session, now: datetime) -> Sequence[Rule]:
    """End the rules whose time is over, each returned once, so that the person is told."""
    rows = session.scalars(
        update(RuleRow)
        .where(_ACTIVE, RuleRow.ends_at <= now)
        .values(state=RuleState.ENDED)
        .returning(RuleRow)
    )
    return [value_of(Rule, row) for row in rows]


def claim_answer(session: Session, answer: Answer, limit: Limit) -> bool:
    """Keep an answer before it is sent; False, and nothing kept, where none may be sent now."""
    rule = session.get(RuleRow, answer.rule_id)
    if rule is None or rule.state is not RuleState.ACTIVE:
        return False
    if not rule.starts_at <= answer.at < rule.ends_at:
        return False
    since = answer.at - limit.within
    if count_answers(session, answer.channel, answer.sender, since) >= limit.answers:
        return False
    session.add(row_of(AnswerRow, answer))
    return True


def withdraw_answer(session: Session, answer_id: str) -> None:
    """Forget an answer that could not be sent."""
    session.execute(delete(AnswerRow).where(AnswerRow.id == answer_id))


def count_answers(session: Session, channel: str, sender: str, since: datetime) -> int:
    """Return how often a sender was answered, by whatever rule."""
    wanted = (AnswerRow.channel == channel, AnswerRow.sender == sender, AnswerRow.at > since)
    return session.scalar(select(func.count()).select_from(AnswerRow).where(*wanted)) or 0


def answers(session: Session, rule_id: str) -> Sequence[Answer]:
    """Return what a rule answered, the oldest first."""
    wanted = AnswerRow.rule_id == rule_id
    rows = session.scalars(select(AnswerRow).where(wanted).order_by(AnswerRow.at, AnswerRow.id))
    return [value_of(Answer, row) for row in rows]


def purge(session: Session, now: datetime) -> None:
    """Forget rules that ended long ago, with what they answered."""
    session.execute(delete(RuleRow).where(RuleRow.ends_at < now - KEPT_FOR))
