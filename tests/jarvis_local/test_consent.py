"""A yes or a PIN, asked for by the code and taken by the code: no model has a part in it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.jarvis_local.const import CONF_POLICY, HOUSEHOLD
from custom_components.jarvis_local.store import Store, pins
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.util import dt as dt_util

from .conftest import agent_entity_id, make_entry, setup_entry
from .home import Home

PIN = "4711"
LOCK = "lock.front_door"
BROKEN = Reply(text="I unlocked it.")


@dataclass(kw_only=True)
class Person:
    """Somebody who talks with Jarvis in one conversation."""

    hass: HomeAssistant
    user_id: str | None = None
    device_id: str | None = None
    language: str = "en"
    conversation_id: str | None = None
    heard: list[str] = field(default_factory=list)

    async def say(self, text: str) -> str:
        """Say something; return what Jarvis says."""
        result = await conversation.async_converse(
            self.hass,
            text,
            self.conversation_id,
            Context(user_id=self.user_id),
            language=self.language,
            agent_id=agent_entity_id(self.hass),
            device_id=self.device_id,
        )
        await self.hass.async_block_till_done()
        self.conversation_id = result.conversation_id
        self.heard.append(result.response.speech["plain"]["speech"])
        return self.heard[-1]


type SetUp = Callable[..., Awaitable[None]]


@pytest.fixture
def set_up(hass: HomeAssistant, home: Home, ollama_server: ScriptedOllama) -> SetUp:
    """Return a function that sets Jarvis up with a policy, and a PIN unless told otherwise."""

    async def _set_up(pin: str | None = PIN, **levels: str) -> None:
        entry = make_entry(ollama_server.url, options={CONF_POLICY: levels})
        await setup_entry(hass, entry)
        if pin:
            store: Store = entry.runtime_data.store
            await store.async_run(pins.set_pin, HOUSEHOLD, pin)

    return _set_up


@pytest.fixture
def person(hass: HomeAssistant, home: Home) -> Person:
    """Return somebody at a satellite, in English."""
    return Person(hass=hass)


@pytest.mark.parametrize(
    ("language", "request_", "question", "yes", "done"),
    [
        ("en", "Unlock the front door", "Unlock Front door: yes or no?", "Yes, please", "nlock"),
        (
            "en",
            "Unlock the front door",
            "Unlock Front door: yes or no?",
            "yes, unlock it",
            "nlock",
        ),
        ("fr", "Déverrouille la porte d'entrée", "Déverrouiller", "Oui, vas-y", "éverrouill"),
        ("fr", "Déverrouille la porte d'entrée", "oui ou non ?", "d'accord", "éverrouill"),
    ],
)
async def test_yes_does_it(
    home: Home,
    set_up: SetUp,
    person: Person,
    ollama_server: ScriptedOllama,
    language: str,
    request_: str,
    question: str,
    yes: str,
    done: str,
) -> None:
    """The act waits for the yes, then is done and confirmed, without a model."""
    await set_up(entrances="ask")
    person.language = language
    assert question in await person.say(request_)
    assert home.value(LOCK) == "locked"
    said = await person.say(yes)
    assert home.value(LOCK) == "unlocked"
    assert done in said
    assert not ollama_server.chats


@pytest.mark.parametrize(
    "answer",
    [
        "no",
        "No, don't",
        "never mind",
        "non",
        "yes but only if nobody is outside",
        "yes no",
        "what time is it?",
        "the kitchen one",
        "maybe",
        "",
        "x" * 5000,
    ],
)
async def test_anything_but_yes_does_nothing(
    home: Home, set_up: SetUp, person: Person, ollama_server: ScriptedOllama, answer: str
) -> None:
    """What is no yes is none, and a yes after it comes too late."""
    ollama_server.otherwise(Reply(text="I see."))
    await set_up(entrances="ask")
    await person.say("Unlock the front door")
    await person.say(answer)
    await person.say("yes")
    assert home.value(LOCK) == "locked"


async def test_model_cannot_confirm_itself(
    home: Home, set_up: SetUp, person: Person, ollama_server: ScriptedOllama
) -> None:
    """However often a model calls, with whatever arguments, only a person's yes counts."""
    await set_up(entrances="ask")
    call = Call("HassTurnOff", {"name": "Front door"})
    sure = Call("HassTurnOff", {"name": "Front door", "confirmed": True, "consent": "yes"})
    ollama_server.otherwise(Reply(text="Yes.", calls=[sure, call, call]))
    said = await person.say("Let the postman in, would you")
    assert home.value(LOCK) == "locked"
    assert said.endswith("?")


