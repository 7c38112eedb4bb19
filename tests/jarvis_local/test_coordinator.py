"""Watching servers: away and back, keys, choosing a server for a model, repair issues."""

import logging
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.jarvis_local.const import (
    CONF_ALLOW_CLOUD,
    CONF_FIRST_TOKEN_TIMEOUT,
    CONF_NUM_CTX,
    CONF_TEMPERATURE,
    CONF_TURN_TIMEOUT,
    DOMAIN,
    SUBENTRY_AGENT,
)
from custom_components.jarvis_local.coordinator import (
    AWAY_INTERVAL,
    LONGEST_AWAY_INTERVAL,
    ONLINE_INTERVAL,
    ServerCoordinator,
)
from custom_components.jarvis_local.models import AgentSettings
from custom_components.jarvis_local.ollama import (
    AnswerTimeoutError,
    CloudRefusedError,
    ConnectionLostError,
    ModelMissingError,
    OllamaError,
    ServerFailedError,
    Timeouts,
    UnauthorisedError,
    UnreachableError,
)
from custom_components.jarvis_local.pool import Candidate, ServerPool
from dev.scripted_ollama import Failure, Model, ScriptedOllama
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .conftest import AGENT_ID, MODEL, SERVER_ID, TASK_ID, make_entry, setup_entry, subentry

KEY = "sk-very-secret-123"
CLOUD = "house-helper:latest"


def pool_of(entry: MockConfigEntry) -> ServerPool:
    """Return the entry's pool."""
    pool: ServerPool = entry.runtime_data.pool
    return pool


def coordinator_of(entry: MockConfigEntry, subentry_id: str = SERVER_ID) -> ServerCoordinator:
    """Return the coordinator of a server."""
    return pool_of(entry).coordinators[subentry_id]


def settings_of(entry: MockConfigEntry) -> AgentSettings:
    """Return the agent's settings."""
    return AgentSettings.from_subentry(entry.subentries[AGENT_ID])


def candidate_of(entry: MockConfigEntry) -> Candidate:
    """Return what answers for the agent."""
    return pool_of(entry).candidates(settings_of(entry))[0]


async def look_again(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Have all servers looked at; returns whether any answered."""
    for coordinator in pool_of(entry).coordinators.values():
        await coordinator.async_refresh()
    await hass.async_block_till_done()
    return pool_of(entry).is_online


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
    """A server that stays away for minutes is looked at every minute, until it is back."""
    coordinator = coordinator_of(jarvis)
    await ollama_server.stop()
    for _ in range(10):
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
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    jarvis: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The server is looked at by itself."""
    await ollama_server.stop()
    freezer.tick(ONLINE_INTERVAL.total_seconds() + 1)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
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


async def test_server_for(hass: HomeAssistant, socket_enabled: None) -> None:
    """The first server that is there and has the model is taken, the next when it goes."""
    async with (
        ScriptedOllama([Model("phi3:mini"), Model(MODEL)]) as first,
        ScriptedOllama([Model("llama3.1:8b"), Model(MODEL)]) as second,
    ):
        entry = make_entry([first.url, second.url])
        await setup_entry(hass, entry)
        pool = pool_of(entry)
        assert pool.has_servers
        assert pool.server_for(MODEL).address.url == first.url
        assert pool.server_for("llama3.1:8b").address.url == second.url
        with pytest.raises(ModelMissingError):
            pool.server_for("nothing")
        await first.stop()
        assert await look_again(hass, entry)
        assert pool.server_for(MODEL).address.url == second.url
        with pytest.raises(UnreachableError):
            pool.server_for("phi3:mini")
        with pytest.raises(ModelMissingError):
            pool.server_for("")
        await second.stop()
        assert not await look_again(hass, entry)
        assert pool.model(MODEL) is None
        with pytest.raises(UnreachableError):
            pool.server_for("nothing")


async def test_no_server(hass: HomeAssistant) -> None:
    """Without any server there is nothing to reach."""
    entry = make_entry()
    await setup_entry(hass, entry)
    pool = pool_of(entry)
    assert not pool.has_servers
    assert not pool.is_online
    with pytest.raises(UnreachableError):
        pool.server_for(MODEL)


@pytest.mark.parametrize("name", [CLOUD, "house-helper", "gpt-oss:120b-cloud"])
async def test_cloud_is_refused(
    hass: HomeAssistant, ollama_server: ScriptedOllama, name: str
) -> None:
    """A model outside the house is refused unless the owner allows it, whatever its name."""
    entry = make_entry(ollama_server.url)
    await setup_entry(hass, entry)
    with pytest.raises(CloudRefusedError):
        pool_of(entry).server_for(name)


async def test_cloud_is_allowed(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """The owner's word is enough."""
    entry = make_entry(ollama_server.url, options={CONF_ALLOW_CLOUD: True})
    await setup_entry(hass, entry)
    assert pool_of(entry).server_for(CLOUD)


async def test_home_before_cloud(hass: HomeAssistant, socket_enabled: None) -> None:
    """Of two models with one name, the one at home is taken."""
    cloud = Model("helper", remote_host="https://ollama.com:443", remote_model="x")
    async with ScriptedOllama([cloud]) as first, ScriptedOllama([Model("helper")]) as second:
        entry = make_entry([first.url, second.url])
        await setup_entry(hass, entry)
        assert pool_of(entry).server_for("helper").address.url == second.url


async def test_runner_options(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """All who use a model get the largest context of them, so that it is loaded only once."""
    other = subentry(
        "other", SUBENTRY_AGENT, "Other", {CONF_MODEL: "phi3:mini", CONF_NUM_CTX: 32768}
    )
    entry = make_entry(
        ollama_server.url,
        agent={CONF_NUM_CTX: 4096, CONF_TEMPERATURE: 0.2},
        task={CONF_NUM_CTX: 16384.0, CONF_MODEL: MODEL.upper()},
        extra=[other],
    )
    await setup_entry(hass, entry)
    assert pool_of(entry).runner_options(settings_of(entry)) == {
        "num_ctx": 16384,
        "num_predict": 512,
        "temperature": 0.2,
    }


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, Timeouts(first_token=30, total=120)),
        (
            {CONF_FIRST_TOKEN_TIMEOUT: 5, CONF_TURN_TIMEOUT: 20},
            Timeouts(first_token=5, total=20),
        ),
    ],
    ids=["default", "set"],
)
async def test_timeouts(hass: HomeAssistant, options: dict[str, Any], expected: Timeouts) -> None:
    """The bounds are those of the options."""
    entry = make_entry(options=options)
    await setup_entry(hass, entry)
    assert pool_of(entry).timeouts == expected


def issues(hass: HomeAssistant) -> set[str]:
    """Return the ids of our repair issues."""
    return {issue_id for domain, issue_id in ir.async_get(hass).issues if domain == DOMAIN}


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
