"""Mends what an agent's model lacks: downloads a missing one, brings one home from the cloud."""

from typing import Any, override

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.components.repairs.models import RepairsFlowContext
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig
import voluptuous as vol

from .const import CONF_ALLOW_CLOUD, DOMAIN
from .flows.catalogue import async_best_model, async_model_options
from .flows.download import DownloadSteps
from .flows.models import Installed, async_installed, download_error
from .model_issues import ISSUE_CLOUD_MODEL
from .models import JarvisConfigEntry
from .ollama import OllamaServer


class _ModelFix(DownloadSteps[RepairsFlowContext, RepairsFlowResult, str], RepairsFlow):
    """A fix for the model of one agent or AI task."""

    def __init__(self, entry: JarvisConfigEntry, subentry_id: str, model: str) -> None:
        """Fix the model of a subentry."""
        self._entry = entry
        self._subentry_id = subentry_id
        self._model = model

    @property
    def _servers(self) -> list[OllamaServer]:
        """Return the servers of the loaded entry."""
        return [c.server for c in self._entry.runtime_data.pool.coordinators.values()]

    def _placeholders(self) -> dict[str, str]:
        """Return what the issue's texts mention."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        return dict(issue.translation_placeholders or {}) if issue else {}
