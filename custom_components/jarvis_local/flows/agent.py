"""The flows of an agent and of an AI task: add one, change one."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, override

import voluptuous as vol

from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    ConfigSubentryFlow,
    SubentryFlowContext,
    SubentryFlowResult,
)
from homeassistant.const import CONF_MODEL, CONF_NAME, CONF_PROMPT
from homeassistant.helpers.selector import SelectOptionDict

from ..agent.persona import async_changes_by_itself
from ..const import (
    CONF_ALLOW_CLOUD,
    CONF_FALLBACK_MODELS,
    CONF_THINK,
    DEFAULT_NAME,
    DEFAULT_TASK_NAME,
)
from ..ollama import Capability, InstalledModel, canonical
from .agent_form import CONF_PROMPT_ANYWAY, agent_fields, data_of, form_values, task_fields
from .catalogue import async_best_model, async_model_options
from .models import CONF_USE_ANYWAY, ModelSteps
from .server import open_servers


class _SettingsFlow(
    ModelSteps[SubentryFlowContext, SubentryFlowResult, tuple[str, str]], ConfigSubentryFlow
):
    """One form with a name, a model and settings; works while the servers are away."""

    _default_name: str

    @abstractmethod
    def _fields(self, installed: Sequence[SelectOptionDict]) -> dict[vol.Marker, Any]:
        """Return the settings besides name and model."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for a new one's settings."""
        return await self._async_settings(user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask what to change."""
        return await self._async_settings(user_input)

    async def _async_settings(self, user_input: dict[str, Any] | None) -> SubentryFlowResult:
        """Show the form or take its answer."""
        entry = self._get_entry()
        self._allow_cloud = entry.options.get(CONF_ALLOW_CLOUD, False)
        self._servers = self._servers or open_servers(self.hass, entry)
        if user_input is not None:
            if self._is_prompt_good(user_input):
                return await self._async_take_model(user_input)
            self._answer, self._errors = user_input, {CONF_PROMPT: "prompt_changes"}
        await self._async_list_models()
        return await self._async_show_models()

    @override
    async def _async_show_models(self) -> SubentryFlowResult:
        """Show the form."""
        values = await self._async_values()
        schema = vol.Schema(
            {
                vol.Required(CONF_NAME): str,
                **await self._async_model_fields(),
                **self._fields(await self._async_fallback_options(values)),
            }
        )
        return self.async_show_form(
            step_id=str(self.source),
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=dict(self._errors),
            description_placeholders=self._model_placeholders(),
        )

    def _is_prompt_good(self, answer: Mapping[str, Any]) -> bool:
        """Return whether a prompt stays the same, or is wanted all the same."""
        return True

    async def _async_fallback_options(self, values: Mapping[str, Any]) -> list[SelectOptionDict]:
        """Return the models to fall back on: those that are there, and those chosen before."""
        there = await async_model_options(
            self.hass, self._installed.models, allow_cloud=self._allow_cloud, can_download=False
        )
        known = {canonical(option["value"]) for option in there}
        before = data_of(values).get(CONF_FALLBACK_MODELS, ())
        return there + [
            SelectOptionDict(value=name, label=name)
            for name in before
            if canonical(name) not in known
        ]

    async def _async_values(self) -> Mapping[str, Any]:
        """Return what the form starts with: the last answer, what is stored, or a proposal."""
        if self._answer:
            return self._answer
        if self.source == SOURCE_RECONFIGURE:
            subentry = self._get_reconfigure_subentry()
            return {CONF_NAME: subentry.title, **form_values(subentry.data)}
        proposal = {CONF_NAME: self._default_name}
        if self._installed.server is not None:
            proposal[CONF_MODEL] = await async_best_model(self.hass, self._installed.models)
        return proposal

    @override
    def _refusal(self, name: str, model: InstalledModel | None) -> str | None:
        """Refuse thinking, too, where the model cannot."""
        if error := super()._refusal(name, model):
            return error
        if model is None or Capability.THINKING in model.capabilities:
            return None
        thinks = data_of(self._answer).get(CONF_THINK, "off") != "off"
        return "thinking_unsupported" if thinks else None

    @override
    async def _async_model_chosen(self, model: str) -> SubentryFlowResult:
        """Store the settings."""
        data = {**data_of(self._answer), CONF_MODEL: model}
        title = data.pop(CONF_NAME).strip() or self._default_name
        data.pop(CONF_USE_ANYWAY, None)
        data.pop(CONF_PROMPT_ANYWAY, None)
        if self.source == SOURCE_RECONFIGURE:
            return self.async_update_and_abort(
                self._get_entry(), self._get_reconfigure_subentry(), title=title, data=data
            )
        return self.async_create_entry(title=title, data=data)


class AgentFlow(_SettingsFlow):
    """Adds a conversation agent or changes its settings."""

    _default_name = DEFAULT_NAME
    _wanted_prompt: str | None = None

    @override
    def _fields(self, installed: Sequence[SelectOptionDict]) -> dict[vol.Marker, Any]:
        """Return an agent's settings."""
        return agent_fields(installed, prompt_doubted=CONF_PROMPT in self._errors)

    @override
    def _is_prompt_good(self, answer: Mapping[str, Any]) -> bool:
        """Doubt a template that changes by itself, once: its text would be read anew each time."""
        prompt = answer.get(CONF_PROMPT, "")
        if answer.get(CONF_PROMPT_ANYWAY):
            self._wanted_prompt = prompt
        return prompt == self._known_prompt or not async_changes_by_itself(self.hass, prompt)

    @property
    def _known_prompt(self) -> str:
        """Return the prompt that is wanted though it changes, or the one there is."""
        if self._wanted_prompt is not None or self.source != SOURCE_RECONFIGURE:
            return self._wanted_prompt or ""
        stored: str = self._get_reconfigure_subentry().data.get(CONF_PROMPT, "")
        return stored


class TaskFlow(_SettingsFlow):
    """Adds an AI task or changes its settings; a task calls no tools."""

    _default_name = DEFAULT_TASK_NAME
    _needs_tools = False

    @override
    def _fields(self, installed: Sequence[SelectOptionDict]) -> dict[vol.Marker, Any]:
        """Return an AI task's settings."""
        return task_fields(installed)
