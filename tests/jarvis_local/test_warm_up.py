"""The model has read its prompt before it is needed: after the start, a change, a return."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.jarvis_local.const import CONF_FALLBACK_MODELS, CONF_KEEP_ALIVE
from custom_components.jarvis_local.pool import Priority, ServerPool
from dev.scripted_ollama import Failure, Model, Reply, ScriptedOllama
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar

from .conftest import AGENT_ID, MODEL, TASK_ID, Ask, Wait, make_entry, setup_entry
from .home import Home
from .servers import pool_of

QUESTION = "Why is the sky blue?"


@pytest.fixture
async def server(
    freezer: FrozenDateTimeFactory, socket_enabled: None
) -> AsyncGenerator[ScriptedOllama]:
    """Return a server whose model answers anything."""
    async with ScriptedOllama([Model(MODEL, capabilities=("completion", "tools"))]) as server:
        server.otherwise(Reply(text="Because of the air."))
        yield server


async def setup(hass: HomeAssistant, *servers: ScriptedOllama, **agent: Any) -> ServerPool:
    """Set an agent up and return its pool."""
    entry: MockConfigEntry = make_entry([server.url for server in servers], agent=agent)
    await setup_entry(hass, entry)
    return pool_of(entry)


def reads(server: ScriptedOllama) -> list[str]:
    """Return the models that were asked to read their prompt and to write one token."""
    return [
        chat["model"]
        for chat in server.chats
        if chat["options"].get("num_predict") == 1 and "_debug_render_only" not in chat
    ]


async def until_read(hass: HomeAssistant, server: ScriptedOllama) -> None:
    """Wait until the server was asked to read a prompt, however long it then takes."""
    for _ in range(1000):
        if reads(server):
            return
        await asyncio.sleep(0)
    pytest.fail("The server was not asked")


async def test_after_the_start(
    hass: HomeAssistant,
    home: Home,
    server: ScriptedOllama,
    wait: Wait,
    ask: Ask,
) -> None:
    """Soon after the start the prompt is read, which the first turn then begins with."""
    await setup(hass, server)
    assert reads(server) == []
    await wait(16)
    assert reads(server) == [MODEL]

    await ask(QUESTION)

    warm_up, turn = server.chats[-2:]
    assert warm_up["messages"][0] == turn["messages"][0]
    assert warm_up.get("tools") == turn.get("tools")
    assert len(server.loads) == 1


@pytest.mark.parametrize(
    ("seconds", "loaded", "asked"),
    [
        pytest.param(-1, False, 1, id="kept for ever"),
        pytest.param(300, False, 0, id="not in memory"),
        pytest.param(300, True, 1, id="in memory"),
    ],
)
async def test_memory(
    hass: HomeAssistant,
    server: ScriptedOllama,
    wait: Wait,
    seconds: int,
    loaded: bool,
    asked: int,
) -> None:
    """A model that is not to stay in memory is not loaded for nobody."""
    pool = await setup(hass, server, **{CONF_KEEP_ALIVE: seconds})
    if loaded:
        await pool.server_for(MODEL).async_load(MODEL, options={"num_ctx": 8192}, keep_alive=-1)
    await wait(16)
    assert len(reads(server)) == asked


@pytest.mark.parametrize("change", ["area", "exposure"])
async def test_after_a_change(
    hass: HomeAssistant,
    home: Home,
    server: ScriptedOllama,
    wait: Wait,
    change: str,
) -> None:
    """A home that changed is read once it has stopped changing."""
    await setup(hass, server)
    await wait(16)
    for name in ("Hall", "Entrance"):
        if change == "area":
            ar.async_get(hass).async_update(home.areas["Kitchen"], name=name)
        else:
            async_expose_entity(hass, "conversation", "light.kitchen", name == "Hall")
        await hass.async_block_till_done()
        await wait(20)
    assert len(reads(server)) == 1
    await wait(11)
    assert len(reads(server)) == 2
    assert server.chats[0] != server.chats[-1]


async def test_not_while_someone_talks(
    hass: HomeAssistant,
    home: Home,
    server: ScriptedOllama,
    wait: Wait,
    ask: Ask,
) -> None:
    """After a change the talk that is going on is not disturbed; it is read a minute after."""
    await setup(hass, server)
    await wait(16)
    ar.async_get(hass).async_update(home.areas["Kitchen"], name="Galley")
    await wait(20)
    await ask(QUESTION)
    before = len(reads(server))
    await wait(15)
    await wait(30)
    assert len(reads(server)) == before
    await wait(31)
    assert len(reads(server)) == before + 1


async def test_nothing_new(
    hass: HomeAssistant, home: Home, server: ScriptedOllama, wait: Wait
) -> None:
    """A change that the model is not told of costs nothing."""
    await setup(hass, server)
    await wait(16)
    ar.async_get(hass).async_create("Empty room")
    await wait(31)
    assert len(reads(server)) == 1


async def test_server_goes_and_comes(
    hass: HomeAssistant, server: ScriptedOllama, wait: Wait
) -> None:
    """Whoever is next reads the prompt at once when a server goes; so does that one when it is back."""
    async with ScriptedOllama([Model("small:4b", capabilities=("completion",))]) as second:
        second.otherwise(Reply(text="Because."))
        pool = await setup(hass, server, second, **{CONF_FALLBACK_MODELS: ["small:4b"]})
        await wait(16)
        assert (reads(server), reads(second)) == ([MODEL], [])
        await server.stop()
        first = next(iter(pool.coordinators.values()))
        await first.async_refresh()
        await wait(2)
        assert reads(second) == ["small:4b"]
        await server.start()
        await first.async_refresh()
        await wait(2)
        assert reads(server) == [MODEL, MODEL]


async def test_nobody_there(hass: HomeAssistant, server: ScriptedOllama, wait: Wait) -> None:
    """Without a server there is nothing to do, and nothing goes wrong."""
    await server.stop()
    await setup(hass, server)
    await wait(16)
    assert reads(server) == []


async def test_memory_cannot_be_seen(
    hass: HomeAssistant, server: ScriptedOllama, wait: Wait
) -> None:
    """A server that fails when asked what it has in memory is left alone."""
    await setup(hass, server, **{CONF_KEEP_ALIVE: 300})
    server.fail("/api/ps", Failure.status(500, "no"))
    await wait(16)
    assert reads(server) == []


async def test_unloaded(
    hass: HomeAssistant, server: ScriptedOllama, freezer: FrozenDateTimeFactory, wait: Wait
) -> None:
    """With the entry the warm-up ends, also one that is going on."""
    await setup(hass, server)
    server.otherwise(Reply(failure=Failure.hang()))
    freezer.tick(16)
    async_fire_time_changed(hass)
    await until_read(hass, server)
    (entry,) = hass.config_entries.async_entries("jarvis_local")
    assert await hass.config_entries.async_unload(entry.entry_id)
    await wait(120)
    assert len(reads(server)) == 1


async def test_one_at_a_time(
    hass: HomeAssistant,
    home: Home,
    server: ScriptedOllama,
    freezer: FrozenDateTimeFactory,
    wait: Wait,
) -> None:
    """A change while the prompt is being read is read afterwards."""
    pool = await setup(hass, server)
    server.otherwise(Reply(failure=Failure.hang()))
    freezer.tick(16)
    async_fire_time_changed(hass)
    await until_read(hass, server)
    ar.async_get(hass).async_update(home.areas["Kitchen"], name="Galley")
    freezer.tick(31)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert len(reads(server)) == 1
    server.otherwise(Reply(text="Yes."))
    pool.traffic.make_way(pool.server_for(MODEL), Priority.PERSON, prefix=0)
    await hass.async_block_till_done(wait_background_tasks=True)
    await wait(31)
    assert len(reads(server)) == 2


async def test_same_options_for_all(
    hass: HomeAssistant, server: ScriptedOllama, wait: Wait, ask: Ask
) -> None:
    """Warm-up, talk and task have the model loaded once, though their settings differ."""
    entry = make_entry(server.url, agent={"num_ctx": 4096}, task={"num_ctx": 16384})
    await setup_entry(hass, entry)
    await wait(16)
    await ask(QUESTION)
    assert server.loads == [(MODEL, 16384)]
    assert {AGENT_ID, TASK_ID} <= entry.subentries.keys()
    assert entry.subentries[AGENT_ID].data[CONF_MODEL] == MODEL
