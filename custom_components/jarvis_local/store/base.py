"""What all tables share: column types that every database has, and the way from rows to values."""

from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, override

from sqlalchemy import JSON, DateTime, Dialect, Enum, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from homeassistant.util.ulid import ulid_now

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# A ULID: unique without asking the database, and sorted by the time it was made.
new_id = ulid_now


class PlainText(TypeDecorator[str]):
    """Text; halves of characters, which models and speech recognition can send, become "?"."""

    impl = Text
    cache_ok = True

    @override
    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return what UTF-8 can hold."""
        return None if value is None else value.encode(errors="replace").decode()


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, in UTC whatever the database makes of time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; one without a time zone is a mistake."""
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment needs a time zone")
        return None if value is None else value.astimezone(UTC)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the moment with its time zone, which SQLite does not keep."""
        if value is None:
            return None
        moment: datetime = value
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


class JsonTuple(TypeDecorator[tuple[Any, ...]]):
    """A few texts, in the order they were given."""

    impl = JSON
    cache_ok = True

    @override
    def process_bind_param(
        self, value: tuple[Any, ...] | None, dialect: Dialect
    ) -> list[Any] | None:
        """Return what JSON can hold."""
        return None if value is None else list(value)

    @override
    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[Any, ...] | None:
        """Return what nobody can change."""
        return None if value is None else tuple(value)


class Base(DeclarativeBase):
    """A table; its rows never leave the store's thread."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: PlainText,
        datetime: UtcDateTime,
        tuple[str, ...]: JsonTuple,
        StrEnum: Enum(
            StrEnum,
            native_enum=False,
            length=16,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


class Row(Base):
    """A row with an id of its own."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(primary_key=True)


def row_of[RowT: Base](kind: type[RowT], value: DataclassInstance) -> RowT:
    """Return a row with what a value holds."""
    return kind(**{field.name: getattr(value, field.name) for field in fields(value)})


def value_of[ValueT: DataclassInstance](kind: type[ValueT], row: Base) -> ValueT:
    """Return what a row holds as a value that may leave the store."""
    return kind(**{field.name: getattr(row, field.name) for field in fields(kind)})
