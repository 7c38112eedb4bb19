"""The audit log: every act with who asked for it, what was decided and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.jarvis_local.const import HOUSEHOLD
from custom_components.jarvis_local.store import Store, audit, pins
from custom_components.jarvis_local.store.audit import Decision, Result
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant

from .conftest import Ask, agent_entity_id
from .home import Home


async def log(hass: HomeAssistant, entry: MockConfigEntry) -> Sequence[audit.AuditEntry]:
    """Return what was noted, the newest first."""
    await hass.async_block_till_done(wait_background_tasks=True)
    store: Store = entry.runtime_data.store
    return await store.async_run(audit.recent)


async def test_act_is_noted(
    hass: HomeAssistant, home: Home, jarvis: MockConfigEntry, ask: Ask
) -> None:
    """What was done, for whom, on which words."""
    await ask("Turn on the kitchen light")
    (act,) = await log(hass, jarvis)
    assert (act.person, act.words) == (HOUSEHOLD, "Turn on the kitchen light")
    assert act.targets == ("light.kitchen",)
    assert (act.decision, act.result) == (Decision.RUN, Result.DONE)


async def test_question_to_a_person_is_noted(
    hass: HomeAssistant, home: Home, jarvis: MockConfigEntry
) -> None:
    """What needed consent, and who was asked."""
    user = MockUser(is_owner=True).add_to_hass(hass)
    hass.states.async_set("person.lea", "home", {"user_id": user.id})
    options = {"policy": {"entrances": "ask"}}
    hass.config_entries.async_update_entry(jarvis, options=options)
    await hass.async_block_till_done()
    conversation_id = None
    for text in ("Unlock the front door", "yes"):
        result = await conversation.async_converse(
            hass,
            text,
            conversation_id,
            Context(user_id=user.id),
            language="en",
            agent_id=agent_entity_id(hass),
        )
        conversation_id = result.conversation_id
    done, asked = await log(hass, jarvis)
    assert (asked.decision, asked.result) == (Decision.ASKED, Result.UNKNOWN)
    assert (done.decision, done.result) == (Decision.CONFIRMED, Result.DONE)
    assert done.person == asked.person == "person.lea"
    assert done.targets == ("lock.front_door",)


@dataclass(kw_only=True)
class Clock:
    """The event loop's time, which a test may move on."""

    ahead: float = 0


@pytest.fixture
def clock(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the event loop's clock."""
    moved, real = Clock(), hass.loop.time
    monkeypatch.setattr(hass.loop, "time", lambda: real() + moved.ahead)
    return moved


@pytest.mark.parametrize(
    ("level", "pin", "later", "answers", "decision"),
    [
        ("ask", None, 0, ["no"], Decision.DENIED),
        ("ask", None, 0, ["Turn on the kitchen light"], Decision.EXPIRED),
        ("ask", None, 121, ["yes"], Decision.EXPIRED),
        ("ask", None, 0, [], Decision.ASKED),
        ("pin", None, 0, [], Decision.REFUSED),
        ("pin", "4711", 0, ["0000"], Decision.ASKED),
        ("pin", "4711", 0, ["0000"] * 5, Decision.REFUSED),
    ],
    ids=["no", "other subject", "too late", "open", "no PIN set", "wrong PIN", "locked out"],
)
async def test_how_a_question_ended_is_noted(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ollama_server: ScriptedOllama,
    clock: Clock,
    level: str,
    pin: str | None,
    later: float,
    answers: list[str],
    decision: Decision,
) -> None:
    """What a person was asked about and did not agree to says why it was not done."""
    ollama_server.otherwise(Reply(text="Hm."))
    hass.config_entries.async_update_entry(jarvis, options={"policy": {"entrances": level}})
    await hass.async_block_till_done()
    if pin:
        await jarvis.runtime_data.store.async_run(pins.set_pin, HOUSEHOLD, pin)
    agent_id, conversation_id = agent_entity_id(hass), None
    for text in ("Unlock the front door", *answers):
        result = await conversation.async_converse(
            hass, text, conversation_id, Context(), language="en", agent_id=agent_id
        )
        conversation_id, clock.ahead = result.conversation_id, later
    [asked] = [act for act in await log(hass, jarvis) if act.tool != "HassTurnOn"]
    assert asked.targets == ("lock.front_door",)
    assert (asked.decision, asked.result) == (decision, Result.UNKNOWN)
    assert home.value("lock.front_door") == "locked"


async def test_failure_is_noted_and_looks_are_not(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
) -> None:
    """What failed is no deed; what only looks is no act."""
    ollama_server.otherwise(
        Reply(calls=[Call("get_state", {"area": "Kitchen"})]),
        Reply(calls=[Call("HassTurnOn", {"name": "Broken switch"})]),
        Reply(text="It is broken."),
    )
    await ask("Could you see to that relay of mine")
    (act,) = await log(hass, jarvis)
    assert act.result is Result.FAILED
