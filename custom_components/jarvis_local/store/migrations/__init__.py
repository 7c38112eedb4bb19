"""The way from any earlier version of the tables to today's, one numbered step after the other.

A step that was released is never changed, for homes have taken it: what changes is a new module
`v<number>`, and its `migrate` at the end of MIGRATIONS.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Column, Connection, DateTime, Integer, MetaData, Table, func, inspect, select

from . import v1

type Migration = Callable[[Connection], None]

MIGRATIONS: Final[Sequence[Migration]] = (v1.migrate,)

_VERSIONS = Table(
    "schema_version",
    MetaData(),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("migrated_at", DateTime(timezone=True), nullable=False),
)


def version_of(connection: Connection) -> int:
    """Return the version of the tables, 0 where there are none."""
    if not inspect(connection).has_table(_VERSIONS.name):
        return 0
    return connection.scalar(select(func.max(_VERSIONS.c.version))) or 0


def migrate(connection: Connection, migrations: Sequence[Migration]) -> None:
    """Take the steps that are missing, in the caller's transaction: all of them or none."""
    _VERSIONS.create(connection, checkfirst=True)
    for version in range(version_of(connection) + 1, len(migrations) + 1):
        migrations[version - 1](connection)
        now = datetime.now(UTC)
        connection.execute(_VERSIONS.insert().values(version=version, migrated_at=now))
