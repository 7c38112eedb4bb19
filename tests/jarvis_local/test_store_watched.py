"""Positions in media, and one-shot watchers."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from custom_components.jarvis_local.store import Store, watched, watchers
from custom_components.jarvis_local.store.purge import purge
from custom_components.jarvis_local.store.watchers import WatcherState

from .kept import HOUR, NOW, place, watcher


async def test_remembers_the_latest(store: Store) -> None:
    """A newer position takes the place of an older one, never the other way round."""
    first, newer = place(), place(at=NOW + HOUR, position=900.0)
    for position in (first, newer, first):
        await store.async_run(watched.remember, position)
    assert await store.async_run(watched.get, "person.anna", "episode-3") == newer
    assert await store.async_run(watched.get, "person.ben", "episode-3") is None


async def test_finds_where_to_go_on(store: Store) -> None:
    """The last episode of a series and what is unfinished are found, each person's own."""
    film = place(content_id="film", series=None, season=None, episode=None, at=NOW + HOUR)
    second = place(content_id="episode-2", episode=2, at=NOW - HOUR, finished=True)
    third, bens = place(), place(person="person.ben", content_id="episode-9", episode=9)
    for position in (film, second, third, bens):
        await store.async_run(watched.remember, position)
    last = await store.async_run(watched.last_of_series, "person.anna", "The Series")
    assert last == third
    assert await store.async_run(watched.last_of_series, "person.anna", "Another") is None
    assert await store.async_run(watched.recent, "person.anna") == [film, third, second]
    unfinished = await store.async_run(watched.recent, "person.anna", unfinished_only=True, limit=2)
    assert unfinished == [film, third]


async def test_fires_once(store: Store) -> None:
    """Of many who see it happen at once, one tells it."""
    kept, endless = watcher(), watcher(expires_at=None, person="person.ben", created_at=NOW + HOUR)
    for one in (kept, endless):
        await store.async_run(watchers.add, one)
    assert await store.async_run(watchers.waiting, NOW) == [kept, endless]
    assert await store.async_run(watchers.waiting, NOW, "person.ben") == [endless]
    fires = [store.async_run(watchers.fire, kept.id, NOW) for _ in range(10)]
    assert [one for one in await asyncio.gather(*fires) if one] == [
        replace(kept, state=WatcherState.FIRED)
    ]


async def test_ends(store: Store) -> None:
    """After its end nothing fires; what has no end waits, until it is cancelled."""
    kept, endless = watcher(), watcher(expires_at=None)
    for one in (kept, endless):
        await store.async_run(watchers.add, one)
    assert await store.async_run(watchers.waiting, NOW + HOUR) == [endless]
    assert await store.async_run(watchers.fire, kept.id, NOW + HOUR) is None
    [expired] = await store.async_run(watchers.expire, NOW + HOUR)
    assert (expired.id, expired.state) == (kept.id, WatcherState.EXPIRED)
    cancelled = await store.async_run(watchers.cancel, endless.id)
    assert cancelled is not None
    assert await store.async_run(watchers.cancel, endless.id) is None
    assert await store.async_run(watchers.fire, endless.id, NOW) is None


async def test_old_ones_are_forgotten(store: Store) -> None:
    """What was told long ago goes, what still waits does not."""
    kept, endless = watcher(), watcher(expires_at=None)
    for one in (kept, endless):
        await store.async_run(watchers.add, one)
    long_after = NOW + watchers.KEPT_FOR + timedelta(days=1)
    await store.async_run(watchers.expire, long_after)
    await store.async_run(purge, long_after)
    assert await store.async_run(watchers.waiting, long_after) == [endless]
