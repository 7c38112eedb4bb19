"""Watches the model servers: is each there, what has it, which of them answers for a model."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, override

from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_RECONFIGURE, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .const import (
    CONF_ALLOW_CLOUD,
    CONF_FIRST_TOKEN_TIMEOUT,
    CONF_NUM_CTX,
    CONF_NUM_PREDICT,
    CONF_TURN_TIMEOUT,
    DEFAULT_FIRST_TOKEN_TIMEOUT,
    DEFAULT_TURN_TIMEOUT,
    LOGGER,
    SUBENTRY_AGENT,
    SUBENTRY_SERVER,
    SUBENTRY_TASK,
)
from .models import AgentSettings, JarvisConfigEntry
from .ollama import (
    CertificateError,
    CloudRefusedError,
    InstalledModel,
    LoadedModel,
    ModelMissingError,
    OllamaError,
    OllamaServer,
    ServerAddress,
    Timeouts,
    UnauthorisedError,
    UnreachableError,
    canonical,
    is_remote_name,
)

ONLINE_INTERVAL = timedelta(seconds=30)
AWAY_INTERVAL = timedelta(seconds=10)

# Whatever else goes wrong in a chat may be the model's doing: then the next look at the server decides.
_GONE = (CertificateError, UnauthorisedError, UnreachableError)


@dataclass(frozen=True, kw_only=True)
class ServerState:
    """What a server had when it was last looked at; `models` by name."""

    version: str
    models: Mapping[str, InstalledModel]
    loaded: Sequence[LoadedModel]

    def model(self, name: str) -> InstalledModel | None:
        """Return a model, also when its tag `latest` was left out."""
        wanted = canonical(name)
        return next((m for m in self.models.values() if canonical(m.name) == wanted), None)


class ServerCoordinator(DataUpdateCoordinator[ServerState]):
    """Watches one server; `data` stays what it was while the server is away."""

    config_entry: JarvisConfigEntry

    def __init__(
        self, hass: HomeAssistant, entry: JarvisConfigEntry, subentry: ConfigSubentry
    ) -> None:
        """Watch the server of a subentry."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=f"Ollama server {subentry.title}",
            update_interval=ONLINE_INTERVAL,
            always_update=False,
        )
        self.subentry = subentry
        self.server = OllamaServer(hass, ServerAddress.from_config(subentry.data))
        self.failure: OllamaError | None = None
        self._key_asked_for = False

    @property
    def is_online(self) -> bool:
        """Return whether the server answered when last asked."""
        return self.last_update_success and self.data is not None

    @override
    async def _async_update_data(self) -> ServerState:
        """Look at the server."""
        try:
            version = await self.server.async_version()
            models = await self.server.async_models()
            loaded = await self.server.async_loaded()
        except OllamaError as err:
            self._note_failure(err)
            raise UpdateFailed(str(err)) from err
        self.failure = None
        self._key_asked_for = False
        self.update_interval = ONLINE_INTERVAL
        return ServerState(
            version=version, models={model.name: model for model in models}, loaded=loaded
        )

    @callback
    def async_mark_away(self, err: OllamaError) -> None:
        """Take the server as gone, because a chat found it gone."""
        self._note_failure(err)
        self.async_update_listeners()

    def _note_failure(self, err: OllamaError) -> None:
        """Remember why the server is away; warn once, and look more often."""
        self.failure = err
        self.update_interval = AWAY_INTERVAL
        if isinstance(err, UnauthorisedError):
            self._ask_for_key()
        if self.last_update_success:
            # Home Assistant would log an error; a server that is off is none.
            LOGGER.warning("%s is not available: %s", self.name, err)
            self.last_update_success = False

    def _ask_for_key(self) -> None:
        """Start reauthentication, once for each time that the key stops working."""
        flows = self.config_entry.async_get_active_flows(
            self.hass, {SOURCE_REAUTH, SOURCE_RECONFIGURE}
        )
        if self._key_asked_for or any(flows):
            return
        self._key_asked_for = True
        self.config_entry.async_start_reauth(
            self.hass, data={"subentry_id": self.subentry.subentry_id}
        )


class ServerPool:
    """All servers of the entry, in the order they were added."""

    def __init__(self, hass: HomeAssistant, entry: JarvisConfigEntry) -> None:
        """Make a coordinator for each server; nothing is sent yet."""
        self._hass = hass
        self._entry = entry
        self.coordinators: Mapping[str, ServerCoordinator] = {
            subentry.subentry_id: ServerCoordinator(hass, entry, subentry)
            for subentry in entry.get_subentries_of_type(SUBENTRY_SERVER)
        }

    async def async_start(self) -> None:
        """Look at all servers for the first time; one that is away is no error."""
        await asyncio.gather(*(c.async_refresh() for c in self.coordinators.values()))

    async def async_close(self) -> None:
        """Close the connections to all servers."""
        await asyncio.gather(*(c.server.async_close() for c in self.coordinators.values()))

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
        sizes = [agent.num_ctx for agent in self.agents() if canonical(agent.model) == model]
        return {
            CONF_NUM_CTX: max([settings.num_ctx, *sizes]),
            CONF_NUM_PREDICT: settings.num_predict,
            **settings.sampling,
        }

    def agents(self) -> list[AgentSettings]:
        """Return the settings of all conversation agents and AI tasks."""
        return [
            AgentSettings.from_subentry(subentry)
            for subentry in self._entry.subentries.values()
            if subentry.subentry_type in (SUBENTRY_AGENT, SUBENTRY_TASK)
        ]

    @callback
    def report_failure(self, server: OllamaServer, err: OllamaError) -> None:
        """Note that a chat failed: the server is away at once if it cannot be reached, else looked at."""
        for coordinator in self.coordinators.values():
            if coordinator.server is server:
                if isinstance(err, _GONE):
                    coordinator.async_mark_away(err)
                self._entry.async_create_background_task(
                    self._hass,
                    coordinator.async_request_refresh(),
                    f"{coordinator.name} refresh after a failure",
                )

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
