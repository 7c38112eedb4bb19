"""Watching servers: away and back, keys, and what a failed chat says about them."""

import logging

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.coordinator import (
    AWAY_INTERVAL,
    LONGEST_AWAY_INTERVAL,
    ONLINE_INTERVAL,
)
from custom_components.jarvis_local.ollama import (
    AnswerTimeoutError,
    ConnectionLostError,
    OllamaError,
    ServerFailedError,
    UnauthorisedError,
    UnreachableError,
)
from dev.scripted_ollama import Failure, ScriptedOllama
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant

from .conftest import MODEL, SERVER_ID, Wait, make_entry, setup_entry
from .servers import candidate_of, coordinator_of, look_again, pool_of, settings_of

KEY = "sk-very-secret-123"
CLOUD = "house-helper:latest"


def own_records(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    """Return what was logged about the servers, from info up."""
    return [
        (record.levelno, record.getMessage())
        for record in caplog.records
        if record.name.startswith("custom_components.jarvis_local")
        and record.levelno >= logging.INFO
    ]


async def test_state(jarvis: MockConfigEntry) -> None:
    """The state holds the version and the models, by any spelling of their names."""
    coordinator = coordinator_of(jarvis)
    assert coordinator.is_online
    assert coordinator.update_interval == ONLINE_INTERVAL
    assert coordinator.data.version == "0.33.0"
    assert coordinator.data.model("House-Helper") is coordinator.data.models[CLOUD]
    assert coordinator.data.model("nothing") is None


async def test_away_and_back(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    jarvis: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A server that goes is one warning however long it stays away, its return one info."""
    coordinator = coordinator_of(jarvis)
    caplog.clear()
    await ollama_server.stop()
    for _ in range(3):
        assert not await look_again(hass, jarvis)
    assert coordinator.update_interval == AWAY_INTERVAL
    assert [level for level, _ in own_records(caplog)] == [logging.WARNING]
    await ollama_server.start()
    assert await look_again(hass, jarvis)
    assert coordinator.failure is None
    assert coordinator.update_interval == ONLINE_INTERVAL
    assert [level for level, _ in own_records(caplog)] == [logging.WARNING, logging.INFO]


async def test_looks_ever_less_often(
    hass: HomeAssistant, ollama_server: ScriptedOllama, jarvis: MockConfigEntry
) -> None:
    """A server that stays away, also all night, is looked at every minute, until it is back."""
    coordinator = coordinator_of(jarvis)
    await ollama_server.stop()
    for _ in range(60):
        await look_again(hass, jarvis)
    assert coordinator.update_interval == LONGEST_AWAY_INTERVAL
    await ollama_server.start()
    await look_again(hass, jarvis)
    await ollama_server.stop()
    await look_again(hass, jarvis)
    assert coordinator.update_interval == AWAY_INTERVAL


async def test_away_at_the_start(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    config_entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A server that is off when Home Assistant starts is noticed when it comes."""
    await ollama_server.stop()
    await setup_entry(hass, config_entry)
    assert not pool_of(config_entry).is_online
    assert [level for level, _ in own_records(caplog)] == [logging.WARNING]
    await ollama_server.start()
    await look_again(hass, config_entry)
    assert pool_of(config_entry).is_online


async def test_polls(
    ollama_server: ScriptedOllama,
    jarvis: MockConfigEntry,
    wait: Wait,
) -> None:
    """The server is looked at by itself."""
    await ollama_server.stop()
    await wait(ONLINE_INTERVAL.total_seconds() + 1)
    assert not coordinator_of(jarvis).is_online


@pytest.mark.parametrize("status", [401, 403])
async def test_key_stops_working(
    hass: HomeAssistant, ollama_server: ScriptedOllama, jarvis: MockConfigEntry, status: int
) -> None:
    """A refused key starts one reauthentication that names the server; looking goes on."""
    ollama_server.fail("*", Failure.status(status, f"bad key {KEY}"))
    for _ in range(3):
        await look_again(hass, jarvis)
    (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    assert flow["context"]["source"] == SOURCE_REAUTH
    form = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert form["description_placeholders"] is not None
    assert form["description_placeholders"]["server"] == jarvis.subentries[SERVER_ID].title
    hass.config_entries.flow.async_abort(flow["flow_id"])
    await look_again(hass, jarvis)
    assert not hass.config_entries.flow.async_progress_by_handler(DOMAIN)
    with pytest.raises(UnauthorisedError):
        pool_of(jarvis).server_for(MODEL)


async def test_key_works_and_stops_again(
    hass: HomeAssistant, ollama_server: ScriptedOllama, jarvis: MockConfigEntry
) -> None:
    """A key that worked in between is asked for again."""
    for _ in range(2):
        ollama_server.fail("*", Failure.status(401, "unauthorized"))
        await look_again(hass, jarvis)
        (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        hass.config_entries.flow.async_abort(flow["flow_id"])
        ollama_server.fail("*", None)
        await look_again(hass, jarvis)
        assert coordinator_of(jarvis).is_online


async def test_no_key_in_the_log(
    hass: HomeAssistant, ollama_server: ScriptedOllama, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever happens to a server with a key, the key is in no log."""
    caplog.set_level(logging.DEBUG)
    entry = make_entry(ollama_server.url, server={"api_key": KEY, "headers": {"X-Proxy": KEY}})
    await setup_entry(hass, entry)
    for failure in (Failure.status(401, KEY), Failure.html(), Failure.disconnect_after(0)):
        ollama_server.fail("*", failure)
        await look_again(hass, entry)
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("error", "online"),
    [
        (UnreachableError("gone"), False),
        (UnauthorisedError("HTTP 401"), False),
        (ConnectionLostError("cut"), True),
        (ServerFailedError("crashed"), True),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, OllamaError) else "",
)
async def test_failed_chat(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    jarvis: MockConfigEntry,
    error: OllamaError,
    online: bool,
) -> None:
    """A chat that could not connect makes the server away at once; every failure has it looked at."""
    ollama_server.clear()
    pool = pool_of(jarvis)
    pool.report_failure(candidate_of(jarvis), error)
    assert pool.is_online is online
    await hass.async_block_till_done(wait_background_tasks=True)
    assert "/api/version" in [request.path for request in ollama_server.requests]
    assert pool.is_online


async def test_failed_chat_after_unloading(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    jarvis: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A turn that outlives the loaded entry has no server looked at, and warns of none."""
    pool, candidate = pool_of(jarvis), candidate_of(jarvis)
    assert await hass.config_entries.async_unload(jarvis.entry_id)
    ollama_server.clear()
    caplog.clear()
    pool.report_failure(candidate, UnreachableError("gone"))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert own_records(caplog) == []
    assert ollama_server.requests == []


async def test_slow_model_is_loaded(
    hass: HomeAssistant, ollama_server: ScriptedOllama, jarvis: MockConfigEntry
) -> None:
    """A model that took too long is loaded, once, as the chats want it."""
    pool, settings = pool_of(jarvis), settings_of(jarvis)
    for _ in range(2):
        pool.report_failure(candidate_of(jarvis), AnswerTimeoutError("No answer in time"))
    await hass.async_block_till_done(wait_background_tasks=True)
    (load,) = ollama_server.chats
    assert (load["messages"], load["keep_alive"]) == ([], settings.keep_alive)
    assert load["options"] == pool.runner_options(settings)
