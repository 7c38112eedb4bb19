"""The flow of the config entry: set up, sign in again, change the address."""

from collections.abc import Iterable, Mapping
from typing import Any, override

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowContext,
    ConfigFlowResult,
    ConfigSubentry,
    ConfigSubentryData,
    ConfigSubentryFlow,
    OptionsFlow,
)
from homeassistant.const import CONF_MODEL, CONF_URL
from homeassistant.core import callback
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from ..const import (
    CONF_ALLOW_CLOUD,
    CONF_NUM_PREDICT,
    DEFAULT_NAME,
    DEFAULT_TASK_NAME,
    DEFAULT_TASK_NUM_PREDICT,
    DOMAIN,
    SUBENTRY_AGENT,
    SUBENTRY_SERVER,
    SUBENTRY_TASK,
)
from ..models import agents_of
from ..ollama import OllamaServer, ServerAddress
from .address import AddressAnswer, address_schema, async_read_address
from .agent import AgentFlow, TaskFlow
from .catalogue import async_best_model
from .discovery import async_find_server
from .models import ModelSteps
from .options import JarvisOptionsFlow
from .reauth import ReauthSteps
from .server import (
    ServerFlow,
    address_form_values,
    has_credentials,
    known_urls,
    server_subentry,
    servers_of,
    store_server,
)

TITLE = "Jarvis Local"
CONF_SERVER = "server"


class JarvisConfigFlow(
    ReauthSteps, ModelSteps[ConfigFlowContext, ConfigFlowResult, str], ConfigFlow, domain=DOMAIN
):
    """Sets Jarvis up: a server, a model, an agent and an AI task."""

    VERSION = 1
    MINOR_VERSION = 1

    _server_data: dict[str, Any] | None = None
    _subentry: ConfigSubentry | None = None

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return the flows of everything that can be added to the entry."""
        return {
            SUBENTRY_SERVER: ServerFlow,
            SUBENTRY_AGENT: AgentFlow,
            SUBENTRY_TASK: TaskFlow,
        }

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> OptionsFlow:
        """Return the flow of the entry's options."""
        return JarvisOptionsFlow()

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the server."""
        if user_input is None:
            found = await async_find_server(self.hass)
            suggested = {CONF_URL: found} if found else {}
            return self._show_address("user", suggested, AddressAnswer(may_be_away=found is None))
        answer = await async_read_address(self.hass, user_input)
        if answer.errors:
            return self._show_address("user", user_input, answer)
        self._server_data = answer.data
        return await self._async_go_to_model(answer)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask which server to change, where there are several."""
        servers = servers_of(self._get_reconfigure_entry())
        if user_input is not None:
            self._subentry = servers[user_input[CONF_SERVER]]
        elif len(servers) > 1:
            return self._show_servers(servers.values())
        else:
            self._subentry = next(iter(servers.values()), None)
        return await self.async_step_address()

    async def async_step_address(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the new address of the server, or for the first one."""
        entry = self._get_reconfigure_entry()
        stored = self._subentry.data if self._subentry else {}
        if user_input is None:
            return self._show_address("address", address_form_values(stored), AddressAnswer())
        answer = await async_read_address(
            self.hass,
            user_input,
            stored=stored,
            taken=known_urls(entry, self._subentry),
            required=self._subentry is not None,
        )
        if answer.errors:
            return self._show_address("address", user_input, answer)
        if answer.data is not None:
            store_server(self.hass, entry, self._subentry, answer.data)
        if not answer.answers or not _without_model(entry):
            return self.async_update_and_abort(entry)
        self._allow_cloud = entry.options.get(CONF_ALLOW_CLOUD, False)
        return await self._async_go_to_model(answer)

    async def async_step_model(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for the model."""
        if user_input is not None:
            return await self._async_take_model(user_input)
        await self._async_list_models()
        return await self._async_show_models()

    async def _async_go_to_model(self, answer: AddressAnswer) -> ConfigFlowResult:
        """Let a model be chosen from the server, or do without as long as it is away."""
        if answer.data is None or not answer.answers:
            return await self._async_model_chosen("")
        self._servers = [OllamaServer(self.hass, ServerAddress.from_config(answer.data))]
        return await self.async_step_model()

    @override
    async def _async_show_models(self) -> ConfigFlowResult:
        """Show the list of models, the best filled in."""
        suggested = self._answer or {
            CONF_MODEL: await async_best_model(self.hass, self._installed.models)
        }
        schema = vol.Schema(await self._async_model_fields())
        return self.async_show_form(
            step_id="model",
            data_schema=self.add_suggested_values_to_schema(schema, suggested),
            errors=dict(self._errors),
            description_placeholders=self._model_placeholders(),
        )

    @override
    async def _async_model_chosen(self, model: str) -> ConfigFlowResult:
        """Create the entry, or give the model to those that have none."""
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
            for subentry in _without_model(entry):
                self.hass.config_entries.async_update_subentry(
                    entry, subentry, data={**subentry.data, CONF_MODEL: model}
                )
            return self.async_update_and_abort(entry)
        servers = [] if self._server_data is None else [server_subentry(self._server_data)]
        return self.async_create_entry(
            title=TITLE, data={}, subentries=[*servers, *_first_subentries(model)]
        )

    def _show_address(
        self, step_id: str, values: Mapping[str, Any], answer: AddressAnswer
    ) -> ConfigFlowResult:
        """Show the form for the address, filled in."""
        stored = self._subentry.data if self._subentry else {}
        schema = address_schema(
            may_be_away=answer.may_be_away, has_credentials=has_credentials(stored)
        )
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=answer.errors,
        )

    def _show_servers(self, servers: Iterable[ConfigSubentry]) -> ConfigFlowResult:
        """Show the servers to choose from."""
        options = [
            SelectOptionDict(value=server.subentry_id, label=server.title) for server in servers
        ]
        selector = SelectSelector(
            SelectSelectorConfig(options=options, mode=SelectSelectorMode.LIST)
        )
        return self.async_show_form(
            step_id="reconfigure", data_schema=vol.Schema({vol.Required(CONF_SERVER): selector})
        )


def _without_model(entry: ConfigEntry) -> list[ConfigSubentry]:
    """Return the agents and AI tasks that have no model yet."""
    agents = agents_of(entry)
    return [entry.subentries[id_] for id_, settings in agents.items() if not settings.model]


def _first_subentries(model: str) -> list[ConfigSubentryData]:
    """Return the agent and the AI task that a new entry starts with."""
    return [
        ConfigSubentryData(
            subentry_type=SUBENTRY_AGENT,
            title=DEFAULT_NAME,
            data={CONF_MODEL: model},
            unique_id=None,
        ),
        ConfigSubentryData(
            subentry_type=SUBENTRY_TASK,
            title=DEFAULT_TASK_NAME,
            data={CONF_MODEL: model, CONF_NUM_PREDICT: DEFAULT_TASK_NUM_PREDICT},
            unique_id=None,
        ),
    ]
