"""The store itself: one thread, one transaction each, versions, and who else may write."""

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
import sqlite3
import threading
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateTable

from custom_components.jarvis_local.store import Store, StoreError, StoreReason, audit, pins
from custom_components.jarvis_local.store.audit import Decision
from custom_components.jarvis_local.store.base import Base
from custom_components.jarvis_local.store.migrations import MIGRATIONS

from .kept import act


class Latch:
    """Work that takes as long as a test wants."""

    def __init__(self) -> None:
        """Be shut."""
        self.begun = threading.Event()
        self.open = threading.Event()

    def work(self, session: Session) -> str:
        """Wait on the store's thread, as if on a disk."""
        self.begun.set()
        self.open.wait(30)
        return threading.current_thread().name


async def test_nobody_waits_for_what_is_handed_in(store: Store) -> None:
    """It is done in its order, before what comes later and before the store is closed."""
    latch = Latch()
    store.async_keep(latch.work)
    store.async_keep(audit.add, act(words="first"))
    store.async_keep(audit.add, act(words="second"))
    latch.open.set()
    kept = await store.async_run(audit.recent)
    assert {one.words for one in kept} == {"first", "second"}
    store.async_keep(audit.add, act(words="third"))
    await store.async_close()
    store.async_keep(audit.add, act(words="too late"))
    again = Store(store.path)
    kept = await again.async_run(audit.recent)
    assert {one.words for one in kept} == {"first", "second", "third"}
    await again.async_close()


async def test_a_slow_disk_holds_up_nobody_else(store: Store) -> None:
    """While the disk takes its time the event loop goes on; work is done in its order after it."""
    latch = Latch()
    slow = asyncio.create_task(store.async_run(latch.work))
    await asyncio.to_thread(latch.begun.wait, 30)
    after = asyncio.create_task(store.async_run(audit.add, act()))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not slow.done()
    assert not after.done()
    latch.open.set()
    assert (await slow).startswith("jarvis_local_store")
    assert await store.async_run(audit.recent) == [await after]


async def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    """Who waits too long is told that nobody knows; what has not begun by then never will."""
    store = Store(tmp_path / "kept.db", patience=0.05)
    await store.async_open()
    latch = Latch()
    waits = [store.async_run(latch.work), store.async_run(audit.add, act())]
    outcomes = await asyncio.gather(*waits, return_exceptions=True)
    assert [getattr(outcome, "reason", None) for outcome in outcomes] == [StoreReason.SLOW] * 2
    await store.async_close()
    latch.open.set()
    await asyncio.to_thread(store._thread.shutdown)


async def test_all_or_nothing(store: Store) -> None:
    """Work that breaks off leaves nothing behind, and its error is its own."""

    def _breaks(session: Session) -> None:
        audit.add(session, act())
        pins.set_pin(session, "household", "4711")
        raise LookupError("changed my mind")

    with pytest.raises(LookupError):
        await store.async_run(_breaks)
    assert await store.async_run(audit.recent) == []
    assert not await store.async_run(pins.has_pin, "household")


def _fail_often(session: Session, times: int) -> None:
    """Count wrong PINs."""
    session.add(pins.AttemptRow(owner="person.anna", failed=times, locks=0))


@pytest.mark.parametrize(
    "work",
    [
        (audit.add, act(at=datetime(2026, 11, 23))),  # noqa: DTZ001
        (audit.add, act(risk=None)),
        (audit.add, act(targets=(b"x",))),
        (_fail_often, 2**70),
    ],
    ids=["moment without a zone", "nothing where something must be", "no JSON", "huge number"],
)
async def test_refuses_what_cannot_be_kept(
    store: Store, work: tuple[Callable[[Session, Any], Any], Any]
) -> None:
    """What no table can hold is refused with our error, which says nothing of what it was."""
    with pytest.raises(StoreError) as caught:
        await store.async_run(work[0], work[1])
    assert caught.value.reason is StoreReason.FAILED
    assert "person.anna" not in str(caught.value.__cause__)


async def test_two_writers(store: Store, tmp_path: Path) -> None:
    """Two who write to the same file wait for each other, and both keep everything."""
    other = Store(tmp_path / "kept.db")

    def _read_and_write(session: Session, words: str) -> None:
        count = len(audit.recent(session, limit=1000))
        audit.add(session, act(words=f"{words} {count}"))

    writes = [
        writer.async_run(_read_and_write, name)
        for _ in range(50)
        for writer, name in ((store, "one"), (other, "two"))
    ]
    await asyncio.gather(*writes)
    kept = await other.async_run(audit.recent, limit=1000)
    assert sorted(int(one.words.split()[1]) for one in kept) == list(range(100))
    await other.async_close()


async def test_closes_for_good(store: Store) -> None:
    """What was handed in is finished, what comes later is refused; closing twice is no matter."""
    writes = [asyncio.create_task(store.async_run(audit.add, act())) for _ in range(5)]
    await asyncio.sleep(0)
    await store.async_close()
    await store.async_close()
    assert len(await asyncio.gather(*writes)) == 5
    with pytest.raises(StoreError) as caught:
        await store.async_run(audit.recent)
    assert caught.value.reason is StoreReason.CLOSED
    with closing(sqlite3.connect(store.path)) as file:
        assert file.execute("SELECT count(*) FROM audit").fetchone() == (5,)


