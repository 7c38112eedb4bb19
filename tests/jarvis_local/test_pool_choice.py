"""Which server answers for a model, with which options, and how long it is waited for."""

from typing import Any

import pytest

from custom_components.jarvis_local.const import (
    CONF_ALLOW_CLOUD,
    CONF_FIRST_TOKEN_TIMEOUT,
    CONF_NUM_CTX,
    CONF_TEMPERATURE,
    CONF_TURN_TIMEOUT,
    SUBENTRY_AGENT,
)
from custom_components.jarvis_local.ollama import (
    CloudRefusedError,
    ModelMissingError,
    Timeouts,
    UnreachableError,
)
from dev.scripted_ollama import Model, ScriptedOllama
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant

from .conftest import MODEL, TASK_ID, make_entry, setup_entry, subentry
from .servers import look_again, pool_of, settings_of

CLOUD = "house-helper:latest"


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


async def test_runner_options_follow(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """What another agent comes to want of the model, or no longer wants, changes its context."""
    entry = make_entry(ollama_server.url, task={CONF_MODEL: MODEL})
    await setup_entry(hass, entry)
    contexts = []
    for num_ctx in (16384, 12288):
        hass.config_entries.async_update_subentry(
            entry, entry.subentries[TASK_ID], data={CONF_MODEL: MODEL, CONF_NUM_CTX: num_ctx}
        )
        await hass.async_block_till_done()
        contexts.append(pool_of(entry).runner_options(settings_of(entry))["num_ctx"])
    assert contexts == [16384, 12288]


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
