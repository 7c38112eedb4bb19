"""Repair issues of models that are missing or run outside the house."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import CONF_ALLOW_CLOUD, DOMAIN
from dev.scripted_ollama import Model, ScriptedOllama
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .conftest import AGENT_ID, TASK_ID, make_entry, setup_entry
from .servers import issues, look_again

CLOUD = "house-helper:latest"


async def test_model_missing_issue(
    hass: HomeAssistant, socket_enabled: None, ollama_server: ScriptedOllama
) -> None:
    """An agent whose model is on no server has an issue, until it is there."""
    entry = make_entry(ollama_server.url, agent={CONF_MODEL: "gemma4:e4b"})
    await setup_entry(hass, entry)
    issue_id = f"model_missing_{AGENT_ID}"
    assert issues(hass) == {issue_id}
    issue = ir.async_get(hass).issues[(DOMAIN, issue_id)]
    assert issue.is_fixable
    assert issue.severity is ir.IssueSeverity.WARNING
    assert issue.translation_key == "model_missing"
    assert issue.translation_placeholders == {"model": "gemma4:e4b", "agent": "Jarvis"}
    assert issue.data == {
        "entry_id": entry.entry_id,
        "subentry_id": AGENT_ID,
        "model": "gemma4:e4b",
    }
    ollama_server.core.catalogue.add(Model("gemma4:e4b"))
    await look_again(hass, entry)
    assert issues(hass) == set()


async def test_cloud_issue(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """An agent whose model runs in a cloud has an issue, until the owner allows it."""
    entry = make_entry(
        ollama_server.url, agent={CONF_MODEL: CLOUD}, task={CONF_MODEL: "glm-5:cloud"}
    )
    await setup_entry(hass, entry)
    assert issues(hass) == {f"cloud_model_{AGENT_ID}", f"cloud_model_{TASK_ID}"}
    assert ir.async_get(hass).issues[(DOMAIN, f"cloud_model_{AGENT_ID}")].is_fixable
    hass.config_entries.async_update_entry(entry, options={CONF_ALLOW_CLOUD: True})
    await hass.async_block_till_done()
    assert issues(hass) == {f"model_missing_{TASK_ID}"}


async def test_issues_of_an_away_server(
    hass: HomeAssistant, ollama_server: ScriptedOllama, config_entry: MockConfigEntry
) -> None:
    """A server that is away says nothing about its models: no issue comes or goes."""
    await ollama_server.stop()
    await setup_entry(hass, config_entry)
    assert issues(hass) == set()
    await ollama_server.start()
    ollama_server.core.catalogue.installed.clear()
    await look_again(hass, config_entry)
    everyones = {f"model_missing_{AGENT_ID}", f"model_missing_{TASK_ID}"}
    assert issues(hass) == everyones
    await ollama_server.stop()
    await look_again(hass, config_entry)
    assert issues(hass) == everyones


@pytest.mark.parametrize("how", ["remove agent", "unload"])
async def test_issues_go_with_their_agent(
    hass: HomeAssistant, ollama_server: ScriptedOllama, how: str
) -> None:
    """No issue outlives its agent or the loaded entry."""
    entry = make_entry(ollama_server.url, agent={CONF_MODEL: "gemma4:e4b"})
    await setup_entry(hass, entry)
    assert issues(hass)
    if how == "unload":
        await hass.config_entries.async_unload(entry.entry_id)
    else:
        hass.config_entries.async_remove_subentry(entry, AGENT_ID)
    await hass.async_block_till_done()
    assert issues(hass) == set()


async def test_agent_without_a_model(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """An agent that has no model yet is no reason for an issue."""
    await setup_entry(hass, make_entry(ollama_server.url, agent={CONF_MODEL: ""}))
    assert issues(hass) == set()
