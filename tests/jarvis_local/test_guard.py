"""The guard of the context, over HTTP with contexts that are too small."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from custom_components.jarvis_local.agent.guard import Guard, guard_for, weight
from custom_components.jarvis_local.const import (
    CONF_LOCAL_FIRST,
    CONF_MAX_HISTORY,
    CONF_MODE,
    CONF_NUM_CTX,
    CONF_NUM_PREDICT,
)
from custom_components.jarvis_local.models import agents_of
from custom_components.jarvis_local.ollama import ContextNeed, LoadedModel, TokenMeter, TokenMeters
from dev.scripted_ollama import Call, Model, Reply, ScriptedOllama
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, entity_registry as er, issue_registry as ir

from .conftest import AGENT_ID, Ask, make_entry, setup_entry
from .home import Home
from .speech import speech

MODEL = "qwen3:4b"
ISSUE = f"context_small_{AGENT_ID}"
CHAT = "Tell me something about the sea, number"
TURN_ON = Call("HassTurnOn", {"name": "Kitchen light"})


def pairs(text: str) -> Sequence[str]:
    """Cut a text into far more tokens than any model's."""
    return [text[start : start + 2] for start in range(0, len(text), 2)]


async def start(hass: HomeAssistant, server: ScriptedOllama, **agent: Any) -> Any:
    """Set up an agent that leaves all to a model."""
    entry = make_entry(server.url, agent={CONF_MODEL: MODEL, CONF_LOCAL_FIRST: False, **agent})
    await setup_entry(hass, entry)
    return entry


