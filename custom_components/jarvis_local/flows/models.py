"""Choosing a model: what is there, what is refused and why, what has to be downloaded."""

from abc import abstractmethod
import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, override

import voluptuous as vol

from homeassistant.const import CONF_MODEL
from homeassistant.data_entry_flow import FlowContext, FlowResult
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)

from ..ollama import (
    Capability,
    InstalledModel,
    OllamaError,
    OllamaServer,
    canonical,
    is_remote_name,
)
from .catalogue import async_model_options, only_embeds
from .download import DownloadSteps, download_error

CONF_USE_ANYWAY = "use_anyway"
LIST_SECONDS = 15


@dataclass(frozen=True, kw_only=True)
class Installed:
    """The models on the servers that answer by canonical name, and the first of those servers."""

    models: Mapping[str, InstalledModel] = field(default_factory=dict)
    server: OllamaServer | None = None


async def async_installed(servers: Sequence[OllamaServer]) -> Installed:
    """Ask all servers what they have; the first that has a model counts."""
    models: dict[str, InstalledModel] = {}
    answering: OllamaServer | None = None
    lists = await asyncio.gather(*map(_async_models, servers))
    for server, found in zip(servers, lists, strict=True):
        if found is not None:
            answering = answering or server
            models = {canonical(model.name): model for model in found} | models
    return Installed(models=models, server=answering)


async def _async_models(server: OllamaServer) -> list[InstalledModel] | None:
    """Return what a server has, None if it does not say."""
    try:
        async with asyncio.timeout(LIST_SECONDS):
            return await server.async_models()
    except OllamaError, TimeoutError:
        return None


class ModelSteps[ContextT: FlowContext, ResultT: FlowResult[Any, Any], HandlerT](
    DownloadSteps[ContextT, ResultT, HandlerT]
):
    """Adds the choice of a model to a flow, with the download of one that is not there."""

    _needs_tools = True
    _allow_cloud = False
    _installed = Installed()
    _answer: Mapping[str, Any] = {}
    _errors: Mapping[str, str] = {}
    _problem = ""

    @abstractmethod
    async def _async_show_models(self) -> ResultT:
        """Show the form with the model, `_answer` filled in and `_errors` said."""

    @abstractmethod
    async def _async_model_chosen(self, model: str) -> ResultT:
        """Go on with a model; empty when none is wanted yet."""

    async def _async_list_models(self) -> None:
        """Ask the servers once more what they have."""
        self._installed = await async_installed(self._servers)

    async def _async_model_fields(self) -> dict[vol.Marker, Any]:
        """Return the field for the model, and the box to tick if it was advised against."""
        options = await async_model_options(
            self.hass,
            self._installed.models,
            allow_cloud=self._allow_cloud,
            can_download=self._installed.server is not None,
        )
        selector = SelectSelector(
            SelectSelectorConfig(
                options=options, custom_value=True, mode=SelectSelectorMode.DROPDOWN
            )
        )
        fields: dict[vol.Marker, Any] = {vol.Optional(CONF_MODEL): selector}
        if "tools_unsupported" in self._errors.values():
            fields[vol.Optional(CONF_USE_ANYWAY, default=False)] = BooleanSelector()
        return fields

    def _model_placeholders(self) -> dict[str, str]:
        """Return what the texts of the form and its errors mention."""
        return {"model": self._answer.get(CONF_MODEL, ""), "problem": self._problem}

    async def _async_take_model(self, answer: dict[str, Any]) -> ResultT:
        """Look at the form's answer: refuse the model, download it, or go on with it."""
        self._answer, self._errors = answer, {}
        await self._async_list_models()
        name, model = self._chosen
        if error := self._refusal(name, model):
            return await self._async_refuse(error)
        if name and model is None and self._installed.server is not None:
            return await self._async_download(self._installed.server, name)
        return await self._async_model_chosen(name)

    @override
    async def async_step_downloaded(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Look at the model now that it is there, or say why it is not."""
        if self._pull_error is not None:
            error, self._problem = download_error(self._pull_error)
            return await self._async_refuse(error)
        await self._async_list_models()
        name, model = self._chosen
        if refusal := self._refusal(name, model):
            return await self._async_refuse(refusal)
        return await self._async_model_chosen(name)

    @property
    def _chosen(self) -> tuple[str, InstalledModel | None]:
        """Return the name of the form's answer, as its server spells it, and the model if there."""
        name = self._answer.get(CONF_MODEL, "").strip()
        model = self._installed.models.get(canonical(name))
        return (name if model is None else model.name), model

    def _refusal(self, name: str, model: InstalledModel | None) -> str | None:
        """Return the key of why a model is refused, None if it is not."""
        remote = is_remote_name(name) if model is None else model.is_remote
        if remote and not self._allow_cloud:
            return "cloud_refused"
        if model is None:
            return None
        if only_embeds(model):
            return "embedding_only"
        tools = Capability.TOOLS in model.capabilities or self._answer.get(CONF_USE_ANYWAY)
        return None if tools or not self._needs_tools else "tools_unsupported"

    async def _async_refuse(self, error: str) -> ResultT:
        """Show the form again and say why."""
        self._errors = {CONF_MODEL: error}
        return await self._async_show_models()
