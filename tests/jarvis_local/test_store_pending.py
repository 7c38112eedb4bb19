"""Acts that wait for a yes."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from custom_components.jarvis_local.store import Store, audit, pending
from custom_components.jarvis_local.store.pending import Asker, PendingState
from custom_components.jarvis_local.store.purge import counts, purge

from .kept import NOW, act, question

SOON = NOW + timedelta(seconds=30)
LATE = NOW + timedelta(minutes=1)


async def test_waits_and_is_taken(store: Store) -> None:
    """A question comes back whole to who may answer, and once it is taken it is open no more."""
    asked = question()
    assert await store.async_run(pending.ask, asked) is None
    assert await store.async_run(pending.open_for, asked.asker, SOON) == asked
    assert await store.async_run(pending.all_open, SOON) == [asked]
    taken = await store.async_run(pending.take, asked.id, asked.asker, SOON)
    assert taken == replace(asked, state=PendingState.TAKEN)
    assert await store.async_run(pending.open_for, asked.asker, SOON) is None
    assert await store.async_run(pending.all_open, SOON) == []


async def test_is_taken_once(store: Store) -> None:
    """Of many who answer at the same time, one may act."""
    asked = question()
    await store.async_run(pending.ask, asked)
    takers = [store.async_run(pending.take, asked.id, asked.asker, SOON) for _ in range(20)]
    assert len([taken for taken in await asyncio.gather(*takers) if taken]) == 1


@pytest.mark.parametrize(
    "other",
    [
        Asker(person="person.ben", device_id="satellite", conversation_id="talk"),
        Asker(person="person.anna", device_id="phone", conversation_id="talk"),
        Asker(person="person.anna", device_id="satellite", conversation_id="other"),
        Asker(person="person.anna"),
    ],
    ids=["person", "device", "conversation", "nowhere"],
)
async def test_is_nobody_elses(store: Store, other: Asker) -> None:
    """Another person, device or conversation neither sees the question nor takes it."""
    asked = question()
    await store.async_run(pending.ask, asked)
    assert await store.async_run(pending.open_for, other, SOON) is None
    assert await store.async_run(pending.take, asked.id, other, SOON) is None
    assert await store.async_run(pending.open_for, asked.asker, SOON) == asked


async def test_one_at_a_time(store: Store) -> None:
    """A new question takes the place of the asker's old one, and of nobody else's."""
    old, other, new = question(), question(device_id="phone"), question(tool="alarm")
    await store.async_run(pending.ask, old)
    await store.async_run(pending.ask, other)
    replaced = await store.async_run(pending.ask, new)
    assert replaced == replace(old, state=PendingState.REPLACED)
    assert await store.async_run(pending.open_for, new.asker, SOON) == new
    assert await store.async_run(pending.take, old.id, old.asker, SOON) is None
    assert await store.async_run(pending.open_for, other.asker, SOON) == other


async def test_expires(store: Store) -> None:
    """In time is in time; after it nobody can take the question, and it is told as expired once."""
    asked, later = question(), question(device_id="phone", expires_at=LATE + timedelta(minutes=1))
    await store.async_run(pending.ask, asked)
    await store.async_run(pending.ask, later)
    assert await store.async_run(pending.expire, SOON) == []
    assert await store.async_run(pending.open_for, asked.asker, LATE) is None
    assert await store.async_run(pending.take, asked.id, asked.asker, LATE) is None
    assert await store.async_run(pending.all_open, LATE) == [later]
    expired = await store.async_run(pending.expire, LATE)
    assert expired == [replace(asked, state=PendingState.EXPIRED)]
    assert await store.async_run(pending.expire, LATE) == []


async def test_no(store: Store) -> None:
    """A no closes the question just as well."""
    asked = question()
    await store.async_run(pending.ask, asked)
    denied = PendingState.DENIED
    closed = await store.async_run(pending.take, asked.id, asked.asker, SOON, denied)
    assert closed is not None
    assert closed.state is denied


async def test_purged_with_and_without_its_act(store: Store) -> None:
    """A question knows its line in the log, outlives it, and is forgotten after a week."""
    asked = question(act_id=(await store.async_run(audit.add, act())).id)
    await store.async_run(pending.ask, asked)
    await store.async_run(audit.purge, NOW + 2 * audit.KEPT_FOR)
    assert await store.async_run(pending.open_for, asked.asker, SOON) == replace(asked, act_id=None)
    await store.async_run(purge, LATE + pending.KEPT_FOR)
    assert (await store.async_run(counts))["pending"] == 1
    await store.async_run(purge, LATE + pending.KEPT_FOR + timedelta(seconds=1))
    assert (await store.async_run(counts))["pending"] == 0