def issues(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    """Return our issues about contexts."""
    found = ir.async_get(hass).issues.values()
    return {i.issue_id: i for i in found if i.issue_id.startswith("context_small")}


def prompts(server: ScriptedOllama) -> Iterator[list[dict[str, Any]]]:
    """Yield the messages of each request."""
    yield from (chat["messages"] for chat in server.chats)


def add_guest_rooms(hass: HomeAssistant, count: int) -> None:
    """Add rooms with three lamps each."""
    areas, entities = ar.async_get(hass), er.async_get(hass)
    for number in range(count):
        name = f"Guest room {number}"
        area = areas.async_create(name)
        for kind in ("ceiling", "bedside", "desk"):
            lamp = f"{name} {kind} lamp"
            entry = entities.async_get_or_create("light", "test", lamp, original_name=lamp)
            entities.async_update_entity(entry.entity_id, area_id=area.id)
            hass.states.async_set(entry.entity_id, "off", {"friendly_name": lamp})


@pytest.mark.parametrize(("mode", "num_ctx"), [("tools", 6144), ("structured", 4096)])
async def test_long_conversation(
    hass: HomeAssistant, home: Home, ask: Ask, mode: str, num_ctx: int
) -> None:
    """Forty turns fit: the history makes room in large steps, and is the same in between."""
    long_answer = "The sea is deep, and wide, and salt, and very old indeed. " * 6
    async with ScriptedOllama(models=[Model(MODEL)]) as server:
        await start(hass, server, **{CONF_NUM_CTX: num_ctx, CONF_MAX_HISTORY: 0, CONF_MODE: mode})
        server.otherwise(Reply(text=long_answer))
        conversation_id = None
        for number in range(40):
            result = await ask(f"{CHAT} {number}", conversation_id=conversation_id)
            conversation_id = result.conversation_id
            assert speech(result).startswith("The sea is deep")
        assert len(server.evaluations) == len(server.chats) == 40
        assert max(cost.prompt for cost in server.evaluations) < num_ctx - 256
        moved = [b for a, b in pairwise(prompts(server)) if b[: len(a)] != a]
        assert 1 <= len(moved) <= 4
        for messages in moved:
            assert messages[0] == server.chats[0]["messages"][0]
            assert messages[1]["content"].startswith("[Earlier in this conversation: Tell me")
            assert messages[-1]["content"].startswith(CHAT)


@pytest.mark.parametrize("num_ctx", [2048, 4096])
async def test_small_context_still_acts(
    hass: HomeAssistant, home: Home, ask: Ask, num_ctx: int
) -> None:
    """With little room the tools are told in fewer words, and what is asked is done."""
    async with ScriptedOllama(models=[Model(MODEL)]) as server:
        await start(hass, server, **{CONF_NUM_CTX: num_ctx})
        server.otherwise(Reply(calls=[TURN_ON]), Reply(text="The light is on."))
        await ask("Turn on the light in the kitchen for me")
        assert home.value("light.kitchen") == "on"
        assert len(server.evaluations) == len(server.chats)
        assert ("format" in server.chats[0]) is (num_ctx == 2048)


async def test_large_home_in_a_small_context(hass: HomeAssistant, home: Home, ask: Ask) -> None:
    """Where not all fits the home is shown in fewer words, and an issue names the number to set."""
    add_guest_rooms(hass, 150)
    async with ScriptedOllama(models=[Model(MODEL)]) as server:
        await start(hass, server, **{CONF_NUM_CTX: 4096})
        server.otherwise(Reply(calls=[TURN_ON]), Reply(text="The light is on."))
        await ask("Turn on the light in the kitchen for me")
        assert home.value("light.kitchen") == "on"
        assert len(server.chats) - len(server.evaluations) <= 1
        found = issues(hass)[ISSUE]
        assert found.translation_placeholders is not None
        assert int(found.translation_placeholders["advised"]) in (8192, 12288)
        assert found.translation_placeholders["room"] == "4096"


async def test_refused_once(hass: HomeAssistant, home: Home, ask: Ask) -> None:
    """A server that counts more than was thought is asked again, for less, before anyone hears of it."""
    async with ScriptedOllama(models=[Model(MODEL)], tokens=pairs) as server:
        await start(hass, server, **{CONF_NUM_CTX: 8192, CONF_MAX_HISTORY: 0})
        server.otherwise(Reply(text="The sea is deep. " * 20))
        conversation_id = None
        for number in range(8):
            result = await ask(f"{CHAT} {number}", conversation_id=conversation_id)
            conversation_id = result.conversation_id
            assert speech(result).startswith("The sea is deep")
        assert len(server.chats) - len(server.evaluations) <= 1


async def test_nothing_left_to_leave_out(hass: HomeAssistant, home: Home, ask: Ask) -> None:
    """What can never fit ends in an honest sentence, or is understood without the model."""
    async with ScriptedOllama(models=[Model(MODEL, context_length=300)]) as server:
        await start(hass, server, **{CONF_NUM_CTX: 2048})
        server.otherwise(Reply(text="The sea is deep."))
        assert "context" in speech(await ask(f"{CHAT} 1"))
        await ask("Turn on the kitchen light")
        assert home.value("light.kitchen") == "on"
        assert not server.evaluations


async def test_issue_goes_when_all_fits(hass: HomeAssistant, home: Home) -> None:
    """The issue is there as long as it holds, and ends with the entry."""
    async with ScriptedOllama(models=[Model(MODEL)]) as server:
        entry = await start(hass, server)
        meters: TokenMeters = entry.runtime_data.pool.meters
        meters.note_need("Jarvis", MODEL, ContextNeed(wanted=9000, room=8192))
        assert set(issues(hass)) == {ISSUE}
        meters.note_need("Jarvis", MODEL, ContextNeed(wanted=8000, room=8192))
        assert not issues(hass)
        meters.note_need("Jarvis", MODEL, ContextNeed(wanted=9000, room=8192))
        await hass.config_entries.async_unload(entry.entry_id)
        assert not issues(hass)


async def test_bounds_of_the_context(hass: HomeAssistant, home: Home) -> None:
    """The smallest counts of what is asked for, what the model was made for and what it was given."""
    async with ScriptedOllama(models=[Model(MODEL, context_length=6000)]) as server:
        entry = await start(hass, server, **{CONF_NUM_CTX: 8192, CONF_NUM_PREDICT: -1})
        pool, settings = entry.runtime_data.pool, agents_of(entry)[AGENT_ID]
        assert guard_for(pool, settings).context == 6000
        assert guard_for(pool, settings).answer == 750
        coordinator = next(iter(pool.coordinators.values()))
        given = LoadedModel(name=MODEL, context_length=4096)
        coordinator.async_set_updated_data(replace(coordinator.data, loaded=[given]))
        # Perhaps it is there for someone else.
        assert guard_for(pool, settings).context == 6000
        pool.meters.of(MODEL).learn(4000, 1000)
        assert guard_for(pool, settings).context == 4096
        pool.meters.of(MODEL).overflowed(8000, asked=8192, tokens=None, context=2048)
        assert guard_for(pool, settings).context == 2048


@pytest.mark.parametrize(
    ("size", "tokens", "ratio"),
    [
        pytest.param(4000, 1000, 3.88, id="plausible"),
        pytest.param(4000, 10, 3.0, id="only what was new"),
        pytest.param(4000, 8000, 3.0, id="too many"),
        pytest.param(4000, 0, 3.0, id="none"),
    ],
)
def test_learning(size: int, tokens: int, ratio: float) -> None:
    """A count that can be one is learned, with a margin."""
    meter = TokenMeter()
    meter.learn(size, tokens)
    assert meter.ratio == pytest.approx(ratio)
    assert meter.learned is (ratio != 3.0)


def test_learning_is_steady() -> None:
    """A little more or less changes nothing; worse news counts at once, better news slowly."""
    meter = TokenMeter()
    meter.learn(4000, 1000)
    before = meter.ratio
    meter.learn(4100, 1000)
    assert meter.ratio == before
    meter.learn(5000, 1000)
    assert before < meter.ratio < 4.2
    meter.learn(3000, 1000)
    assert meter.ratio == pytest.approx(2.91)


@pytest.mark.parametrize("tokens", [None, 5000], ids=["no number", "number"])
def test_overflow_is_learned(tokens: int | None) -> None:
    """After a refusal the same prompt is known to be too long."""
    meter = TokenMeter()
    assert meter.tokens(9000) == 3000
    meter.overflowed(9000, asked=4096, tokens=tokens, context=4096)
    assert meter.tokens(9000) >= 4096
    assert meter.learned
    assert not meter.limits


def test_weight() -> None:
    """What is not plain English weighs more, and so do calls and tools."""
    plain = weight([{"role": "user", "content": "abcd"}])
    assert weight([{"role": "user", "content": "абвг"}]) == plain + 4
    call = {"function": {"name": "a", "arguments": {"name": "b"}}}
    assert weight([{"role": "assistant", "content": "abcd", "tool_calls": [call]}]) > plain + 20
    assert weight([{"role": "user", "content": "abcd"}], [call]) > plain + 20


def test_room() -> None:
    """An answer and a turn keep their room, small ones in a small context."""
    guard = Guard(meter=TokenMeter(), asked=8192, context=8192, answer=512)
    assert (guard.room, guard.for_prefix) == (7680, 7080)
    assert guard.tokens("a" * 30) == 10
    small = replace(guard, context=2048, answer=256)
    assert (small.room, small.for_prefix) == (1792, 1536)
