"""Setting the integration up, unloading, reloading and refusing what it cannot read."""

import asyncio

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import CONF_POLICY
from custom_components.jarvis_local.policy import Area, Confirmation, level_of
from dev.scripted_ollama import Call, Failure, Reply, ScriptedOllama
from homeassistant.components import ai_task
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from .conftest import AGENT_ID, Ask, agent_entity_id, make_entry, setup_entry
from .home import Home
from .speech import speech


async def test_loads_and_unloads(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """The entry loads with its server there, and unloads."""
    states = [jarvis.state]
    assert jarvis.runtime_data.pool.is_online
    assert await hass.config_entries.async_unload(jarvis.entry_id)
    states.append(jarvis.state)
    assert states == [ConfigEntryState.LOADED, ConfigEntryState.NOT_LOADED]


async def test_policy_goes_with_the_entry(hass: HomeAssistant) -> None:
    """What the owner allows holds for turns that outlive the loaded entry, but not for ever."""
    entry = make_entry(options={CONF_POLICY: {Area.ENTRANCES: Confirmation.REFUSE}})
    await setup_entry(hass, entry)
    await hass.config_entries.async_unload(entry.entry_id)
    unloaded = level_of(hass, Area.ENTRANCES)
    await hass.config_entries.async_remove(entry.entry_id)
    assert (unloaded, level_of(hass, Area.ENTRANCES)) == (Confirmation.REFUSE, Confirmation.PIN)


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
    state = hass.states.get(agent_entity_id(hass))
    assert state is not None
    assert state.name == "Friday"


async def first_request(server: ScriptedOllama) -> None:
    """Wait until the model is asked."""
    async with asyncio.timeout(5):
        while not server.chats:
            await asyncio.sleep(0.01)


async def test_reloads_during_a_turn(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
) -> None:
    """A turn that is going on acts and answers, though the entry is loaded anew meanwhile."""
    ollama_server.otherwise(
        Reply(calls=[Call("HassTurnOn", {"name": "Kitchen light"})], first_token_delay=0.3),
        Reply(text="It is on."),
    )
    turn = asyncio.ensure_future(ask("Please make it cosy in here"))
    await first_request(ollama_server)
    assert await hass.config_entries.async_reload(jarvis.entry_id)
    assert speech(await turn) == "It is on."
    assert home.value("light.kitchen") == "on"


async def test_unloads_during_a_task(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """A task that fails after the entry was unloaded says why, as ever."""
    entry = make_entry(ollama_server.url, options={"first_token_timeout": 0.4})
    await setup_entry(hass, entry)
    ollama_server.otherwise(Reply(failure=Failure.hang()))
    task = hass.async_create_task(
        ai_task.async_generate_data(
            hass, task_name="test", entity_id="ai_task.jarvis_ai_task", instructions="Say it."
        )
    )
    await first_request(ollama_server)
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(HomeAssistantError) as caught:
        await task
    assert caught.value.translation_key == "timeout"


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
