"""The store in Home Assistant: where it is, when it is opened, purged, closed and deleted."""

import asyncio
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
import sqlite3
import threading

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jarvis_local.store import Store, StoreError, audit
from custom_components.jarvis_local.store.database import Database
from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE, EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .conftest import make_entry, setup_entry
from .kept import act


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return a loaded entry without servers."""
    entry = make_entry()
    await setup_entry(hass, entry)
    return entry


@pytest.fixture
def kept(entry: MockConfigEntry) -> Store:
    """Return the store of the entry."""
    store: Store = entry.runtime_data.store
    return store


async def test_survives_a_reload(hass: HomeAssistant, entry: MockConfigEntry, kept: Store) -> None:
    """What was kept is there after the entry was loaded anew, in the folder of the configuration."""
    one = await kept.async_run(audit.add, act(at=dt_util.utcnow()))
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert entry.runtime_data.store is not kept
    assert await entry.runtime_data.store.async_run(audit.recent) == [one]
    with pytest.raises(StoreError):
        await kept.async_run(audit.recent)
    assert kept.path == Path(hass.config.path("jarvis_local.db"))


async def test_what_is_kept_meanwhile_is_there(
    hass: HomeAssistant, entry: MockConfigEntry, kept: Store
) -> None:
    """What nobody waited for is on the disk, in its order, once the entry is unloaded."""
    for words in ("one", "two", "three"):
        kept.async_keep(audit.add, act(at=dt_util.utcnow(), words=words))
    assert await hass.config_entries.async_unload(entry.entry_id)
    with closing(sqlite3.connect(kept.path)) as file:
        found = file.execute("SELECT words FROM audit ORDER BY rowid").fetchall()
    assert found == [("one",), ("two",), ("three",)]


async def test_a_set_up_that_is_cut_short_closes(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store whose opening was broken off does not stay open."""
    begun, go_on, opens = asyncio.Event(), threading.Event(), Database.open
    opened: list[Database] = []

    def _slow(database: Database) -> None:
        opened.append(database)
        hass.loop.call_soon_threadsafe(begun.set)
        go_on.wait(30)
        opens(database)

    monkeypatch.setattr(Database, "open", _slow)
    loading = hass.async_create_task(setup_entry(hass, make_entry()))
    await begun.wait()
    loading.cancel()
    go_on.set()
    with suppress(asyncio.CancelledError, AssertionError):
        await loading
    await hass.async_block_till_done()
    assert opened[0]._engine is None
    assert [path.name for path in Path(hass.config.config_dir).glob("*.db*")] == ["jarvis_local.db"]


async def test_is_closed_last(hass: HomeAssistant, kept: Store) -> None:
    """When Home Assistant stops, things can be kept until the very end; then the file is closed."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await kept.async_run(audit.add, act())
    hass.bus.async_fire(EVENT_HOMEASSISTANT_CLOSE)
    await hass.async_block_till_done()
    with pytest.raises(StoreError):
        await kept.async_run(audit.recent)
    assert [path.name for path in kept.path.parent.glob("jarvis_local.db*")] == ["jarvis_local.db"]


async def test_purges_at_start_and_daily(
    hass: HomeAssistant, entry: MockConfigEntry, kept: Store, freezer: FrozenDateTimeFactory
) -> None:
    """What is too old is forgotten by itself."""
    old = timedelta(days=89, hours=12)
    for _ in range(2):
        await kept.async_run(audit.add, act(at=dt_util.utcnow() - old))
        freezer.tick(timedelta(days=1, seconds=1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        assert await kept.async_run(audit.recent) == []
    await kept.async_run(audit.add, act(at=dt_util.utcnow() - timedelta(days=91)))
    assert await hass.config_entries.async_reload(entry.entry_id)
    assert await entry.runtime_data.store.async_run(audit.recent) == []


async def test_is_deleted_with_the_entry(
    hass: HomeAssistant, entry: MockConfigEntry, kept: Store
) -> None:
    """Who did what goes with the entry, copies included, and nothing else does."""
    await kept.async_run(audit.add, act())
    names = ("jarvis_local.db.before-v2", "jarvis_local.db.corrupt.2026", "other.db")
    for name in names:
        kept.path.with_name(name).write_text("copy")
    await hass.config_entries.async_remove(entry.entry_id)
    assert [path.name for path in kept.path.parent.glob("*.db*")] == ["other.db"]


async def test_diagnostics_count(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, entry: MockConfigEntry, kept: Store
) -> None:
    """A bug report has the number of rows, no word of theirs; and why, if even that is not known."""
    await kept.async_run(audit.add, act(words="Open the secret door"))
    report = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert report["store"]["rows"]["audit"] == 1
    assert report["store"]["rows"]["pins"] == 0
    assert "secret" not in str(report)
    await kept.async_close()
    report = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert report["store"] == {"failure": "storage_closed"}
