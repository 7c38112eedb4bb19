"""Reminders and alarms."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from custom_components.jarvis_local.store import Store, reminders
from custom_components.jarvis_local.store.purge import purge
from custom_components.jarvis_local.store.reminders import (
    NewReminder,
    Reminder,
    ReminderKind,
    ReminderState,
)

from .kept import HOUR, NOW

PARIS = "Europe/Paris"
WORKDAYS = (0, 1, 2, 3, 4)


async def remind(store: Store, **values: Any) -> Reminder:
    """Keep a reminder, for one hour from now on a Monday in Paris unless told otherwise."""
    plain: dict[str, Any] = {
        "text": "Call Mum",
        "person": "person.anna",
        "wall": datetime(2026, 11, 23, 14, 0),  # noqa: DTZ001 a clock on the wall
        "time_zone": PARIS,
    }
    return await store.async_run(reminders.add, NewReminder(**plain | values), NOW)


async def told(store: Store, now: datetime) -> list[Reminder]:
    """Claim what is due, and tell it."""
    due = await store.async_run(reminders.claim_due, now)
    return [await finished(store, one.id, now) for one in due]


async def finished(store: Store, reminder_id: str, now: datetime) -> Reminder:
    """Note that a claimed reminder was told."""
    after = await store.async_run(reminders.finish, reminder_id, now)
    assert after is not None
    return after


async def test_is_due_and_told_once(store: Store) -> None:
    """A reminder waits for its moment, is claimed by one caller, told, and over."""
    kept = await remind(store, channel="phone", device_id="satellite", kind=ReminderKind.ALARM)
    assert kept.due_at == NOW + HOUR
    assert await store.async_run(reminders.get, kept.id) == kept
    assert await store.async_run(reminders.waiting, "person.anna") == [kept]
    assert await store.async_run(reminders.waiting, "person.ben") == []
    assert await store.async_run(reminders.claim_due, NOW) == []

    claims = [store.async_run(reminders.claim_due, NOW + HOUR) for _ in range(10)]
    [claimed] = [one for some in await asyncio.gather(*claims) for one in some]
    assert claimed.id == kept.id
    after = await finished(store, kept.id, NOW + HOUR)
    assert (after.state, after.told_at) == (ReminderState.TOLD, NOW + HOUR)
    assert await store.async_run(reminders.finish, kept.id, NOW) is None
    assert await store.async_run(reminders.soonest) is None


async def test_comes_again(store: Store) -> None:
    """One with days waits for the next of them, however late it was told."""
    kept = await remind(store, days=WORKDAYS)
    seen = []
    for _ in range(6):
        waiting = await store.async_run(reminders.soonest)
        assert waiting is not None
        seen.append(waiting.due_at)
        await told(store, waiting.due_at)
    assert [moment.weekday() for moment in seen] == [0, 1, 2, 3, 4, 0]
    late = kept.due_at + timedelta(days=30)
    [after] = await told(store, late)
    assert after.due_at > late
    assert after.due_at - late < timedelta(days=4)


async def test_late_ones_are_found(store: Store) -> None:
    """What came due while nothing ran is claimed after it, and so is what was never told to the end."""
    first = await remind(store)
    second = await remind(store, wall=datetime(2026, 11, 23, 15, 0))  # noqa: DTZ001
    [claimed] = await store.async_run(reminders.claim_due, first.due_at)
    assert claimed.id == first.id
    assert [one.id for one in await store.async_run(reminders.release)] == [first.id]
    late = NOW + timedelta(days=2)
    due = await store.async_run(reminders.claim_due, late)
    assert [one.id for one in due] == [first.id, second.id]
    missed = ReminderState.MISSED
    after = await store.async_run(reminders.finish, first.id, late, missed)
    assert after is not None
    assert (after.state, after.told_at) == (missed, None)


async def test_snooze_and_cancel(store: Store) -> None:
    """What is put off comes later and keeps its days; what is cancelled is over, and only once."""
    kept = await remind(store, days=WORKDAYS)
    await store.async_run(reminders.claim_due, kept.due_at)
    later = kept.due_at + timedelta(minutes=9)
    snoozed = await store.async_run(reminders.snooze, kept.id, later)
    assert snoozed is not None
    assert (snoozed.due_at, snoozed.state) == (later, ReminderState.WAITING)
    [after] = await told(store, later)
    assert after.due_at == kept.due_at + timedelta(days=1)
    cancelled = await store.async_run(reminders.cancel, kept.id)
    assert cancelled is not None
    assert cancelled.state is ReminderState.CANCELLED
    assert await store.async_run(reminders.cancel, kept.id) is None
    assert await store.async_run(reminders.snooze, kept.id, later) is None


@pytest.mark.parametrize(
    ("wall", "days", "expected"),
    [
        ("2026-07-01T08:00", (), "2026-07-01T06:00"),
        ("2026-12-01T08:00", (), "2026-12-01T07:00"),
        ("2027-03-28T02:30", (), "2027-03-28T01:30"),
        ("2026-10-25T02:30", (), "2026-10-25T00:30"),
        ("2020-01-01T08:00", (), "2020-01-01T07:00"),
        ("2026-11-23T08:00", (0,), "2026-11-30T07:00"),
        ("2026-11-23T14:00", (0,), "2026-11-23T13:00"),
        ("2026-12-23T14:00", (0, 6), "2026-12-27T13:00"),
    ],
    ids=["summer", "winter", "left out", "twice", "over", "next week", "today", "from a date on"],
)
async def test_moment(store: Store, wall: str, days: tuple[int, ...], expected: str) -> None:
    """A clock on the wall in Paris is a moment, also on the days when it is changed."""
    kept = await remind(store, wall=datetime.fromisoformat(wall), days=days)
    assert kept.due_at == datetime.fromisoformat(expected).replace(tzinfo=UTC)


async def test_keeps_its_hour_when_the_clocks_change(store: Store) -> None:
    """An alarm at seven stays at seven on the wall."""
    kept = await remind(store, wall=datetime(2027, 3, 27, 7, 0), days=(5, 6))  # noqa: DTZ001
    [after] = await told(store, kept.due_at)
    assert after.due_at - kept.due_at == timedelta(hours=23)


async def test_is_forgotten(store: Store) -> None:
    """What is over goes after its time, what waits stays."""
    over, waiting = await remind(store), await remind(store, days=WORKDAYS)
    await told(store, NOW + HOUR)
    await store.async_run(purge, NOW + 2 * reminders.KEPT_FOR)
    assert await store.async_run(reminders.get, over.id) is None
    assert await store.async_run(reminders.get, waiting.id) is not None
