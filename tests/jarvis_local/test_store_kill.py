"""A kill at any moment loses nothing that was acknowledged."""

from collections.abc import Iterator
import os
from pathlib import Path
import random
import signal
import subprocess
import sys
import time
from typing import IO

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from custom_components.jarvis_local.store.audit import AuditRow, Result
from custom_components.jarvis_local.store.database import Database
from custom_components.jarvis_local.store.pins import AttemptRow
from custom_components.jarvis_local.store.sqlite import SqliteFile

KILLS = 20
ROOT = Path(__file__).parents[2]


class Children:
    """Processes that keep acts, one at a time."""

    def __init__(self, orders: IO[str], said: IO[str]) -> None:
        """Talk to the process that forks."""
        self._orders = orders
        self._said = said

    def kill_one(self, words: int, after: float) -> set[str]:
        """Return what a process acknowledged until it was killed, some words after its start."""
        self._orders.write("go\n")
        self._orders.flush()
        child = int(self._said.readline())
        first = [self._said.readline().strip() for _ in range(words)]
        # Not waiting for anything: a kill at each acknowledgement would find the same moment always.
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        return {*first, *iter(lambda: self._said.readline().strip(), "gone")}


@pytest.fixture
def children(tmp_path: Path) -> Iterator[Children]:
    """Return processes that keep acts in a file."""
    command = [sys.executable, "-m", "tests.jarvis_local.store_child", str(tmp_path / "kept.db")]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Children(process.stdin, process.stdout)
        process.stdin.close()


def _kept(session: Session) -> set[str]:
    """Return the ids of all acts, and again of those that are settled, as they were acknowledged."""
    return {
        *session.scalars(select(AuditRow.id)),
        *(f"{one} settled" for one in _settled(session)),
    }


def _settled(session: Session) -> set[str]:
    """Return the ids of the acts that something came of."""
    return {*session.scalars(select(AuditRow.id).where(AuditRow.result == Result.DONE))}


def _beside(session: Session) -> set[str]:
    """Return the ids that were kept in another table as acts were settled."""
    return {*session.scalars(select(AttemptRow.owner))}


@pytest.mark.timeout(240)
def test_loses_nothing(children: Children, tmp_path: Path) -> None:
    """After each of twenty kills the file opens, whole, with every acknowledged row of all of them."""
    chosen = random.Random(20)  # noqa: S311 the same choices each time
    acknowledged: set[str] = set()
    for _ in range(KILLS):
        acknowledged |= children.kill_one(chosen.randint(1, 40), chosen.random() * 0.02)
        database = Database(SqliteFile(tmp_path / "kept.db"))
        assert acknowledged <= database.run(_kept)
        # Both are changed in one transaction: never one without the other.
        assert database.run(_settled) == database.run(_beside)
        database.close()
        assert not database.set_aside
    assert len(acknowledged) > KILLS
    assert [file.name for file in tmp_path.glob("kept.db*")] == ["kept.db"]
