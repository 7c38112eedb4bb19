"""The model servers as one: which of them answers for a model, and how it is to be asked."""

import asyncio
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .const import (
    CONF_ALLOW_CLOUD,
    CONF_FIRST_TOKEN_TIMEOUT,
    CONF_NUM_CTX,
    CONF_NUM_PREDICT,
    CONF_TURN_TIMEOUT,
    DEFAULT_FIRST_TOKEN_TIMEOUT,
    DEFAULT_TURN_TIMEOUT,
    LOGGER,
    SUBENTRY_SERVER,
)
from .coordinator import ServerCoordinator
from .models import AgentSettings, JarvisConfigEntry, agents_of
from .ollama import (
    AnswerTimeoutError,
    CertificateError,
    ChatRequest,
    CloudRefusedError,
    InstalledModel,
    ModelMissingError,
    OllamaError,
    OllamaServer,
    Timeouts,
    UnauthorisedError,
    UnreachableError,
    canonical,
    is_remote_name,
)

# Whatever else goes wrong in a chat may be the model's doing: then the next look at the server decides.
_GONE = (CertificateError, UnauthorisedError, UnreachableError)
# Someone is waiting for an answer; a server that refuses is known in milliseconds.
_LOOK_SECONDS = 2.0


class ServerPool:
    """All servers of the entry, in the order they were added."""

    def __init__(self, hass: HomeAssistant, entry: JarvisConfigEntry) -> None:
        """Make a coordinator for each server; nothing is sent yet."""
        self._hass = hass
        self._entry = entry
        self._loading: set[str] = set()
        self._read: dict[str, int] = {}
        self.coordinators: Mapping[str, ServerCoordinator] = {
            subentry.subentry_id: ServerCoordinator(hass, entry, subentry)
            for subentry in entry.get_subentries_of_type(SUBENTRY_SERVER)
        }

    async def async_start(self) -> None:
        """Look at all servers for the first time; one that is away is no error."""
        await asyncio.gather(*(c.async_refresh() for c in self.coordinators.values()))

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

    def model(self, name: str) -> InstalledModel | None:
        """Return a model of the first online server that has it."""
        found = self._find(name)
        return None if found is None else found[1]

    async def async_server_for(self, model: str) -> OllamaServer:
        """Return `server_for` a model, after another look if all that may have it were away."""
        try:
            return self.server_for(model)
        except _GONE:
            await self._async_look_again()
        return self.server_for(model)

    async def _async_look_again(self) -> None:
        """Look at the servers that were away: one may just have come back."""
        looks = [
            self._entry.async_create_background_task(
                self._hass, coordinator.async_refresh(), f"{coordinator.name} look before a turn"
            )
            for coordinator in self.coordinators.values()
            if not coordinator.is_online
        ]
        if looks:
            await asyncio.wait(looks, timeout=_LOOK_SECONDS)

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
        model = canonical(settings.model)
        agents = agents_of(self._entry).values()
        sizes = [agent.num_ctx for agent in agents if canonical(agent.model) == model]
        return {
            CONF_NUM_CTX: max([settings.num_ctx, *sizes]),
            CONF_NUM_PREDICT: settings.num_predict,
            **settings.sampling,
        }

    @callback
    def note_read(self, request: ChatRequest) -> None:
        """Note what a model has evaluated last."""
        self._read[canonical(request.model)] = request.prefix

    async def async_has_read(self, server: OllamaServer, request: ChatRequest) -> bool:
        """Return whether the beginning of a request is what a model, still in memory, evaluated last."""
        model = canonical(request.model)
        if self._read.get(model) != request.prefix:
            return False
        return any(canonical(loaded.name) == model for loaded in await server.async_loaded())

    @callback
    def report_failure(
        self, server: OllamaServer, settings: AgentSettings, err: OllamaError
    ) -> None:
        """Note that a chat failed: the server is away at once if it cannot be reached, else looked at."""
        if self._entry.state is not ConfigEntryState.LOADED:
            return
        for coordinator in self.coordinators.values():
            if coordinator.server is server:
                if isinstance(err, _GONE):
                    coordinator.async_mark_away(err)
                self._entry.async_create_background_task(
                    self._hass,
                    coordinator.async_request_refresh(),
                    f"{coordinator.name} refresh after a failure",
                )
        if isinstance(err, AnswerTimeoutError) and settings.model not in self._loading:
            self._entry.async_create_background_task(
                self._hass, self._async_load(server, settings), f"Loading of {settings.model}"
            )

    async def _async_load(self, server: OllamaServer, settings: AgentSettings) -> None:
        """Have a model loaded that took too long: Ollama breaks it off when a turn gives up."""
        self._loading.add(settings.model)
        try:
            await server.async_load(
                settings.model,
                options=self.runner_options(settings),
                keep_alive=settings.keep_alive,
            )
        except OllamaError as err:
            LOGGER.debug("Could not load %s: %r", settings.model, err)
        finally:
            self._loading.discard(settings.model)

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
