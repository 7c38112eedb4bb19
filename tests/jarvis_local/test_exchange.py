"""One request: of whom it is asked, and when another is asked instead."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.agent import exchange as exchange_module
from custom_components.jarvis_local.agent.brief import Brief
from custom_components.jarvis_local.agent.exchange import Exchange
from custom_components.jarvis_local.const import (
    CONF_FALLBACK_MODELS,
    CONF_FIRST_TOKEN_TIMEOUT,
    CONF_THINK,
)
from custom_components.jarvis_local.models import AgentSettings
from custom_components.jarvis_local.ollama import (
    ContextExceededError,
    ModelMissingError,
    OllamaError,
    ServerFailedError,
    UnreachableError,
)
from custom_components.jarvis_local.pool import GaveWayError, ServerPool
from dev.scripted_ollama import Failure, Model, Reply, ScriptedOllama
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant

from .conftest import AGENT_ID, make_entry, setup_entry
from .servers import pool_of

BIG, SMALL = "big:70b", "small:4b"
TOOL = {"type": "function", "function": {"name": "look", "parameters": {}}}
HI = Reply(text="Hi there.")

type Ask = Callable[..., Exchange]


@pytest.fixture
async def servers(
    socket_enabled: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Sequence[ScriptedOllama]]:
    """Return the big box and the small one, which has no tools; neither is waited for when busy."""
    monkeypatch.setattr(exchange_module, "BUSY_SECONDS", 0)
    big = Model(BIG, capabilities=("completion", "tools", "thinking"))
    small = Model(SMALL, capabilities=("completion",))
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(ScriptedOllama(models=[big]))
        second = await stack.enter_async_context(ScriptedOllama(models=[small]))
        second.otherwise(Reply(text="Small talk."))
        yield first, second


@pytest.fixture
async def entry(hass: HomeAssistant, servers: Sequence[ScriptedOllama]) -> MockConfigEntry:
    """Return the entry with both servers."""
    entry = make_entry(
        [server.url for server in servers],
        agent={CONF_MODEL: BIG, CONF_FALLBACK_MODELS: [SMALL], CONF_THINK: "on"},
        options={CONF_FIRST_TOKEN_TIMEOUT: 0.2},
    )
    await setup_entry(hass, entry)
    return entry


@pytest.fixture
def pool(entry: MockConfigEntry) -> ServerPool:
    """Return the pool of both."""
    return pool_of(entry)


@pytest.fixture
def ask(entry: MockConfigEntry, pool: ServerPool) -> Ask:
    """Return how to begin an exchange about a greeting."""

    def compose(offered: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        return [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}]

    def _ask(
        *,
        patient: bool = False,
        seconds: float = 60.0,
    ) -> Exchange:
        return Exchange(
            pool=pool,
            settings=AgentSettings.from_subentry(entry.subentries[AGENT_ID]),
            brief=Brief(compose=compose, tools=[TOOL], patient=patient),
            deadline=asyncio.get_running_loop().time() + seconds,
        )

    return _ask


async def answer(exchange: Exchange) -> str:
    """Return what is said in answer."""
    async with aclosing(exchange.async_chunks()) as chunks:
        return "".join([chunk.content async for chunk in chunks])


def chats(server: ScriptedOllama) -> int:
    """Return how often a server was asked."""
    return len(server.chats)


@pytest.mark.parametrize(
    ("failure", "asked"),
    [
        pytest.param(Failure.status(500, "runner terminated"), 1, id="500"),
        pytest.param(Failure.status(503, "server busy"), 2, id="busy, asked twice"),
        pytest.param(Failure.status(404, "model 'big:70b' not found"), 1, id="model gone"),
        pytest.param(Failure.status(401, "unauthorized"), 1, id="key refused"),
        pytest.param(Failure.html(502), 1, id="proxy"),
        pytest.param(Failure.disconnect_after(0), 1, id="cut"),
        pytest.param(Failure.hang(), 1, id="hangs"),
        pytest.param(Failure.empty_body(), 1, id="empty"),
    ],
)
async def test_next(
    hass: HomeAssistant,
    ask: Ask,
    servers: Sequence[ScriptedOllama],
    failure: Failure,
    asked: int,
) -> None:
    """Whatever keeps the first from answering, the second does, with what its model can do."""
    servers[0].otherwise(Reply(failure=failure))
    exchange = ask()
    assert exchange.tools == [TOOL]

    assert await answer(exchange) == "Small talk."

    request = servers[1].chats[-1]
    assert (request["model"], request["think"], "tools" in request) == (SMALL, False, False)
    assert exchange.tools_refused
    assert exchange.candidate is not None
    assert exchange.candidate.settings.model == SMALL
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len([c for c in servers[0].chats if c["messages"]]) == asked


async def test_busy_for_a_moment(ask: Ask, servers: Sequence[ScriptedOllama]) -> None:
    """A queue that was full a moment ago is no reason to go elsewhere."""
    replies = iter([Reply(failure=Failure.status(503, "server busy")), HI])
    servers[0].otherwise(lambda _: next(replies))
    assert await answer(ask()) == "Hi there."
    assert chats(servers[1]) == 0


async def test_stays_where_it_began(ask: Ask, servers: Sequence[ScriptedOllama]) -> None:
    """The second round of a turn is asked where the first was answered, though the other is back."""
    servers[0].otherwise(Reply(failure=Failure.status(500, "no")))
    exchange = ask()
    await answer(exchange)
    servers[0].otherwise(HI)
    exchange.committed = False
    assert await answer(exchange) == "Small talk."
    assert await answer(ask()) == "Hi there."


@pytest.mark.parametrize("lines", [1, 2])
async def test_nothing_twice(ask: Ask, servers: Sequence[ScriptedOllama], lines: int) -> None:
    """Once a word was given out no other may begin anew."""
    servers[0].otherwise(Reply(text="Hi there.", failure=Failure.error_after(lines, "oops")))
    exchange = ask()
    with pytest.raises(ServerFailedError):
        await answer(exchange)
    assert exchange.committed
    assert chats(servers[1]) == 0


async def test_committed_by_a_tool(ask: Ask, servers: Sequence[ScriptedOllama]) -> None:
    """After a tool has run nobody else goes on with the turn."""
    servers[0].otherwise(Reply(failure=Failure.status(500, "no")))
    exchange = ask()
    exchange.committed = True
    with pytest.raises(ServerFailedError):
        await answer(exchange)
    assert chats(servers[1]) == 0


async def test_too_long(ask: Ask, servers: Sequence[ScriptedOllama]) -> None:
    """What is too long for one is not tried on all."""
    servers[0].otherwise(
        Reply(failure=Failure.status(400, "the prompt is longer than the context"))
    )
    with pytest.raises(ContextExceededError):
        await answer(ask())
    assert chats(servers[1]) == 0


async def test_out_of_time(ask: Ask, servers: Sequence[ScriptedOllama]) -> None:
    """A turn whose time is up ends with what it knows."""
    servers[0].otherwise(Reply(failure=Failure.status(500, "no")))
    with pytest.raises(ServerFailedError):
        await answer(ask(seconds=-1))


@pytest.mark.parametrize(
    ("first", "second", "error"),
    [
        pytest.param(None, None, UnreachableError, id="both off"),
        pytest.param(None, Failure.status(500, "no"), ServerFailedError, id="one says why"),
        pytest.param(
            Failure.status(404, "model 'big:70b' not found"),
            Failure.status(500, "no"),
            ModelMissingError,
            id="the preferred one counts",
        ),
    ],
)
async def test_all_fail(
    hass: HomeAssistant,
    ask: Ask,
    servers: Sequence[ScriptedOllama],
    first: Failure | None,
    second: Failure | None,
    error: type[OllamaError],
) -> None:
    """What is told in the end is what says most."""
    for server, failure in zip(servers, (first, second), strict=True):
        if failure is None:
            await server.stop()
        else:
            server.otherwise(Reply(failure=failure))
    with pytest.raises(error):
        await answer(ask())
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_measured(ask: Ask, pool: ServerPool, servers: Sequence[ScriptedOllama]) -> None:
    """How soon the answer came is noted for the server and model."""
    servers[0].otherwise(HI)
    await answer(ask())
    first, second = pool.speed.values()
    assert list(first.first_token) == [BIG]
    assert not second.first_token


async def test_makes_way(
    hass: HomeAssistant, ask: Ask, pool: ServerPool, servers: Sequence[ScriptedOllama]
) -> None:
    """An errand's request is broken off for someone who waits; that one has the whole server."""
    servers[0].otherwise(Reply(failure=Failure.hang()))
    errand = hass.async_create_task(answer(ask(patient=True)))
    async with asyncio.timeout(10):
        while not chats(servers[0]):
            await asyncio.sleep(0)
    servers[0].otherwise(HI)
    assert await answer(ask()) == "Hi there."
    with pytest.raises(GaveWayError):
        await errand
    assert all(breaker.is_closed for breaker in pool.recovery.breakers.values())


async def test_does_not_begin(
    ask: Ask, pool: ServerPool, servers: Sequence[ScriptedOllama]
) -> None:
    """An errand is not even sent while someone waits."""
    servers[0].otherwise(HI)
    async with pool.foreground():
        with pytest.raises(GaveWayError):
            await answer(ask(patient=True))
    assert chats(servers[0]) == 0
    assert await answer(ask(patient=True)) == "Hi there."
