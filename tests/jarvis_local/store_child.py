"""Processes that keep acts until they are killed, for test_store_kill.py.

One process imports everything, and forks one that works for each line it reads: that is quick.
"""

import asyncio
from datetime import UTC, datetime
import os
from pathlib import Path
import sys

from sqlalchemy.orm import Session

from custom_components.jarvis_local.store import Store, audit, pins

from .kept import act


def main(path: Path) -> None:
    """Fork for each line, and say when the child is gone."""
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            _say(str(os.getpid()))
            asyncio.run(_async_keep(Store(path)))
        os.waitpid(child, 0)
        _say("gone")


async def _async_keep(store: Store) -> None:
    """Keep acts, and say the id of each once it is acknowledged, until we are killed."""
    await store.async_open()
    while True:
        kept = act(at=datetime.now(UTC), words="x" * 300)
        await store.async_run(audit.add, kept)
        _say(kept.id)
        await store.async_run(_settle_with_pin, kept.id)
        _say(f"{kept.id} settled")


def _settle_with_pin(session: Session, entry_id: str) -> None:
    """Change two tables in one transaction."""
    audit.settle(session, entry_id, result=audit.Result.DONE)
    session.merge(pins.AttemptRow(owner=entry_id, failed=1, locks=0))


def _say(word: str) -> None:
    """Write a line, whole or not at all."""
    os.write(1, f"{word}\n".encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
