"""The store in Home Assistant: opened with the entry, purged daily, at rest during backups."""

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from homeassistant.const import EVENT_HOMEASSISTANT_CLOSE
from homeassistant.core import Event, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from . import sqlite
from .errors import StoreError
from .issues import ISSUE_CORRUPT, StoreIssues
from .purge import purge
from .rest import is_resting
from .store import Store

if TYPE_CHECKING:
    from ..models import JarvisConfigEntry

FILE_NAME: Final = f"{DOMAIN}.db"
_PURGE_EVERY: Final = timedelta(days=1)


async def async_open(hass: HomeAssistant, entry: JarvisConfigEntry) -> Store:
    """Return an entry's store, also where the disk fails: then each piece of work says so."""
    path = _path(hass)
    issues = StoreIssues(hass, str(path))
    entry.async_on_unload(issues.works)
    store = Store(path, issues)
    _close_with(hass, entry, store)
    with suppress(StoreError):
        if is_resting(hass):
            await store.async_hold()
        await store.async_open()
        await store.async_run(purge, dt_util.utcnow())

    async def _purge(now: datetime) -> None:
        with suppress(StoreError):
            await store.async_run(purge, now)

    entry.async_on_unload(
        async_track_time_interval(hass, _purge, _PURGE_EVERY, cancel_on_shutdown=True)
    )
    return store


async def async_remove(hass: HomeAssistant) -> None:
    """Delete the file and its copies: who did what at home is nobody's business any longer."""
    ir.async_delete_issue(hass, DOMAIN, ISSUE_CORRUPT)
    await hass.async_add_executor_job(sqlite.remove, _path(hass))


def _path(hass: HomeAssistant) -> Path:
    """Return where the file is."""
    return Path(hass.config.path(FILE_NAME))


def _close_with(hass: HomeAssistant, entry: JarvisConfigEntry, store: Store) -> None:
    """Close a store when its entry is unloaded, or last of all when Home Assistant stops."""

    async def _close(_event: Event) -> None:
        await store.async_close()

    entry.async_on_unload(hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, _close))
    entry.async_on_unload(store.async_close)
