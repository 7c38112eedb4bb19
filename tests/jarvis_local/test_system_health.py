"""Tests of the system page."""

from pytest_homeassistant_custom_component.common import get_system_health_info

from custom_components.jarvis_local.const import DOMAIN
from dev.scripted_ollama import ScriptedOllama
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import MODEL, make_entry, setup_entry


async def test_counts_servers_and_models(
    hass: HomeAssistant, ollama_server: ScriptedOllama
) -> None:
    """The page says how many servers answer, and what they have."""
    assert await async_setup_component(hass, "system_health", {})
    entry = make_entry([ollama_server.url, "http://127.0.0.1:9"])
    await setup_entry(hass, entry)
    server = next(iter(entry.runtime_data.pool.coordinators.values()))
    await server.server.async_load(MODEL, options={}, keep_alive=-1)
    await server.async_refresh()
    assert await get_system_health_info(hass, DOMAIN) == {
        "servers_online": "1 / 2",
        "ollama_versions": "0.33.0",
        "models": 5,
        "loaded_models": MODEL,
    }
