"""Has the model read its prompt while nobody talks: after the start, a change in the home, a return."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import Enum, auto
from typing import Any, Final

from homeassistant.components.conversation import DOMAIN as ASSISTANT
from homeassistant.components.homeassistant.exposed_entities import async_listen_entity_updates
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
)
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.start import async_at_started
from homeassistant.util.event_type import EventType

from ..const import KEEP_ALIVE_FOREVER, LOGGER
from ..home import async_renew_prefix
from ..models import AgentSettings
from ..ollama.errors import OllamaError
from ..pool import ServerPool

# Integrations go on adding entities for a while, and a home is rarely changed in one place only.
START_SECONDS: Final = 15.0
HOME_SECONDS: Final = 30.0
SERVER_SECONDS: Final = 1.0
# Who has just spoken may go on, with what the model has read so far.
QUIET_SECONDS: Final = 60.0

_REGISTRIES: Final[tuple[EventType[Any], ...]] = (
    ar.EVENT_AREA_REGISTRY_UPDATED,
    dr.EVENT_DEVICE_REGISTRY_UPDATED,
    er.EVENT_ENTITY_REGISTRY_UPDATED,
    fr.EVENT_FLOOR_REGISTRY_UPDATED,
)


class _Reason(Enum):
    """Why to warm up: another server or model is to be asked, or the home changed."""

    SERVER = auto()
    HOME = auto()


class IdleWarmUp:
    """Warms an agent up when there is a reason and time; owns its timers and its task."""

    def __init__(
        self,
        hass: HomeAssistant,
        pool: ServerPool,
        settings: AgentSettings,
        warm_up: Callable[[], Awaitable[bool]],
    ) -> None:
        """Prepare; nothing happens until `async_start`."""
        self._hass = hass
        self._pool = pool
        self._settings = settings
        self._warm_up = warm_up
        self._stops: list[CALLBACK_TYPE] = []
        self._timers: dict[_Reason, CALLBACK_TYPE] = {}
        self._task: asyncio.Task[None] | None = None

    @callback
    def async_start(self) -> CALLBACK_TYPE:
        """Follow the home and the servers; returns how to stop."""
        self._stops = [
            async_at_started(self._hass, self._started),
            self._pool.async_listen(self._servers_changed),
            async_listen_entity_updates(self._hass, ASSISTANT, self._home_changed),
            *(self._hass.bus.async_listen(event, self._home_changed) for event in _REGISTRIES),
        ]
        return self._stop

    @callback
    def _stop(self) -> None:
        """End all that is going on."""
        for stop in self._stops:
            stop()
        self._stops = []
        for cancel in self._timers.values():
            cancel()
        self._timers.clear()
        if self._task is not None:
            self._task.cancel()

    @callback
    def _started(self, hass: HomeAssistant) -> None:
        """Warm up soon after the start."""
        self._wish(_Reason.SERVER, START_SECONDS)

    @callback
    def _servers_changed(self) -> None:
        """Warm up whoever is to be asked now that a server has gone or come back."""
        self._wish(_Reason.SERVER, SERVER_SECONDS)

    @callback
    def _home_changed(self, event: Event | None = None) -> None:
        """Warm up once the home has stopped changing and nobody has spoken for a while."""
        if self._hass.is_running:
            self._wish(_Reason.HOME, HOME_SECONDS)

    def _wish(self, reason: _Reason, seconds: float) -> None:
        """Warm up after so many seconds, and after as many in which nobody spoke."""

        @callback
        def due(_: datetime) -> None:
            """Warm up, or wait for the talk or the last warm-up to end."""
            del self._timers[reason]
            if (left := self._seconds_left(reason)) > 0:
                self._wish(reason, left)
                return
            self._task = self._hass.async_create_background_task(
                self._async_warm_up(), f"Warm-up of {self._settings.name}"
            )

        if (cancel := self._timers.pop(reason, None)) is not None:
            cancel()
        job = HassJob(due, cancel_on_shutdown=True)
        self._timers[reason] = async_call_later(self._hass, seconds, job)

    def _seconds_left(self, reason: _Reason) -> float:
        """Return how long to wait for the talk or the last warm-up to end."""
        if self._task is not None and not self._task.done():
            return HOME_SECONDS
        if reason is _Reason.HOME:
            return QUIET_SECONDS - self._pool.traffic.seconds_quiet
        return 0.0 if self._pool.traffic.is_quiet else SERVER_SECONDS

    async def _async_warm_up(self) -> None:
        """Warm up, if the model is to stay in memory or is there."""
        candidates = self._pool.candidates(self._settings)
        if not candidates or not self._pool.recovery.is_ready(candidates[0].key):
            return
        async_renew_prefix(self._hass)
        try:
            stays = self._settings.keep_alive == KEEP_ALIVE_FOREVER
            if stays or await self._pool.async_is_loaded(candidates[0]):
                await self._warm_up()
        except OllamaError as err:
            LOGGER.debug("Could not look at the memory for %s: %r", self._settings.model, err)