async def test_yes_is_good_for_one_call(
    home: Home, set_up: SetUp, person: Person, ollama_server: ScriptedOllama
) -> None:
    """A yes is used up."""
    await set_up(entrances="ask")
    ollama_server.otherwise(Reply(text="Hm."))
    await person.say("Unlock the front door")
    await person.say("yes")
    await person.say("Lock the front door")
    await person.say("yes")
    assert home.value(LOCK) == "locked"


async def test_late_yes_does_nothing(
    hass: HomeAssistant,
    home: Home,
    set_up: SetUp,
    person: Person,
    ollama_server: ScriptedOllama,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A question is forgotten after two minutes."""
    ollama_server.otherwise(Reply(text="Yes what?"))
    await set_up(entrances="ask")
    await person.say("Unlock the front door")
    now = hass.loop.time()
    monkeypatch.setattr(hass.loop, "time", lambda: now + 121)
    await person.say("yes")
    assert home.value(LOCK) == "locked"


async def test_another_person_cannot_answer(
    hass: HomeAssistant, home: Home, set_up: SetUp, person: Person
) -> None:
    """Only who asked may confirm; the question goes on waiting for them."""
    user = MockUser(is_owner=True).add_to_hass(hass)
    await set_up(entrances="ask")
    person.user_id = user.id
    await person.say("Unlock the front door")
    # Where Home Assistant itself keeps a conversation to its user, it says so.
    stranger = Person(hass=hass, conversation_id=person.conversation_id)
    await stranger.say("yes")
    assert home.value(LOCK) == "locked"
    satellite = Person(
        hass=hass,
        user_id=user.id,
        conversation_id=person.conversation_id,
        device_id=home.satellites["Kitchen"],
    )
    assert "Only the person" in await satellite.say("yes")
    assert home.value(LOCK) == "locked"
    await person.say("yes")
    assert home.value(LOCK) == "unlocked"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "4711"),
        ("en", "4 7 1 1"),
        ("en", "The PIN is 4,711."),
        ("en", "four seven one one"),
        ("en", "forty-seven eleven"),
        ("fr", "c'est le 47 11"),
        ("fr", "quarante-sept onze"),
        ("fr", "quatre sept un un"),
    ],
)
async def test_pin_does_it(
    home: Home,
    set_up: SetUp,
    person: Person,
    ollama_server: ScriptedOllama,
    language: str,
    said: str,
) -> None:
    """The right PIN opens, however speech recognition writes it; a yes alone does not."""
    await set_up()
    request_ = {"en": "Unlock the front door", "fr": "Déverrouille la porte d'entrée"}[language]
    person.language = language
    await person.say(request_)
    await person.say({"en": "yes", "fr": "oui"}[language])
    assert home.value(LOCK) == "locked"
    await person.say(said)
    assert home.value(LOCK) == "unlocked"
    assert not ollama_server.chats


async def test_model_never_sees_the_pin(
    set_up: SetUp, person: Person, ollama_server: ScriptedOllama
) -> None:
    """Neither the right PIN nor a wrong one goes into the conversation."""
    await set_up()
    ollama_server.otherwise(Reply(text="It is late."))
    for text in ("Unlock the front door", "1234", PIN, "And now tell me a joke about doors"):
        await person.say(text)
    sent = str(ollama_server.chats)
    assert ollama_server.chats
    assert PIN not in sent
    assert "1234" not in sent


async def test_too_many_wrong_pins(
    hass: HomeAssistant,
    home: Home,
    set_up: SetUp,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
    ollama_server: ScriptedOllama,
) -> None:
    """After five wrong ones even the right one is refused, in any conversation, for a while."""
    await set_up()
    ollama_server.otherwise(Reply(text="Hm."))
    await person.say("Unlock the front door")
    for guess in range(5):
        await person.say(f"000{guess}")
    assert "minutes" in person.heard[-1]
    other = Person(hass=hass)
    await other.say("Unlock the front door")
    assert "too many wrong" in await other.say(PIN)
    assert home.value(LOCK) == "locked"
    later = dt_util.utcnow() + timedelta(seconds=901)
    monkeypatch.setattr(dt_util, "utcnow", lambda: later)
    await other.say("Unlock the front door")
    await other.say(PIN)
    assert home.value(LOCK) == "unlocked"


async def test_wrong_pins_are_counted_over_a_reload(
    hass: HomeAssistant, set_up: SetUp, person: Person, ollama_server: ScriptedOllama
) -> None:
    """Restarting does not give five more tries."""
    await set_up()
    ollama_server.otherwise(Reply(text="Hm."))
    await person.say("Unlock the front door")
    for guess in range(4):
        await person.say(f"000{guess}")
    entry = hass.config_entries.async_entries("jarvis_local")[0]
    await hass.config_entries.async_reload(entry.entry_id)
    later = Person(hass=hass)
    await later.say("Unlock the front door")
    assert "too many wrong" in await later.say("9999")


async def test_without_a_pin_it_is_not_done(home: Home, set_up: SetUp, person: Person) -> None:
    """Where no PIN was set, what takes one is refused, and how to set it is said."""
    await set_up(pin=None)
    assert "none has been set" in await person.say("Unlock the front door")
    assert home.value(LOCK) == "locked"


async def test_refused_by_the_owner(home: Home, set_up: SetUp, person: Person) -> None:
    """What the owner ruled out is not even asked about."""
    await set_up(entrances="refuse")
    assert "not allowed" in await person.say("Unlock the front door")
    await person.say("yes")
    assert home.value(LOCK) == "locked"


async def test_allowed_by_the_owner(home: Home, set_up: SetUp, person: Person) -> None:
    """What the owner allows is done at once."""
    await set_up(entrances="none")
    await person.say("Unlock the front door")
    assert home.value(LOCK) == "unlocked"


async def test_what_needs_no_consent_is_done_and_said(
    home: Home, set_up: SetUp, person: Person, ollama_server: ScriptedOllama
) -> None:
    """Of two calls, the harmless one is done and confirmed, the other asked about."""
    await set_up(entrances="ask")
    ollama_server.otherwise(
        Reply(
            calls=[
                Call("HassTurnOn", {"name": "Kitchen light"}),
                Call("HassTurnOff", {"name": "Front door"}),
            ]
        )
    )
    said = await person.say("I am coming home with my hands full, prepare everything")
    assert home.value("light.kitchen") == "on"
    assert home.value(LOCK) == "locked"
    assert said.endswith("Unlock Front door: yes or no?")


async def test_renamed_meanwhile(
    hass: HomeAssistant, home: Home, set_up: SetUp, person: Person, ollama_server: ScriptedOllama
) -> None:
    """A yes is for the very entity that was asked about, whatever its name has come to stand for."""
    await set_up(entrances="ask")
    ollama_server.otherwise(Reply(text="Hm."))
    await person.say("Unlock the front door")
    hass.states.async_remove(LOCK)
    hass.states.async_set("lock.other", "locked", {"friendly_name": "Front door"})
    await person.say("yes")
    assert home.value("lock.other") == "locked"


@pytest.mark.parametrize(("degrees", "asks"), [(21, False), (29, True)])
async def test_unusual_temperatures_are_asked(
    hass: HomeAssistant,
    home: Home,
    set_up: SetUp,
    person: Person,
    ollama_server: ScriptedOllama,
    degrees: int,
    asks: bool,
) -> None:
    """A room is heated at once, but not like an oven."""
    await set_up()
    ollama_server.otherwise(Reply(text="Fine."))
    said = await person.say(f"Set the thermostat to {degrees} degrees")
    assert said.endswith("?") is asks


async def test_entry_has_safe_defaults(home: Home, jarvis: MockConfigEntry, person: Person) -> None:
    """An entry of before this version asks for the PIN that it does not have."""
    assert "PIN" in await person.say("Unlock the front door")
    assert home.value(LOCK) == "locked"
