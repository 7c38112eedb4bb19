"""Version 1: the record of acts, and PINs."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    DateTime,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

_TABLES = MetaData()


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


def _number(name: str) -> Column[int]:
    """Return a column of whole numbers."""
    return Column(name, Integer, nullable=False)


Table(
    "audit",
    _TABLES,
    _text("id", key=True),
    _moment("at"),
    *(_text("person"), _text("tool"), _word("decision")),
    *(_text("device_id", null=True), _text("conversation_id", null=True)),
    *(_text("words"), _text("action"), _json("targets"), _text("risk")),
    *(_word("result"), _text("reason")),
    Index("ix_audit_at", "at"),
    Index("ix_audit_person_at", "person", "at"),
)
Table(
    "pins",
    _TABLES,
    _text("owner", key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    *(_number("cost"), _number("block"), _number("parallel")),
)
Table(
    "pin_attempts",
    _TABLES,
    _text("owner", key=True),
    *(_number("failed"), _number("locks"), _moment("locked_until", null=True)),
)


def migrate(connection: Connection) -> None:
    """Make the first tables."""
    _TABLES.create_all(connection, checkfirst=False)
