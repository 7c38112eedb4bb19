"""A model server's entities: whether it answers, what it runs, what it has in memory."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import DOMAIN
from dev.scripted_ollama import Reply, ScriptedOllama
from homeassistant.const import (
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
    EntityCategory,
)
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .conftest import MODEL, SERVER_ID, Ask, make_entry, setup_entry

SENSORS = {
    "connected": "binary_sensor",
    "version": "sensor",
    "loaded_models": "sensor",
    "model_memory": "sensor",
}

SPEED_SENSORS = ("first_token", "tokens_per_second")


def state_of(hass: HomeAssistant, key: str, subentry_id: str = SERVER_ID) -> State:
    """Return the state of a server's entity."""
    entity_id = er.async_get(hass).async_get_entity_id(SENSORS[key], DOMAIN, f"{subentry_id}_{key}")
    assert entity_id is not None
    state = hass.states.get(entity_id)
    assert state is not None
    return state


async def look_again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Have the server looked at."""
    await entry.runtime_data.pool.coordinators[SERVER_ID].async_refresh()
    await hass.async_block_till_done()


async def test_nothing_loaded(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """A server without a model in memory has its version and zeros."""
    assert {key: state_of(hass, key).state for key in SENSORS} == {
        "connected": STATE_ON,
        "version": "0.33.0",
        "loaded_models": "0",
        "model_memory": "0.0",
    }


async def test_a_model_loaded(
    hass: HomeAssistant, ollama_server: ScriptedOllama, jarvis: MockConfigEntry
) -> None:
    """A model in memory is counted, named and weighed."""
    server = jarvis.runtime_data.pool.server_for(MODEL)
    await server.async_load(MODEL, options={"num_ctx": 8192}, keep_alive=-1)
    await look_again(hass, jarvis)
    (model,) = jarvis.runtime_data.pool.coordinators[SERVER_ID].data.loaded
    loaded = state_of(hass, "loaded_models")
    assert loaded.state == "1"
    assert loaded.attributes["models"] == [MODEL]
    memory = state_of(hass, "model_memory")
    assert float(memory.state) == pytest.approx(model.size / 2**30)
    assert memory.attributes["unit_of_measurement"] == "GiB"
    assert memory.attributes["vram"] == model.size_vram


async def test_server_goes_and_comes(
    hass: HomeAssistant, ollama_server: ScriptedOllama, jarvis: MockConfigEntry
) -> None:
    """While the server is away its sensors are unavailable, but the one that tells so."""
    await ollama_server.stop()
    await look_again(hass, jarvis)
    states = {key: state_of(hass, key).state for key in SENSORS}
    assert states.pop("connected") == STATE_OFF
    assert set(states.values()) == {STATE_UNAVAILABLE}
    ollama_server.otherwise(Reply(text="Hello."))
    await ollama_server.start()
    await look_again(hass, jarvis)
    assert state_of(hass, "connected").state == STATE_ON
    assert state_of(hass, "version").state == "0.33.0"


async def test_away_from_the_start(
    hass: HomeAssistant, ollama_server: ScriptedOllama, config_entry: MockConfigEntry
) -> None:
    """The entities of a server that was never seen are there all the same."""
    await ollama_server.stop()
    await setup_entry(hass, config_entry)
    assert state_of(hass, "connected").state == STATE_OFF
    assert state_of(hass, "loaded_models").state == STATE_UNAVAILABLE


async def test_speed(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    config_entry: MockConfigEntry,
    ask: Ask,
) -> None:
    """How soon and how fast the model answers is known after its first long answer."""
    config_entry.add_to_hass(hass)
    entity_ids = [
        er.async_get(hass)
        .async_get_or_create(
            "sensor",
            DOMAIN,
            f"{SERVER_ID}_{key}",
            config_entry=config_entry,
            config_subentry_id=SERVER_ID,
        )
        .entity_id
        for key in SPEED_SENSORS
    ]
    assert await hass.config_entries.async_setup(config_entry.entry_id)
    await hass.async_block_till_done()
    for state in map(hass.states.get, entity_ids):
        assert state is not None
        assert state.state == STATE_UNKNOWN
    ollama_server.otherwise(Reply(text="The sky is blue because the air scatters the light of it."))

    await ask("Why is the sky blue?")
    await hass.async_block_till_done()

    for state in map(hass.states.get, entity_ids):
        assert state is not None
        assert float(state.state) >= 0
        assert list(state.attributes["models"]) == [MODEL]


async def test_answers_write_nothing_else(
    hass: HomeAssistant, jarvis: MockConfigEntry, ollama_server: ScriptedOllama, ask: Ask
) -> None:
    """An answer says nothing new of the server: its other entities are not written again."""
    ollama_server.otherwise(Reply(text="The sky is blue because the air scatters the light of it."))
    before = {key: state_of(hass, key).last_reported for key in SENSORS}
    await ask("Why is the sky blue?")
    await hass.async_block_till_done()
    assert {key: state_of(hass, key).last_reported for key in SENSORS} == before


async def test_speed_is_disabled_at_first(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """Only who wants them has the sensors of speed."""
    registry = er.async_get(hass)
    hidden = {
        entity.translation_key
        for entity in er.async_entries_for_config_entry(registry, jarvis.entry_id)
        if entity.disabled
    }
    assert hidden == set(SPEED_SENSORS)


async def test_devices(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """Each server is a device of its own, which belongs to its subentry."""
    entry = make_entry([ollama_server.url, "http://127.0.0.1:9"])
    await setup_entry(hass, entry)
    registry = er.async_get(hass)
    for subentry_id in entry.runtime_data.pool.coordinators:
        entities = [
            entity
            for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
            if entity.config_subentry_id == subentry_id
        ]
        assert {entity.translation_key for entity in entities} == {*SENSORS, *SPEED_SENSORS}
        assert {entity.entity_category for entity in entities} == {EntityCategory.DIAGNOSTIC}
        (device_id,) = {entity.device_id for entity in entities}
        assert device_id is not None
        device = dr.async_get(hass).async_get(device_id)
        assert isinstance(device, dr.DeviceEntry)
        assert device.identifiers == {(DOMAIN, subentry_id)}
        assert device.name == entry.subentries[subentry_id].title
        assert device.entry_type is dr.DeviceEntryType.SERVICE


async def test_server_removed(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """A server's entities go with it."""
    hass.config_entries.async_remove_subentry(jarvis, SERVER_ID)
    await hass.async_block_till_done()
    left: list[Any] = [
        entity.unique_id
        for entity in er.async_entries_for_config_entry(er.async_get(hass), jarvis.entry_id)
        if entity.domain in ("sensor", "binary_sensor")
    ]
    assert left == []
