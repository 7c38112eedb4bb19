"""A server that answers but fails: left alone, tried again, taken back."""

from collections.abc import Sequence
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.jarvis_local.models import AgentSettings
from custom_components.jarvis_local.ollama import (
    AnswerTimeoutError,
    BusyError,
    ConnectionLostError,
    ModelMissingError,
    OllamaError,
    ServerFailedError,
)
from custom_components.jarvis_local.pool import Candidate, Circuit, ServerPool
from custom_components.jarvis_local.pool.health import LONGEST_WAIT, Breaker
from dev.scripted_ollama import Failure, Reply, ScriptedOllama
from homeassistant.core import HomeAssistant

from .conftest import AGENT_ID, MODEL, SERVER_ID, Wait
from .servers import pool_of

FAILED = ServerFailedError("HTTP 500")


@pytest.mark.parametrize(
    ("errors", "state"),
    [
        pytest.param([FAILED], Circuit.CLOSED, id="once is chance"),
        pytest.param([FAILED, AnswerTimeoutError("slow")], Circuit.OPEN, id="twice is not"),
        pytest.param([ConnectionLostError("cut")] * 3, Circuit.OPEN, id="stays open"),
        pytest.param([ModelMissingError("gone")] * 3, Circuit.CLOSED, id="sign of life"),
        pytest.param([BusyError("full")] * 2, Circuit.OPEN, id="busy, also a moment later"),
    ],
)
def test_opens(errors: Sequence[OllamaError], state: Circuit) -> None:
    """Two failures in a row open it, and that is told once."""
    breaker = Breaker()
    opened = [breaker.note_failure(err) for err in errors]
    assert breaker.state is state
    assert sum(opened) == (state is Circuit.OPEN)


def test_waits_longer_each_time() -> None:
    """Trials become rarer, until one goes well."""
    breaker = Breaker()
    waits = []
    for _ in range(5):
        waits.append(breaker.wait)
        breaker.begin_trial()
        assert breaker.state is Circuit.HALF_OPEN
        breaker.reopen(count=True)
    assert waits == [10, 20, 40, LONGEST_WAIT, LONGEST_WAIT]
    for _ in range(2000):
        breaker.reopen(count=True)
    assert breaker.wait == LONGEST_WAIT
    breaker.close()
    assert (breaker.wait, breaker.is_closed) == (10, True)


@pytest.fixture
def pool(jarvis: MockConfigEntry) -> ServerPool:
    """Return the pool of one server."""
    return pool_of(jarvis)


@pytest.fixture
def candidate(
    freezer: FrozenDateTimeFactory, jarvis: MockConfigEntry, pool: ServerPool
) -> Candidate:
    """Return the server, after two failures."""
    settings = AgentSettings.from_subentry(jarvis.subentries[AGENT_ID])
    (candidate,) = pool.candidates(settings)
    for _ in range(2):
        pool.report_failure(candidate, FAILED)
    return candidate


def trials(server: ScriptedOllama) -> list[dict[str, Any]]:
    """Return the requests that only try whether the model answers."""
    return [chat for chat in server.chats if chat["messages"] == [{"role": "user", "content": ""}]]


async def test_tried_again(
    pool: ServerPool,
    candidate: Candidate,
    ollama_server: ScriptedOllama,
    wait: Wait,
) -> None:
    """The model is asked for one token after a while, longer after each failure, and taken back."""
    changes: list[bool] = []
    stop = pool.async_listen(lambda: changes.append(pool.recovery.breakers[SERVER_ID].is_closed))
    ollama_server.fail("/api/chat", Failure.status(500, "still broken"))
    await wait(11)
    (trial,) = trials(ollama_server)
    assert (trial["model"], trial["options"]["num_predict"]) == (MODEL, 1)
    await wait(11)
    assert len(trials(ollama_server)) == 1
    ollama_server.fail("/api/chat", None)
    ollama_server.otherwise(Reply(text="x"))
    await wait(11)
    assert len(trials(ollama_server)) == 2
    assert pool.recovery.breakers[SERVER_ID].is_closed
    assert changes == [True]
    stop()


async def test_an_answer_closes_it(
    hass: HomeAssistant,
    pool: ServerPool,
    candidate: Candidate,
    ollama_server: ScriptedOllama,
    wait: Wait,
) -> None:
    """A turn that had nothing else is as good as a trial, and spares it."""
    await hass.async_block_till_done(wait_background_tasks=True)
    assert pool.candidates(candidate.settings)
    pool.recovery.note_answer(SERVER_ID)
    await wait(11)
    assert trials(ollama_server) == []


async def test_gone_meanwhile(
    hass: HomeAssistant,
    pool: ServerPool,
    candidate: Candidate,
    ollama_server: ScriptedOllama,
    wait: Wait,
) -> None:
    """A server that goes away altogether is looked at, no longer tried; it is back with its answer."""
    await hass.async_block_till_done(wait_background_tasks=True)
    await ollama_server.stop()
    await wait(11)
    assert not candidate.coordinator.is_online
    await ollama_server.start()
    await wait(11)
    assert pool.recovery.breakers[SERVER_ID].is_closed
    assert [c.key for c in pool.candidates(candidate.settings)] == [candidate.key]


async def test_no_trial_after_unloading(
    hass: HomeAssistant,
    jarvis: MockConfigEntry,
    candidate: Candidate,
    ollama_server: ScriptedOllama,
    wait: Wait,
) -> None:
    """With the entry the trials end."""
    assert await hass.config_entries.async_unload(jarvis.entry_id)
    await wait(11)
    assert trials(ollama_server) == []


async def test_waits_for_quiet(
    hass: HomeAssistant,
    pool: ServerPool,
    candidate: Candidate,
    ollama_server: ScriptedOllama,
    freezer: FrozenDateTimeFactory,
) -> None:
    """No trial while someone waits for an answer; none at all if that answer came from the server."""
    async with pool.foreground():
        freezer.tick(11)
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        assert trials(ollama_server) == []
        pool.recovery.note_answer(SERVER_ID)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert trials(ollama_server) == []
