"""The rest that a backup needs: while it reads the file, only the log beside it is written."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .errors import StoreError
from .store import Store

if TYPE_CHECKING:
    from ..models import JarvisConfigEntry

# Longer than a backup takes; the log that grows meanwhile is small.
LONGEST: Final = timedelta(hours=3)
_WAKE: Final[HassKey[CALLBACK_TYPE]] = HassKey(f"{DOMAIN}_rest")


def is_resting(hass: HomeAssistant) -> bool:
    """Return whether the file rests, for a store that is opened meanwhile."""
    return _WAKE in hass.data


async def async_rest(hass: HomeAssistant) -> None:
    """Let the file rest until `async_wake`, or for LONGEST; a failure does not stop a backup."""

    async def _late(_now: datetime) -> None:
        await async_wake(hass)

    if not is_resting(hass):
        job = HassJob(_late, f"{DOMAIN} end of rest", cancel_on_shutdown=True)
        hass.data[_WAKE] = async_call_later(hass, LONGEST, job)
    for store in _stores(hass):
        with suppress(StoreError):
            await store.async_hold()


async def async_wake(hass: HomeAssistant) -> None:
    """End the rest."""
    if cancel := hass.data.pop(_WAKE, None):
        cancel()
    for store in _stores(hass):
        with suppress(StoreError):
            await store.async_release()


def _stores(hass: HomeAssistant) -> list[Store]:
    """Return the store, if the entry is loaded."""
    entries: list[JarvisConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    return [entry.runtime_data.store for entry in entries]
