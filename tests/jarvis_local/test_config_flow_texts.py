"""Tests that whatever a dialog may show has a text."""

import pytest

from custom_components.jarvis_local.agent.trouble import Trouble
from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.flows.agent_form import THINKING
from custom_components.jarvis_local.flows.catalogue import recommended_models
from custom_components.jarvis_local.ollama import Reason
from custom_components.jarvis_local.tools import GROUPS
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

LANGUAGES = ("de", "en", "es", "fr", "it", "nl", "pl", "pt")
# What connecting, listing and downloading may run into.
NETWORK = {
    Reason.UNREACHABLE,
    Reason.CERTIFICATE,
    Reason.UNAUTHORISED,
    Reason.NOT_OLLAMA,
    Reason.BUSY,
    Reason.SERVER_FAILED,
    Reason.GARBLED,
    Reason.TIMEOUT,
    Reason.CONNECTION_LOST,
}
FORMS = (
    "config.error",
    "config_subentries.server.error",
    "config_subentries.conversation.error",
    "config_subentries.ai_task_data.error",
)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_errors(hass: HomeAssistant, language: str) -> None:
    """Each form can say each thing that may go wrong with a server, each entity each reason."""
    texts: dict[str, str] = {}
    for category in ("config", "config_subentries", "exceptions", "issues"):
        texts |= await async_get_translations(hass, language, category, {DOMAIN})
    wanted = {f"{form}.{reason}" for form in FORMS for reason in NETWORK}
    wanted |= {f"issues.model_missing.fix_flow.error.{reason}" for reason in NETWORK}
    wanted |= {f"exceptions.{reason}.message" for reason in (*Reason, *Trouble)}
    assert {f"component.{DOMAIN}.{key}" for key in wanted} <= texts.keys()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_choices(hass: HomeAssistant, language: str) -> None:
    """Each choice has a label."""
    texts = await async_get_translations(hass, language, "selector", {DOMAIN})
    wanted = {f"tool_groups.options.{group}" for group in GROUPS}
    wanted |= {f"think.options.{level}" for level in THINKING}
    wanted |= {f"advice.options.{model.advice}" for model in recommended_models()}
    assert {f"component.{DOMAIN}.selector.{key}" for key in wanted} <= texts.keys()
