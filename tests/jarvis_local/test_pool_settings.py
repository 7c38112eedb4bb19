"""The choice of fallback models in an agent's dialog."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import CONF_FALLBACK_MODELS
from custom_components.jarvis_local.models import AgentSettings
from dev.scripted_ollama import ScriptedOllama
from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .conftest import AGENT_ID, MODEL, TASK_ID, make_entry, setup_entry

INSTALLED = [MODEL, "llama3.1:8b", "phi3:mini"]


async def change(hass: HomeAssistant, entry: MockConfigEntry, subentry_id: str) -> Any:
    """Open the dialog to change an agent or AI task."""
    kind = entry.subentries[subentry_id].subentry_type
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry_id},
    )


def offered(flow: Any) -> list[str]:
    """Return the models offered to fall back on."""
    fields = flow["data_schema"].schema["model_settings"].schema.schema
    return [option["value"] for option in fields[CONF_FALLBACK_MODELS].config["options"]]


@pytest.mark.parametrize("subentry_id", [AGENT_ID, TASK_ID])
async def test_chosen(hass: HomeAssistant, jarvis: MockConfigEntry, subentry_id: str) -> None:
    """Any installed model can be chosen, in any order; none leaves nothing behind."""
    flow = await change(hass, jarvis, subentry_id)
    assert sorted(offered(flow)) == sorted(INSTALLED)
    for models in (["phi3:mini", "llama3.1:8b"], []):
        answer = {"name": "Jarvis", "model": MODEL, "model_settings": {}}
        if models:
            answer["model_settings"] = {CONF_FALLBACK_MODELS: models}
        flow = await change(hass, jarvis, subentry_id)
        await hass.config_entries.subentries.async_configure(flow["flow_id"], answer)
        await hass.async_block_till_done()
        settings = AgentSettings.from_subentry(jarvis.subentries[subentry_id])
        assert settings.fallback_models == tuple(models)


@pytest.mark.parametrize("is_on", [True, False], ids=["server on", "server off"])
async def test_not_there(hass: HomeAssistant, ollama_server: ScriptedOllama, is_on: bool) -> None:
    """A model that was chosen stays to be chosen though its server is away or it was deleted."""
    chosen = ["gone:1b", "PHI3:mini"]
    entry = make_entry(ollama_server.url, agent={CONF_FALLBACK_MODELS: chosen})
    if not is_on:
        await ollama_server.stop()
    await setup_entry(hass, entry)
    flow = await change(hass, entry, AGENT_ID)
    assert set(offered(flow)) == ({*INSTALLED, "gone:1b"} if is_on else set(chosen))


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "nl", "pl", "pt"])
async def test_texts(hass: HomeAssistant, language: str) -> None:
    """The setting has a name and an explanation in every dialog, the sensors have names."""
    texts = await async_get_translations(hass, language, "config_subentries", {"jarvis_local"})
    wanted = {
        f"component.jarvis_local.config_subentries.{kind}.step.{step}"
        f".sections.model_settings.{what}.{CONF_FALLBACK_MODELS}"
        for kind in ("conversation", "ai_task_data")
        for step in ("user", "reconfigure")
        for what in ("data", "data_description")
    }
    assert wanted <= texts.keys()
    names = await async_get_translations(hass, language, "entity", {"jarvis_local"})
    for key in ("first_token", "tokens_per_second"):
        assert names[f"component.jarvis_local.entity.sensor.{key}.name"]
