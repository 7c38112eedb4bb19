"""Which model on which server answers: the order of preference."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import (
    CONF_ALLOW_CLOUD,
    CONF_FALLBACK_MODELS,
    CONF_NUM_CTX,
)
from custom_components.jarvis_local.models import AgentSettings
from custom_components.jarvis_local.ollama import (
    AnswerTimeoutError,
    Capability,
    CloudRefusedError,
    ModelMissingError,
    ServerFailedError,
    UnreachableError,
)
from custom_components.jarvis_local.pool import Candidate, ServerPool
from dev.scripted_ollama import Failure, Model, ScriptedOllama
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant

from .conftest import AGENT_ID, make_entry, setup_entry

BIG, SMALL, SEES = "big:70b", "small:4b", "sees:8b"
CLOUD = "helper:latest"
HOUSE = (
    [Model(BIG), Model(SEES, capabilities=("completion", "vision"))],
    [Model(SMALL), Model(BIG)],
    [Model(SMALL), Model(CLOUD, remote_host="https://ollama.com:443", remote_model="x")],
)
FALLBACK: Mapping[str, Any] = {CONF_MODEL: BIG, CONF_FALLBACK_MODELS: [SMALL, SEES]}


@pytest.fixture
async def servers(socket_enabled: None) -> AsyncGenerator[Sequence[ScriptedOllama]]:
    """Return three servers with different models."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(ScriptedOllama(models=models)) for models in HOUSE]


async def setup(
    hass: HomeAssistant,
    servers: Sequence[ScriptedOllama],
    agent: Mapping[str, Any] = FALLBACK,
    **options: Any,
) -> tuple[MockConfigEntry, ServerPool, AgentSettings]:
    """Set an entry up with the servers and an agent."""
    entry = make_entry([server.url for server in servers], agent=agent, options=options)
    await setup_entry(hass, entry)
    settings = AgentSettings.from_subentry(entry.subentries[AGENT_ID])
    return entry, entry.runtime_data.pool, settings


def places(
    servers: Sequence[ScriptedOllama], candidates: Sequence[Candidate]
) -> list[tuple[str, int]]:
    """Return the models and the numbers of their servers."""
    urls = [server.url for server in servers]
    return [(c.settings.model, urls.index(c.server.address.url) + 1) for c in candidates]


@pytest.mark.parametrize(
    ("fallback", "expected"),
    [
        pytest.param([], [(BIG, 1), (BIG, 2)], id="none"),
        pytest.param([SMALL], [(BIG, 1), (BIG, 2), (SMALL, 2), (SMALL, 3)], id="one"),
        pytest.param(
            [SEES, SMALL, "Big:70b"],
            [(BIG, 1), (BIG, 2), (SEES, 1), (SMALL, 2), (SMALL, 3)],
            id="in their order",
        ),
        pytest.param(["nobody:1b"], [(BIG, 1), (BIG, 2)], id="not installed"),
        pytest.param([CLOUD], [(BIG, 1), (BIG, 2)], id="in a cloud"),
        pytest.param(["x:cloud"], [(BIG, 1), (BIG, 2)], id="in a cloud by name"),
    ],
)
async def test_order(
    hass: HomeAssistant,
    servers: Sequence[ScriptedOllama],
    fallback: Sequence[str],
    expected: Sequence[tuple[str, int]],
) -> None:
    """The agent's model on each server comes first, then each fallback model on each."""
    agent = {CONF_MODEL: BIG, CONF_FALLBACK_MODELS: fallback}
    _, pool, settings = await setup(hass, servers, agent)
    assert places(servers, pool.candidates(settings)) == expected


async def test_cloud_allowed(hass: HomeAssistant, servers: Sequence[ScriptedOllama]) -> None:
    """A model outside the house answers where the owner allows it."""
    agent = {CONF_MODEL: SMALL, CONF_FALLBACK_MODELS: [CLOUD]}
    _, pool, settings = await setup(hass, servers, agent, **{CONF_ALLOW_CLOUD: True})
    assert places(servers, pool.candidates(settings)) == [(SMALL, 2), (SMALL, 3), (CLOUD, 3)]


async def test_needs(hass: HomeAssistant, servers: Sequence[ScriptedOllama]) -> None:
    """Only models that can do what is needed are asked."""
    _, pool, settings = await setup(hass, servers)
    sees = frozenset({Capability.VISION})
    assert places(servers, pool.candidates(settings, sees)) == [(SEES, 1)]


