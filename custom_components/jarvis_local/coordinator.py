"""Watches a model server: is it there, what has it, what has it in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import override

from homeassistant.config_entries import SOURCE_REAUTH, SOURCE_RECONFIGURE, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed

from .const import LOGGER
from .models import JarvisConfigEntry
from .ollama import (
    InstalledModel,
    LoadedModel,
    OllamaError,
    OllamaServer,
    ServerAddress,
    UnauthorisedError,
    canonical,
)

ONLINE_INTERVAL = timedelta(seconds=30)
AWAY_INTERVAL = timedelta(seconds=10)
LONGEST_AWAY_INTERVAL = timedelta(seconds=60)
# What restarts is back within a minute; what was switched off is not.
_SOON = 6
# Twice as long so many times is more than the longest.
_MOST_DOUBLINGS = 3


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
        self._missed = 0
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
            self._missed += 1
            self._note_failure(err)
            raise UpdateFailed(str(err)) from err
        self.failure = None
        self._missed = 0
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
        """Remember why the server is away; warn once, and look more often, but ever less so."""
        self.failure = err
        doublings = min(max(0, self._missed - _SOON), _MOST_DOUBLINGS)
        self.update_interval = min(AWAY_INTERVAL * 2**doublings, LONGEST_AWAY_INTERVAL)
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
