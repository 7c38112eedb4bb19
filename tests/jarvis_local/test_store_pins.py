"""PINs and lock-outs."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from custom_components.jarvis_local.store import Store, pins
from custom_components.jarvis_local.store.pins import FIRST_LOCK, LONGEST_LOCK, TRIES, PinResult

from .kept import NOW

ANNA = "person.anna"


async def wrong(store: Store, now: datetime, times: int) -> list[pins.PinCheck]:
    """Try a wrong PIN some times."""
    return [await store.async_run(pins.check, ANNA, "0000", now) for _ in range(times)]


async def test_right_and_wrong(store: Store) -> None:
    """The right PIN is known, a wrong one is counted, and a right one clears the count."""
    assert not await store.async_run(pins.has_pin, ANNA)
    check = await store.async_run(pins.check, ANNA, "4711", NOW)
    assert check.result is PinResult.NOT_SET
    await store.async_run(pins.set_pin, ANNA, "4711")
    assert await store.async_run(pins.has_pin, ANNA)
    for _ in range(2):
        tries = await wrong(store, NOW, TRIES - 1)
        assert {(one.result, one.locked_until) for one in tries} == {(PinResult.WRONG, None)}
        check = await store.async_run(pins.check, ANNA, "4711", NOW)
        assert check.result is PinResult.RIGHT


async def test_locks_out_longer_each_time(store: Store) -> None:
    """The fifth wrong try locks; not even the right PIN helps then; a lock lasts an hour at most."""
    await store.async_run(pins.set_pin, ANNA, "4711")
    now, locks = NOW, []
    for _ in range(9):
        last = (await wrong(store, now, TRIES))[-1]
        assert last.result is PinResult.WRONG
        assert last.locked_until is not None
        refused = await store.async_run(pins.check, ANNA, "4711", now)
        assert (refused.result, refused.locked_until) == (PinResult.LOCKED, last.locked_until)
        assert await store.async_run(pins.locked_until, ANNA, now) == last.locked_until
        locks.append(last.locked_until - now)
        now = last.locked_until
    assert await store.async_run(pins.locked_until, ANNA, now) is None
    assert locks[:3] == [FIRST_LOCK, 2 * FIRST_LOCK, 4 * FIRST_LOCK]
    assert set(locks[2:]) == {LONGEST_LOCK} == {timedelta(hours=1)}
    assert (await store.async_run(pins.check, ANNA, "4711", now)).result is PinResult.RIGHT


async def test_locks_survive(store: Store, tmp_path: Path) -> None:
    """Neither a restart nor a new PIN gives an attacker fresh tries, and others can still enter."""
    await store.async_run(pins.set_pin, ANNA, "4711")
    await store.async_run(pins.set_pin, "household", "1234")
    await wrong(store, NOW, TRIES)
    await store.async_run(pins.set_pin, ANNA, "1111")
    await store.async_close()

    again = Store(tmp_path / "kept.db")
    soon = NOW + timedelta(minutes=1)
    assert (await again.async_run(pins.check, ANNA, "1111", soon)).result is PinResult.LOCKED
    assert (await again.async_run(pins.check, "household", "1234", soon)).result is PinResult.RIGHT
    await again.async_close()


async def test_is_not_readable(store: Store, tmp_path: Path) -> None:
    """The same PIN of two people looks different, and neither is in the file."""
    for owner in (ANNA, "household"):
        await store.async_run(pins.set_pin, owner, "471147114711")
    rows = await store.async_run(
        lambda session: [
            (row.salt, row.digest) for row in session.query(pins.PinRow).order_by("owner")
        ]
    )
    assert len({part for row in rows for part in row}) == 4
    await store.async_close()
    assert b"471147114711" not in (tmp_path / "kept.db").read_bytes()


async def test_is_removed(store: Store) -> None:
    """A PIN can be taken away, and an empty one cannot be given."""
    await store.async_run(pins.set_pin, ANNA, "4711")
    await store.async_run(pins.remove, ANNA)
    assert not await store.async_run(pins.has_pin, ANNA)
    with pytest.raises(ValueError, match="digits"):
        await store.async_run(pins.set_pin, ANNA, "")