async def test_away(hass: HomeAssistant, servers: Sequence[ScriptedOllama]) -> None:
    """A server that is away is not asked, and first again as soon as it is back."""
    entry, pool, settings = await setup(hass, servers)
    first = next(iter(pool.coordinators.values()))
    await servers[0].stop()
    await first.async_refresh()
    assert places(servers, pool.candidates(settings)) == [(BIG, 2), (SMALL, 2), (SMALL, 3)]
    await servers[0].start()
    # Whoever asks next has the server looked at, and does not wait for it.
    candidate = await pool.async_candidate(settings)
    assert candidate is not None
    assert places(servers, [candidate]) == [(BIG, 2)]
    await hass.async_block_till_done(wait_background_tasks=True)
    assert places(servers, pool.candidates(settings))[0] == (BIG, 1)
    assert entry.state.recoverable


async def test_failing_comes_last(hass: HomeAssistant, servers: Sequence[ScriptedOllama]) -> None:
    """A server that keeps failing is the last resort."""
    _, pool, settings = await setup(hass, servers)
    for _ in range(2):
        pool.report_failure(pool.candidates(settings)[0], ServerFailedError("HTTP 500"))
    expected = [(BIG, 2), (SMALL, 2), (SMALL, 3), (BIG, 1), (SEES, 1)]
    assert places(servers, pool.candidates(settings)) == expected
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_loading_comes_last(hass: HomeAssistant, servers: Sequence[ScriptedOllama]) -> None:
    """A model that was too slow is not asked again while it is being loaded."""
    _, pool, settings = await setup(hass, servers)
    pool.report_failure(pool.candidates(settings)[0], AnswerTimeoutError("slow"))
    assert places(servers, pool.candidates(settings))[-1] == (BIG, 1)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert servers[0].loads
    assert places(servers, pool.candidates(settings))[0] == (BIG, 1)


async def test_loading_fails(hass: HomeAssistant, servers: Sequence[ScriptedOllama]) -> None:
    """A model that cannot be loaded is asked again, and says why itself."""
    _, pool, settings = await setup(hass, servers)
    servers[0].fail("/api/chat", Failure.status(500, "out of memory"))
    pool.report_failure(pool.candidates(settings)[0], AnswerTimeoutError("slow"))
    await hass.async_block_till_done(wait_background_tasks=True)
    assert places(servers, pool.candidates(settings))[0] == (BIG, 1)


async def test_keeps_to_one(hass: HomeAssistant, servers: Sequence[ScriptedOllama]) -> None:
    """Later rounds of a turn go where the first went, as long as that is there."""
    _, pool, settings = await setup(hass, servers)
    last = pool.candidates(settings)[1]
    assert await pool.async_candidate(settings, last=last) == last
    other = await pool.async_candidate(settings, last=last, tried={last.key})
    assert other is not None
    assert places(servers, [other]) == [(BIG, 1)]


@pytest.mark.parametrize(
    ("agent", "needs", "error"),
    [
        pytest.param({CONF_MODEL: "nobody:1b"}, frozenset(), ModelMissingError, id="missing"),
        pytest.param({CONF_MODEL: CLOUD}, frozenset(), CloudRefusedError, id="cloud"),
        pytest.param(
            {CONF_MODEL: SMALL}, frozenset({Capability.VISION}), ModelMissingError, id="blind"
        ),
    ],
)
async def test_why_none(
    hass: HomeAssistant,
    servers: Sequence[ScriptedOllama],
    agent: Mapping[str, Any],
    needs: frozenset[Capability],
    error: type[Exception],
) -> None:
    """Where nothing can answer there is a reason."""
    _, pool, settings = await setup(hass, servers, agent)
    assert await pool.async_candidate(settings, needs=needs) is None
    assert isinstance(pool.why_none(settings), error)


async def test_nobody_left(hass: HomeAssistant, servers: Sequence[ScriptedOllama]) -> None:
    """With all servers gone each is looked at once more, but those just found gone."""
    _, pool, settings = await setup(hass, servers)
    for server, coordinator in zip(servers, pool.coordinators.values(), strict=True):
        await server.stop()
        await coordinator.async_refresh()
    assert await pool.async_candidate(settings) is None
    assert isinstance(pool.why_none(settings), UnreachableError)
    await servers[2].start()
    back = await pool.async_candidate(settings)
    assert back is not None
    assert places(servers, [back]) == [(SMALL, 3)]
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_one_context_for_all(hass: HomeAssistant, servers: Sequence[ScriptedOllama]) -> None:
    """A model has one context length, whoever uses it and as what."""
    entry = make_entry(
        [server.url for server in servers],
        agent={**FALLBACK, CONF_NUM_CTX: 16384},
        task={CONF_MODEL: SMALL, CONF_NUM_CTX: 4096},
    )
    await setup_entry(hass, entry)
    pool = entry.runtime_data.pool
    settings = AgentSettings.from_subentry(entry.subentries[AGENT_ID])
    sizes = {pool.runner_options(c.settings)["num_ctx"] for c in pool.candidates(settings)}
    assert sizes == {16384}
