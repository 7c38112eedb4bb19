"""Version 1: audit, pending, PINs, reminders, automatic replies, watched positions, watchers."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

_TABLES = MetaData()
_OPEN = text("state = 'open'")


def _text(name: str, *, key: bool = False, null: bool = False) -> Column[str]:
    """Return a column of text."""
    return Column(name, Text, primary_key=key, nullable=null)


def _word(name: str) -> Column[str]:
    """Return a column for one of a closed set of words."""
    return Column(name, String(16), nullable=False)


def _moment(name: str, *, null: bool = False) -> Column[datetime]:
    """Return a column for a moment in UTC."""
    return Column(name, DateTime(timezone=True), nullable=null)


def _json(name: str) -> Column[Any]:
    """Return a column of JSON."""
    return Column(name, JSON, nullable=False)


def _number(name: str, *, null: bool = False) -> Column[int]:
    """Return a column of whole numbers."""
    return Column(name, Integer, nullable=null)


def _flag(name: str) -> Column[bool]:
    """Return a column of yes or no."""
    return Column(name, Boolean, nullable=False)


Table(
    "audit",
    _TABLES,
    _text("id", key=True),
    _moment("at"),
    *(_text("person"), _text("tool"), _word("decision")),
    *(_text("device_id", null=True), _text("satellite", null=True)),
    _text("conversation_id", null=True),
    *(_text("words"), _text("action"), _json("targets"), _text("risk")),
    *(_word("result"), _text("reason")),
    Index("ix_audit_at", "at"),
    Index("ix_audit_person_at", "person", "at"),
)
Table(
    "pending",
    _TABLES,
    _text("id", key=True),
    *(_text("person"), _text("device_id"), _text("conversation_id")),
    *(_text("tool"), _json("arguments"), _json("targets"), _text("level")),
    *(_moment("asked_at"), _moment("expires_at"), _word("state")),
    Column("act_id", Text, ForeignKey("audit.id", ondelete="SET NULL")),
    Index(
        "ix_pending_one_open",
        *("person", "device_id", "conversation_id"),
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    ),
)
Table(
    "pins",
    _TABLES,
    _text("owner", key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    *(_number("cost"), _number("block"), _number("parallel"), _moment("set_at")),
)
Table(
    "pin_attempts",
    _TABLES,
    _text("owner", key=True),
    *(_number("failed"), _number("locks"), _moment("last_at")),
    _moment("locked_until", null=True),
)
Table(
    "reminders",
    _TABLES,
    _text("id", key=True),
    *(_word("kind"), _text("text"), _text("person")),
    Column("wall", DateTime(), nullable=False),
    *(_text("time_zone"), _json("days")),
    *(_text("channel", null=True), _text("device_id", null=True)),
    *(_moment("due_at"), _word("state"), _moment("created_at"), _moment("told_at", null=True)),
    Index("ix_reminders_state_due_at", "state", "due_at"),
)
Table(
    "autoreply_rules",
    _TABLES,
    _text("id", key=True),
    *(_text("person"), _moment("starts_at"), _moment("ends_at"), _moment("created_at")),
    *(_json("channels"), _text("text"), _text("tone"), _json("to_whom")),
    *(_flag("allow_unknown"), _word("state")),
)
Table(
    "autoreply_answers",
    _TABLES,
    _text("id", key=True),
    Column("rule_id", Text, ForeignKey("autoreply_rules.id", ondelete="CASCADE"), nullable=False),
    *(_text("channel"), _text("sender"), _moment("at"), _text("text")),
    Index("ix_autoreply_answers_sender", "channel", "sender", "at"),
    Index("ix_autoreply_answers_rule_id", "rule_id"),
)
Table(
    "watched",
    _TABLES,
    *(_text("person", key=True), _text("content_id", key=True)),
    *(_text("title"), _moment("at")),
    Column("position", Float, nullable=False),
    Column("duration", Float),
    _flag("finished"),
    _text("series", null=True),
    *(_number("season", null=True), _number("episode", null=True)),
    _text("player", null=True),
    Index("ix_watched_person_at", "person", "at"),
    Index("ix_watched_person_series", "person", "series"),
)
Table(
    "watchers",
    _TABLES,
    _text("id", key=True),
    *(_json("what"), _text("text"), _text("person")),
    *(_moment("created_at"), _moment("expires_at", null=True)),
    *(_text("channel", null=True), _text("device_id", null=True), _word("state")),
    Index("ix_watchers_state", "state"),
)


def migrate(connection: Connection) -> None:
    """Make the first tables."""
    _TABLES.create_all(connection, checkfirst=False)
