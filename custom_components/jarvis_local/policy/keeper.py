"""Takes PINs: counts wrong ones, over restarts too, and takes none for a while after too many."""

import asyncio
from dataclasses import asdict
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from .pin import Tries, Verdict, matches

_VERSION: Final = 1


class PinKeeper:
    """Knows the PIN's hash, and how many wrong ones there were; one for the whole house."""

    def __init__(self, hass: HomeAssistant, kept: str | None) -> None:
        """Start with the hash, None where no PIN is set."""
        self._hass = hass
        self._kept = kept
        self._store = Store[dict[str, Any]](hass, _VERSION, f"{DOMAIN}.pin_tries", private=True)
        self._tries: Tries | None = None
        # Guesses that come at the same time are counted one after the other.
        self._one_by_one = asyncio.Lock()

    @property
    def is_set(self) -> bool:
        """Return whether there is a PIN."""
        return self._kept is not None

    async def async_minutes_locked(self) -> int:
        """Return for how many more minutes no PIN is taken; 0 when one is."""
        tries = await self._async_tries()
        left = tries.locked_until - dt_util.utcnow().timestamp()
        return 0 if left <= 0 else int(left // 60) + 1

    async def async_check(self, pin: str) -> Verdict:
        """Return what came of a PIN; the count is on disk before the verdict is known."""
        async with self._one_by_one:
            if self._kept is None:
                return Verdict.UNSET
            now = dt_util.utcnow().timestamp()
            tries = await self._async_tries()
            if tries.is_locked(now):
                return Verdict.LOCKED
            await self._async_keep(tries.after_wrong(now))
            if await self._hass.async_add_executor_job(matches, pin, self._kept):
                await self._async_keep(Tries())
                return Verdict.RIGHT
            return Verdict.LOCKED if self._tries and self._tries.is_locked(now) else Verdict.WRONG

    async def _async_tries(self) -> Tries:
        """Return the count, read from disk the first time."""
        if self._tries is None:
            self._tries = Tries(**(await self._store.async_load() or {}))
        return self._tries

    async def _async_keep(self, tries: Tries) -> None:
        """Keep a count, on disk too."""
        self._tries = tries
        await self._store.async_save(asdict(tries))
