"""Brings servers back: looks at those that are away, tries those that failed, loads what was slow."""

import asyncio
from collections.abc import Callable, Mapping, Set as AbstractSet
from contextlib import aclosing
from datetime import datetime
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..const import CONF_NUM_PREDICT, LOGGER
from ..coordinator import ServerCoordinator
from ..models import JarvisConfigEntry
from ..ollama import (
    AnswerTimeoutError,
    CertificateError,
    ChatRequest,
    OllamaError,
    Timeouts,
    UnauthorisedError,
    UnreachableError,
)
from .candidates import Candidate, CandidateKey
from .health import Breaker
from .traffic import GaveWayError, Priority, Traffic

# Whatever else goes wrong in a chat may be the model's doing: then the next look at the server decides.
GONE: Final = (CertificateError, UnauthorisedError, UnreachableError)
# Someone is waiting for an answer; a server that refuses is known in milliseconds.
_LOOK_SECONDS: Final = 2.0
# The model may have to be loaded first.
_TRIAL: Final = Timeouts(first_token=120, total=120)


class Recovery:
    """The health of an entry's servers."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: JarvisConfigEntry,
        coordinators: Mapping[str, ServerCoordinator],
        traffic: Traffic,
    ) -> None:
        """Take all servers as well."""
        self._hass = hass
        self._entry = entry
        self._coordinators = coordinators
        self._traffic = traffic
        self._loading: set[CandidateKey] = set()
        self._timers: dict[str, CALLBACK_TYPE] = {}
        self._listeners: list[Callable[[], None]] = []
        self.breakers = {server_id: Breaker() for server_id in coordinators}
        self._known = self._condition

    @callback
    def async_start(self) -> None:
        """Follow what the looks at the servers find, until the entry is unloaded."""
        self._known = self._condition
        for server_id, coordinator in self._coordinators.items():
            follow = partial(self._follow, server_id)
            self._entry.async_on_unload(coordinator.async_add_listener(follow))
        self._entry.async_on_unload(self._stop)

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener whenever a server has gone or come back; returns how to stop that."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    def is_ready(self, key: CandidateKey) -> bool:
        """Return whether a model of an online server is expected to answer in good time."""
        return self.breakers[key[0]].is_closed and key not in self._loading

    async def async_look_again(self, but: AbstractSet[str]) -> None:
        """Look at the servers that were away, for a moment: one may just have come back."""
        if not self._is_loaded:
            return
        away = [c for key, c in self._coordinators.items() if not c.is_online and key not in but]
        if looks := [self._look(coordinator) for coordinator in away]:
            await asyncio.wait(looks, timeout=_LOOK_SECONDS)

    @callback
    def look_aside(self) -> None:
        """Look at the servers that were away, while someone else answers."""
        for coordinator in self._coordinators.values():
            if not coordinator.is_online and self._is_loaded:
                self._look(coordinator)

    @callback
    def report(self, candidate: Candidate, options: Mapping[str, Any], err: OllamaError) -> None:
        """Note that a chat failed: the server is away if it cannot be reached, else looked at."""
        if not self._is_loaded:
            return
        coordinator, breaker = candidate.coordinator, self.breakers[candidate.server_id]
        if isinstance(err, GONE):
            coordinator.async_mark_away(err)
        elif breaker.note_failure(err):
            self._try_later(candidate, options)
        self._background(coordinator.async_request_refresh(), f"{coordinator.name} refresh")
        if isinstance(err, AnswerTimeoutError) and candidate.key not in self._loading:
            self._loading.add(candidate.key)
            self._background(self._async_load(candidate, options), f"Loading of {candidate.key[1]}")
        self._tell()

    @callback
    def note_answer(self, server_id: str) -> None:
        """Take a server as well, for it has answered."""
        self._cancel(server_id)
        self.breakers[server_id].close()
        self._tell()

    @property
    def _is_loaded(self) -> bool:
        """Return whether the entry is; a turn may outlive it."""
        return self._entry.state is ConfigEntryState.LOADED

    @property
    def _condition(self) -> Mapping[str, bool]:
        """Return which servers are asked as usual."""
        return {
            server_id: coordinator.is_online and self.breakers[server_id].is_closed
            for server_id, coordinator in self._coordinators.items()
        }

    def _look(self, coordinator: ServerCoordinator) -> asyncio.Task[None]:
        """Look at a server in the background."""
        return self._background(coordinator.async_refresh(), f"{coordinator.name} look")

    def _background(self, work: Any, name: str) -> asyncio.Task[None]:
        """Start something that ends with the entry at the latest."""
        return self._entry.async_create_background_task(self._hass, work, name)

    @callback
    def _follow(self, server_id: str) -> None:
        """Forget the failures of a server that has gone; it comes back with a clean slate."""
        if not self._coordinators[server_id].is_online:
            self._cancel(server_id)
            self.breakers[server_id].close()
        self._tell()

    @callback
    def _tell(self) -> None:
        """Call the listeners if a server has gone or come back."""
        if (condition := self._condition) != self._known:
            self._known = condition
            for listener in tuple(self._listeners):
                listener()

    def _try_later(self, candidate: Candidate, options: Mapping[str, Any]) -> None:
        """Try a server that keeps failing once more after a while."""
        server_id = candidate.server_id
        breaker = self.breakers[server_id]
        LOGGER.debug("%s fails; next try in %.0f s", candidate.coordinator.name, breaker.wait)

        @callback
        def begin(_: datetime) -> None:
            """Try it, in the background."""
            del self._timers[server_id]
            self._background(self._async_try(candidate, options), f"Trial of {server_id}")

        self._cancel(server_id)
        job = HassJob(begin, cancel_on_shutdown=True)
        self._timers[server_id] = async_call_later(self._hass, breaker.wait, job)

    async def _async_try(self, candidate: Candidate, options: Mapping[str, Any]) -> None:
        """Ask the model that failed for one token."""
        breaker = self.breakers[candidate.server_id]
        await self._traffic.async_quiet()
        if breaker.is_closed:
            return
        breaker.begin_trial()
        request = ChatRequest(
            model=candidate.settings.model,
            messages=[{"role": "user", "content": ""}],
            options={**options, CONF_NUM_PREDICT: 1},
            keep_alive=candidate.settings.keep_alive,
        )
        try:
            async with (
                self._traffic.errand(candidate.server, Priority.WARM_UP),
                aclosing(candidate.server.async_chat(request, _TRIAL)) as chunks,
            ):
                async for _ in chunks:
                    pass
        except OllamaError as err:
            self._trial_failed(candidate, options, err)
        else:
            self.note_answer(candidate.server_id)

    def _trial_failed(
        self, candidate: Candidate, options: Mapping[str, Any], err: OllamaError
    ) -> None:
        """Wait longer, unless the server is away, which is the matter of the looks at it."""
        breaker = self.breakers[candidate.server_id]
        breaker.reopen(count=not isinstance(err, GaveWayError))
        if isinstance(err, GONE):
            candidate.coordinator.async_mark_away(err)
        else:
            self._try_later(candidate, options)

    async def _async_load(self, candidate: Candidate, options: Mapping[str, Any]) -> None:
        """Have a model loaded that took too long: Ollama breaks it off when a turn gives up."""
        settings = candidate.settings
        try:
            await candidate.server.async_load(
                settings.model, options=options, keep_alive=settings.keep_alive
            )
        except OllamaError as err:
            LOGGER.debug("Could not load %s: %r", settings.model, err)
        finally:
            self._loading.discard(candidate.key)

    def _cancel(self, server_id: str) -> None:
        """Cancel the next trial of a server."""
        if (cancel := self._timers.pop(server_id, None)) is not None:
            cancel()

    @callback
    def _stop(self) -> None:
        """Cancel all trials."""
        for server_id in tuple(self._timers):
            self._cancel(server_id)
