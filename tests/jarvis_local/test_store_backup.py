"""Backups: what Home Assistant copies while things are kept can be opened, and has all of before."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
import shutil
import sqlite3
import tarfile

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.jarvis_local import backup
from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.store import Store, audit
from custom_components.jarvis_local.store.rest import LONGEST, is_resting
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from .conftest import make_entry, setup_entry
from .kept import act


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return a loaded entry without servers."""
    entry = make_entry()
    await setup_entry(hass, entry)
    return entry


async def keep(entry: MockConfigEntry, number: int) -> set[str]:
    """Keep so many acts, one after the other, and return their ids."""
    store: Store = entry.runtime_data.store
    return {(await store.async_run(audit.add, act(words="x" * 900))).id for _ in range(number)}


def copy(path: Path, folder: Path, *, with_log: bool = True) -> Path:
    """Copy the file as a backup does, perhaps without the log beside it."""
    folder.mkdir()
    shutil.copy(path, folder)
    log = path.with_name(f"{path.name}-wal")
    if with_log and log.exists():
        shutil.copy(log, folder)
    return folder / path.name


async def found(path: Path) -> set[str]:
    """Return the ids of the acts in a copy, which must be whole."""
    store = Store(path)
    acts = await store.async_run(audit.recent, limit=10_000)
    await store.async_close()
    assert not store._database.set_aside
    return {one.id for one in acts}


async def test_copies_while_things_are_kept(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """Nobody waits for a backup, and each copy made meanwhile is whole."""
    path = entry.runtime_data.store.path
    before = await keep(entry, 50)
    await backup.async_pre_backup(hass)
    unchanged = path.read_bytes()
    writing = asyncio.create_task(keep(entry, 400))
    copies = [
        await hass.async_add_executor_job(copy, path, tmp_path / f"copy{index}")
        for index in range(10)
    ]
    meanwhile = await writing
    assert path.read_bytes() == unchanged
    last = copy(path, tmp_path / "last")
    alone = copy(path, tmp_path / "alone", with_log=False)
    await backup.async_post_backup(hass)

    for one in copies:
        assert before <= await found(one) <= before | meanwhile
    assert await found(last) == before | meanwhile
    assert await found(alone) == before
    assert path.stat().st_size > len(unchanged)
    assert await found(copy(path, tmp_path / "after", with_log=False)) == before | meanwhile


def unpacked(backups: Path, folder: Path) -> Path:
    """Return the file out of the only backup there is."""
    [archive] = backups.glob("*.tar")
    with tarfile.open(archive) as outer:
        outer.extract("homeassistant.tar.gz", folder, filter="data")
    with tarfile.open(folder / "homeassistant.tar.gz") as inner:
        inner.extractall(folder, filter="data")
    return folder / "data" / "jarvis_local.db"


async def test_home_assistant_s_own_backup(hass: HomeAssistant, tmp_path: Path) -> None:
    """A backup by Home Assistant itself, without its database, has what was kept until then."""
    assert await async_setup_component(hass, "backup", {})
    entry = make_entry()
    await setup_entry(hass, entry)
    before = await keep(entry, 50)
    writing = asyncio.create_task(keep(entry, 50))
    await hass.services.async_call("backup", "create", blocking=True)
    meanwhile = await writing
    assert not is_resting(hass)
    backups = Path(hass.config.path("backups"))
    path = await hass.async_add_executor_job(unpacked, backups, tmp_path / "unpacked")
    assert before <= await found(path) <= before | meanwhile


async def _reload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Load the entry anew."""
    assert await hass.config_entries.async_reload(entry.entry_id)


async def _again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Begin another backup."""
    await backup.async_pre_backup(hass)


@pytest.mark.parametrize("meanwhile", [_reload, _again])
async def test_rests_whatever_happens(
    hass: HomeAssistant, entry: MockConfigEntry, meanwhile: Callable[..., object]
) -> None:
    """Neither a reload nor a second backup brings writing into the file while it is read."""
    path = entry.runtime_data.store.path
    await keep(entry, 5)
    await backup.async_pre_backup(hass)
    unchanged = path.read_bytes()
    await keep(entry, 5)
    if meanwhile is _reload:
        await _reload(hass, entry)
        await keep(entry, 5)
        assert path.read_bytes() == unchanged
    else:
        await _again(hass, entry)
    await backup.async_post_backup(hass)
    assert path.read_bytes() != unchanged
    assert not is_resting(hass)


async def test_ends_by_itself(
    hass: HomeAssistant, entry: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """A backup that never says that it is over does not leave the log growing."""
    path = entry.runtime_data.store.path
    await backup.async_pre_backup(hass)
    unchanged = path.read_bytes()
    await keep(entry, 20)
    assert path.read_bytes() == unchanged
    freezer.tick(LONGEST + timedelta(seconds=1))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    await entry.runtime_data.store.async_run(audit.recent)
    assert not is_resting(hass)
    assert path.read_bytes() != unchanged
    await backup.async_post_backup(hass)


async def test_a_failure_stops_no_backup(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Where the file cannot be brought to rest, the backup is made all the same."""
    engine = entry.runtime_data.store._database._engine
    with engine.connect() as connection:
        connection.connection.driver_connection.set_authorizer(lambda *_: sqlite3.SQLITE_DENY)
    await backup.async_pre_backup(hass)
    assert ir.async_get(hass).async_get_issue(DOMAIN, "storage") is not None
    await backup.async_post_backup(hass)


async def test_without_an_entry(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """A backup is made as ever where nothing can be kept, or nothing is loaded."""
    await entry.runtime_data.store.async_close()
    await backup.async_pre_backup(hass)
    await backup.async_post_backup(hass)
    assert await hass.config_entries.async_unload(entry.entry_id)
    await backup.async_pre_backup(hass)
    assert is_resting(hass)
    await backup.async_post_backup(hass)
    assert not is_resting(hass)