async def test_closing_waits_for_what_nobody_waits_for(tmp_path: Path) -> None:
    """What was handed in and is still under way is on the disk once the store is closed."""
    store = Store(tmp_path / "kept.db")
    latch = Latch()
    store.async_keep(latch.work)
    store.async_keep(audit.add, act(words="kept"))
    closing_ = asyncio.create_task(store.async_close())
    await asyncio.to_thread(latch.begun.wait, 30)
    assert not closing_.done()
    latch.open.set()
    await closing_
    with closing(sqlite3.connect(store.path)) as file:
        assert file.execute("SELECT words FROM audit").fetchall() == [("kept",)]


async def test_is_synced(store: Store) -> None:
    """The log is written ahead and synced at each commit, and references are checked."""
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    found = await store.async_run(
        lambda session: [session.scalar(text(f"PRAGMA {name}")) for name in pragmas]
    )
    assert found == ["wal", 2, 1, 5000]


def _second(connection: Connection) -> None:
    """Give the log a column, as a later version may."""
    connection.execute(text("ALTER TABLE audit ADD COLUMN mood TEXT NOT NULL DEFAULT 'good'"))


def _broken(connection: Connection) -> None:
    """Change something, then fail."""
    connection.execute(text("DROP TABLE audit"))
    connection.execute(text("SELECT mood FROM nowhere"))


@pytest.fixture
async def first_version(tmp_path: Path) -> Path:
    """Return a file of version 1 with an act in it."""
    path = tmp_path / "kept.db"
    store = Store(path, migrations=MIGRATIONS[:1])
    await store.async_run(audit.add, act(words="from version 1"))
    await store.async_close()
    return path


def _versions(session: Session) -> list[int]:
    """Return the versions that a file went through."""
    return list(session.scalars(text("SELECT version FROM schema_version ORDER BY version")))


async def test_migrates(first_version: Path) -> None:
    """A file of version 1 is brought to a later version, once, with a copy kept of how it was."""
    for _ in range(2):
        store = Store(first_version, migrations=[*MIGRATIONS[:1], _second])
        assert await store.async_run(_versions) == [1, 2]
        mood = await store.async_run(lambda session: session.scalar(text("SELECT mood FROM audit")))
        assert mood == "good"
        await store.async_close()
    copies = [path.name for path in first_version.parent.glob("kept.db.*")]
    assert copies == ["kept.db.before-v2"]
    with closing(sqlite3.connect(first_version.with_name(copies[0]))) as copy:
        assert copy.execute("SELECT words FROM audit").fetchall() == [("from version 1",)]
        assert copy.execute("SELECT max(version) FROM schema_version").fetchone() == (1,)


async def test_a_migration_that_fails_changes_nothing(first_version: Path) -> None:
    """The file stays as it was, and today's version goes on with it."""
    store = Store(first_version, migrations=[*MIGRATIONS[:1], _second, _broken])
    with pytest.raises(StoreError) as caught:
        await store.async_open()
    assert caught.value.reason is StoreReason.FAILED
    await store.async_close()

    again = Store(first_version, migrations=MIGRATIONS[:1])
    assert await again.async_run(_versions) == [1]
    assert [one.words for one in await again.async_run(audit.recent)] == ["from version 1"]
    await again.async_close()


async def test_no_migration_without_a_copy(first_version: Path) -> None:
    """Where no copy can be made, as on a full disk, the file is left as it is."""
    hindrance = first_version.with_name("kept.db.before-v2")
    hindrance.mkdir()
    store = Store(first_version, migrations=[*MIGRATIONS[:1], _second])
    for _ in range(2):
        with pytest.raises(StoreError):
            await store.async_open()
    hindrance.rmdir()
    assert await store.async_run(_versions) == [1, 2]
    await store.async_close()
    assert [path.name for path in first_version.parent.glob("kept.db.*")] == [hindrance.name]


async def test_migrations_make_today_s_tables(store: Store) -> None:
    """The tables that migrations made are those that the repositories use, columns and indexes."""

    def _look(session: Session) -> dict[str, tuple[object, ...]]:
        found = inspect(session.connection())
        return {
            name: (
                {column["name"]: column["nullable"] for column in found.get_columns(name)},
                {str(column["name"]): str(column["type"]) for column in found.get_columns(name)},
                {index["name"]: index["column_names"] for index in found.get_indexes(name)},
            )
            for name in found.get_table_names()
        }

    def _rebuilt(session: Session) -> dict[str, tuple[object, ...]]:
        Base.metadata.drop_all(session.connection())
        Base.metadata.create_all(session.connection())
        return _look(session)

    migrated = await store.async_run(_look)
    assert migrated == await store.async_run(_rebuilt)


def test_postgresql_remains_possible() -> None:
    """The tables can be written for PostgreSQL."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    made = [
        str(CreateTable(table).compile(dialect=dialect)) for table in Base.metadata.sorted_tables
    ]
    assert any("TIMESTAMP WITH TIME ZONE" in one for one in made)


async def test_decisions_are_words(store: Store) -> None:
    """What a person looks for in the file is spelt as in the code."""
    await store.async_run(audit.add, act(decision=Decision.CONFIRMED))
    found = await store.async_run(
        lambda session: (
            session.execute(text("SELECT decision, result, at FROM audit")).one()._tuple()
        )
    )
    assert found == ("confirmed", "unknown", "2026-11-23 12:00:00.000000")
