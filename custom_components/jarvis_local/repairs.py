"""Mends what an agent's model lacks: a download, a home instead of the cloud, a longer context."""

from collections.abc import Mapping
from typing import Any, override

import voluptuous as vol

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowContext,
    RepairsFlowResult,
)
from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig

from .const import CONF_ALLOW_CLOUD, CONF_NUM_CTX
from .coordinator import ServerCoordinator
from .flows.catalogue import async_model_options
from .flows.download import DownloadSteps, download_error
from .flows.models import async_installed
from .flows.server import open_servers
from .model_issues import ISSUE_CLOUD_MODEL, ISSUE_CONTEXT_SMALL
from .models import JarvisConfigEntry
from .ollama import canonical
from .store.issues import ISSUE_CORRUPT


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow that mends an issue; its data names the entry and the subentry."""
    if issue_id == ISSUE_CORRUPT:
        return ConfirmRepairFlow()
    assert data is not None  # noqa: S101 all others have data
    entry: JarvisConfigEntry = hass.config_entries.async_get_known_entry(str(data["entry_id"]))
    subentry = entry.subentries[str(data["subentry_id"])]
    if issue_id.startswith(ISSUE_CLOUD_MODEL):
        return CloudModelFix(entry, subentry)
    if issue_id.startswith(ISSUE_CONTEXT_SMALL):
        numbers = {key: int(data[key] or 0) for key in ("needed", "room", "advised")}
        return ContextFix(entry, subentry, numbers)
    return MissingModelFix(entry, subentry)


def _coordinators(entry: JarvisConfigEntry) -> list[ServerCoordinator]:
    """Return what watches an entry's servers; nothing does once the entry is unloaded."""
    if entry.state is not ConfigEntryState.LOADED:
        return []
    return list(entry.runtime_data.pool.coordinators.values())


class MissingModelFix(DownloadSteps[RepairsFlowContext, RepairsFlowResult, str], RepairsFlow):
    """Downloads the model of an agent or AI task."""

    def __init__(self, entry: JarvisConfigEntry, subentry: ConfigSubentry) -> None:
        """Mend the model of a subentry."""
        self._entry = entry
        self._agent = subentry.title
        self._model: str = subentry.data[CONF_MODEL]

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Open the servers and ask."""
        self._servers = open_servers(self.hass, self._entry)
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask whether to download, then do it."""
        if user_input is None:
            return self._show()
        installed = await async_installed(self._servers)
        if canonical(self._model) in installed.models:
            return await self._async_done()
        if installed.server is None:
            return self.async_abort(reason="no_server")
        return await self._async_download(installed.server, self._model)

    @override
    async def async_step_downloaded(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """End, or say what went wrong and offer to try again."""
        return self._show() if self._pull_error else await self._async_done()

    def _show(self) -> RepairsFlowResult:
        """Show the question, and why the last download failed."""
        error, problem = download_error(self._pull_error) if self._pull_error else ("", "")
        return self.async_show_form(
            step_id="confirm",
            data_schema=vol.Schema({}),
            errors={"base": error} if error else {},
            description_placeholders={
                "agent": self._agent,
                "model": self._model,
                "problem": problem,
            },
        )

    async def _async_done(self) -> RepairsFlowResult:
        """Let the servers be looked at, so that the model is used at once."""
        for coordinator in _coordinators(self._entry):
            await coordinator.async_refresh()
        return self.async_create_entry(data={})


class CloudModelFix(RepairsFlow):
    """Replaces a model in the cloud by one at home, or allows such models."""

    def __init__(self, entry: JarvisConfigEntry, subentry: ConfigSubentry) -> None:
        """Mend the model of a subentry."""
        self._entry = entry
        self._subentry = subentry

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Let the owner decide."""
        return self.async_show_menu(
            step_id="init",
            menu_options=["replace", "allow"],
            description_placeholders={
                "agent": self._subentry.title,
                "model": self._subentry.data[CONF_MODEL],
            },
        )

    async def async_step_replace(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask for a model that is on a server of the house."""
        if user_input is not None:
            data = {**self._subentry.data, CONF_MODEL: user_input[CONF_MODEL]}
            self.hass.config_entries.async_update_subentry(self._entry, self._subentry, data=data)
            return self.async_create_entry(data={})
        online = [c for c in _coordinators(self._entry) if c.is_online]
        if not online:
            return self.async_abort(reason="no_server")
        installed = {
            canonical(model.name): model for c in online for model in c.data.models.values()
        }
        options = await async_model_options(
            self.hass, installed, allow_cloud=False, can_download=False
        )
        if not options:
            return self.async_abort(reason="no_local_model")
        selector = SelectSelector(SelectSelectorConfig(options=options))
        return self.async_show_form(
            step_id="replace", data_schema=vol.Schema({vol.Required(CONF_MODEL): selector})
        )

    async def async_step_allow(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Allow models in the cloud."""
        options = {**self._entry.options, CONF_ALLOW_CLOUD: True}
        self.hass.config_entries.async_update_entry(self._entry, options=options)
        return self.async_create_entry(data={})


class ContextFix(RepairsFlow):
    """Gives a model the context that the home needs."""

    def __init__(
        self, entry: JarvisConfigEntry, subentry: ConfigSubentry, numbers: Mapping[str, int]
    ) -> None:
        """Mend the context of a subentry; the numbers are in tokens."""
        self._entry = entry
        self._subentry = subentry
        self._numbers = numbers

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> RepairsFlowResult:
        """Ask."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Say what is needed, then set it."""
        model: str = self._subentry.data[CONF_MODEL]
        advised = self._numbers["advised"]
        if user_input is None:
            numbers = {key: str(number) for key, number in self._numbers.items()}
            return self.async_show_form(
                step_id="confirm",
                data_schema=vol.Schema({}),
                description_placeholders={
                    "agent": self._subentry.title,
                    "model": model,
                    **numbers,
                },
            )
        found = next(
            (m for c in _coordinators(self._entry) if c.data and (m := c.data.model(model))), None
        )
        if found and found.context_length and found.context_length < self._numbers["needed"]:
            return self.async_abort(reason="model_limit", description_placeholders={"model": model})
        data = {**self._subentry.data, CONF_NUM_CTX: advised}
        self.hass.config_entries.async_update_subentry(self._entry, self._subentry, data=data)
        return self.async_create_entry(data={})
