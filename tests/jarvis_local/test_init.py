"""Setting the integration up, unloading, reloading and refusing what it cannot read."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from dev.scripted_ollama import ScriptedOllama
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .conftest import AGENT_ID, agent_entity_id, make_entry, setup_entry


async def test_loads_and_unloads(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """The entry loads with its server there, and unloads."""
    states = [jarvis.state]
    assert jarvis.runtime_data.pool.is_online
    assert await hass.config_entries.async_unload(jarvis.entry_id)
    states.append(jarvis.state)
    assert states == [ConfigEntryState.LOADED, ConfigEntryState.NOT_LOADED]


async def test_loads_while_the_server_is_away(
    hass: HomeAssistant, ollama_server: ScriptedOllama, config_entry: MockConfigEntry
) -> None:
    """The agent is there though nothing answers at the server's address."""
    await ollama_server.stop()
    await setup_entry(hass, config_entry)
    assert config_entry.state is ConfigEntryState.LOADED
    state = hass.states.get(agent_entity_id(hass))
    assert state is not None
    assert state.state != "unavailable"


async def test_loads_without_any_server(hass: HomeAssistant) -> None:
    """The agent is there though no server is set up at all."""
    entry = make_entry()
    await setup_entry(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    assert not entry.runtime_data.pool.has_servers


async def test_reloads_when_a_subentry_changes(
    hass: HomeAssistant, jarvis: MockConfigEntry
) -> None:
    """Editing an agent loads the entry anew."""
    pool = jarvis.runtime_data.pool
    hass.config_entries.async_update_subentry(jarvis, jarvis.subentries[AGENT_ID], title="Friday")
    await hass.async_block_till_done()
    assert jarvis.state is ConfigEntryState.LOADED
    assert jarvis.runtime_data.pool is not pool
    assert "Friday" in [agent.name for agent in jarvis.runtime_data.pool.agents()]


@pytest.mark.parametrize(
    ("version", "minor_version", "expected"),
    [
        (1, 2, ConfigEntryState.LOADED),
        (2, 1, ConfigEntryState.MIGRATION_ERROR),
    ],
    ids=["later-minor", "later-major"],
)
async def test_versions(
    hass: HomeAssistant, version: int, minor_version: int, expected: ConfigEntryState
) -> None:
    """An entry of a later minor version is read, one of a later major version is not."""
    entry = make_entry()
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, version=version, minor_version=minor_version)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is expected
