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

from custom_components.jarvis_local.store.audit import ActRow
from custom_components.jarvis_local.store.database import Database
from custom_components.jarvis_local.store.pending import PendingRow, PendingState
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
    """Return the ids of all that is there."""
    return {*session.scalars(select(ActRow.id)), *session.scalars(select(PendingRow.id))}


def _open(session: Session) -> int:
    """Return how many questions are open."""
    wanted = PendingRow.state == PendingState.OPEN
    return len(session.scalars(select(PendingRow.id).where(wanted)).all())


@pytest.mark.timeout(240)
def test_loses_nothing(children: Children, tmp_path: Path) -> None:
    """After each of twenty kills the file opens, whole, with every acknowledged row of all of them."""
    chosen = random.Random(20)  # noqa: S311 the same choices each time
    acknowledged: set[str] = set()
    for _ in range(KILLS):
        acknowledged |= children.kill_one(chosen.randint(1, 40), chosen.random() * 0.02)
        database = Database(SqliteFile(tmp_path / "kept.db"))
        kept = database.run(_kept)
        assert acknowledged <= kept
        # A question and the one it replaces are one transaction: never two open, never none.
        assert database.run(_open) == int(any(row.startswith("q") for row in kept))
        database.close()
        assert not database.set_aside
    assert len(acknowledged) > KILLS
    assert [file.name for file in tmp_path.glob("kept.db*")] == ["kept.db"]
