"""The model servers as one: which of them answers for a model, and how it is to be asked."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence, Set as AbstractSet
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import (
    CONF_ALLOW_CLOUD,
    CONF_FIRST_TOKEN_TIMEOUT,
    CONF_NUM_CTX,
    CONF_NUM_PREDICT,
    CONF_TURN_TIMEOUT,
    DEFAULT_FIRST_TOKEN_TIMEOUT,
    DEFAULT_TURN_TIMEOUT,
    SUBENTRY_SERVER,
)
from ..coordinator import ServerCoordinator
from ..models import AgentSettings, JarvisConfigEntry, agents_of
from ..ollama import (
    Capability,
    ChatRequest,
    CloudRefusedError,
    InstalledModel,
    ModelMissingError,
    OllamaError,
    OllamaServer,
    Timeouts,
    TokenMeters,
    UnreachableError,
    canonical,
    is_remote_name,
)
from .candidates import Candidate, CandidateKey, largest_contexts, reading, variants
from .recovery import Recovery
from .speed import SpeedBook, Stopwatch
from .traffic import ERRAND_SECONDS, Priority, Traffic

_ANY: AbstractSet[Capability] = frozenset()


class ServerPool:
    """All servers of the entry, in the order they were added."""

    def __init__(self, hass: HomeAssistant, entry: JarvisConfigEntry) -> None:
        """Make a coordinator for each server; nothing is sent yet."""
        self._entry = entry
        # The entry is loaded anew, with another pool, when a setting of any agent changes.
        self._contexts = largest_contexts(agents_of(entry).values())
        self._read: dict[CandidateKey, int] = {}
        self.traffic = Traffic()
        self.meters = TokenMeters()
        self.coordinators: Mapping[str, ServerCoordinator] = {
            subentry.subentry_id: ServerCoordinator(hass, entry, subentry)
            for subentry in entry.get_subentries_of_type(SUBENTRY_SERVER)
        }
        self.recovery = Recovery(hass, entry, self.coordinators, self.traffic)
        self.speed = {server_id: SpeedBook() for server_id in self.coordinators}

    async def async_start(self) -> None:
        """Look at all servers for the first time; one that is away is no error."""
        await asyncio.gather(*(c.async_refresh() for c in self.coordinators.values()))
        self.recovery.async_start()

    @property
    def has_servers(self) -> bool:
        """Return whether a server is set up at all."""
        return bool(self.coordinators)

    @property
    def is_online(self) -> bool:
        """Return whether any server answers."""
        return any(coordinator.is_online for coordinator in self.coordinators.values())

    @property
    def allows_cloud(self) -> bool:
        """Return whether the owner lets models outside the house be used."""
        return bool(self._entry.options.get(CONF_ALLOW_CLOUD, False))

    @property
    def timeouts(self) -> Timeouts:
        """Return the owner's bounds on an answer."""
        options = self._entry.options
        return Timeouts(
            first_token=options.get(CONF_FIRST_TOKEN_TIMEOUT, DEFAULT_FIRST_TOKEN_TIMEOUT),
            total=options.get(CONF_TURN_TIMEOUT, DEFAULT_TURN_TIMEOUT),
        )

    def foreground(self) -> AbstractAsyncContextManager[None]:
        """Mark that someone waits for an answer: errands wait, or make way on the server it needs."""
        return self.traffic.foreground()

    @asynccontextmanager
    async def background(
        self,
        candidate: Candidate,
        *,
        request: ChatRequest | None = None,
        seconds: float = ERRAND_SECONDS,
    ) -> AsyncGenerator[None]:
        """Do something nobody waits for, once nobody waits for anything, or after so many seconds.

        Raises GaveWayError when someone wants the server meanwhile; not for a turn that begins as
        `request` does, for that one is served by it.
        """
        await self.traffic.async_quiet(seconds)
        prefix = None if request is None else reading(candidate, request)
        async with self.traffic.errand(candidate.server, Priority.WARM_UP, prefix):
            yield

    @callback
    def make_way(self, candidate: Candidate, request: ChatRequest, priority: Priority) -> None:
        """Break off a server's errands that are worth less than a request."""
        self.traffic.make_way(candidate.server, priority, reading(candidate, request))

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Call a listener whenever a server has gone or come back; returns how to stop that."""
        return self.recovery.async_listen(listener)

    def candidates(
        self, settings: AgentSettings, needs: AbstractSet[Capability] = _ANY
    ) -> Sequence[Candidate]:
        """Return what can answer, best first: the agent's model on each server, then its fallbacks.

        Servers that keep failing come last, and a model at home before its namesake in a cloud.
        """
        found = [
            (rank, candidate)
            for rank, variant in enumerate(variants(settings))
            for candidate in self._online_with(variant)
            if needs <= candidate.model.capabilities
        ]
        found.sort(
            key=lambda pair: (
                not self.recovery.is_ready(pair[1].key),
                pair[0],
                pair[1].model.is_remote,
            )
        )
        return [candidate for _, candidate in found]

    def _online_with(self, settings: AgentSettings) -> Sequence[Candidate]:
        """Return the online servers that have a model and may be used for it."""
        if is_remote_name(settings.model) and not self.allows_cloud:
            return ()
        return [
            Candidate(coordinator=coordinator, model=model, settings=settings)
            for coordinator in self.coordinators.values()
            if coordinator.is_online
            and (model := coordinator.data.model(settings.model))
            and (self.allows_cloud or not model.is_remote)
        ]

    async def async_candidate(
        self,
        settings: AgentSettings,
        *,
        tried: AbstractSet[CandidateKey] = frozenset(),
        last: Candidate | None = None,
        needs: AbstractSet[Capability] = _ANY,
    ) -> Candidate | None:
        """Return what to ask next: `last` as long as it is there, else the best not tried yet.

        Where none is left, the servers that were away are looked at once more; elsewhere that is
        done in the background, so that the preferred one is back for the next turn.
        """
        if not (left := self._untried(settings, tried, needs)):
            await self.recovery.async_look_again({server_id for server_id, _ in tried})
            left = self._untried(settings, tried, needs)
        self.recovery.look_aside()
        if last is not None and (same := [c for c in left if c.key == last.key]):
            return same[0]
        return left[0] if left else None

    def _untried(
        self,
        settings: AgentSettings,
        tried: AbstractSet[CandidateKey],
        needs: AbstractSet[Capability],
    ) -> Sequence[Candidate]:
        """Return the candidates that were not tried."""
        return [c for c in self.candidates(settings, needs) if c.key not in tried]

    def why_none(self, settings: AgentSettings) -> OllamaError:
        """Return why nothing can answer for an agent."""
        try:
            self.server_for(settings.model)
        except OllamaError as err:
            return err
        return ModelMissingError(f"No server has what is needed of {settings.model}")

    def model(self, name: str) -> InstalledModel | None:
        """Return a model of the first online server that has it."""
        found = self._find(name)
        return None if found is None else found[1]

    def server_for(self, model: str) -> OllamaServer:
        """Return the first online server that has a model and may be used for it.

        Raises CloudRefusedError, ModelMissingError, or why the server that may have it is away.
        """
        refused = is_remote_name(model) and not self.allows_cloud
        if not refused and (found := self._find(model)):
            coordinator, installed = found
            if self.allows_cloud or not installed.is_remote:
                return coordinator.server
            refused = True
        if refused:
            raise CloudRefusedError(f"{model} runs outside the house")
        for coordinator in self.coordinators.values():
            if not coordinator.is_online and _may_have(coordinator, model):
                raise _why_away(coordinator)
        if not self.is_online:
            raise UnreachableError("No model server answers")
        raise ModelMissingError(f"{model or 'No model'} is on no server")

    def runner_options(self, settings: AgentSettings) -> dict[str, Any]:
        """Return Ollama's options for a chat.

        The context is the largest that anything here wants of the model: Ollama loads a model anew for
        every other size, and forgets what it has read.
        """
        largest = self._contexts.get(canonical(settings.model), 0)
        return {
            CONF_NUM_CTX: max(settings.num_ctx, largest),
            CONF_NUM_PREDICT: settings.num_predict,
            **settings.sampling,
        }

    @callback
    def note_answer(
        self, candidate: Candidate, request: ChatRequest, watch: Stopwatch | None = None
    ) -> None:
        """Note that a chat went well: what the model has evaluated last, and how fast it was."""
        self._read[candidate.key] = request.prefix
        self.recovery.note_answer(candidate.server_id)
        if watch is not None:
            self.speed[candidate.server_id].note(candidate.settings.model, watch)

    @callback
    def report_failure(self, candidate: Candidate, err: OllamaError) -> None:
        """Note that a chat failed."""
        self.recovery.report(candidate, self.runner_options(candidate.settings), err)

    async def async_is_loaded(self, candidate: Candidate) -> bool:
        """Return whether a candidate's model is in memory."""
        loaded = await candidate.server.async_loaded()
        return any(canonical(model.name) == candidate.key[1] for model in loaded)

    async def async_has_read(self, candidate: Candidate, request: ChatRequest) -> bool:
        """Return whether the beginning of a request is what a model, still in memory, evaluated last."""
        if self._read.get(candidate.key) != request.prefix:
            return False
        return await self.async_is_loaded(candidate)

    def _find(self, name: str) -> tuple[ServerCoordinator, InstalledModel] | None:
        """Return the first online server that has a model, one at home before one in a cloud."""
        found = [
            (coordinator, model)
            for coordinator in self.coordinators.values()
            if coordinator.is_online and (model := coordinator.data.model(name))
        ]
        return min(found, key=lambda pair: pair[1].is_remote, default=None)


def _may_have(coordinator: ServerCoordinator, model: str) -> bool:
    """Return whether a server that is away had a model, or nobody knows."""
    return coordinator.data is None or coordinator.data.model(model) is not None


def _why_away(coordinator: ServerCoordinator) -> OllamaError:
    """Return a fresh error saying why a server is away."""
    if coordinator.failure is None:
        return UnreachableError(f"{coordinator.name} is not available")
    return type(coordinator.failure)(str(coordinator.failure))
