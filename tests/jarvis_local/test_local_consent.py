"""What local understanding may not simply do is asked about at once, and the rest is done."""

import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from custom_components.jarvis_local.const import CONF_CONFIRM_LOCALLY, CONF_POLICY, HOUSEHOLD
from custom_components.jarvis_local.store import Store, pins
from dev.scripted_ollama import ScriptedOllama
from homeassistant.components import conversation
from homeassistant.core import HomeAssistant
from homeassistant.helpers.intent import IntentResponseType

from .conftest import Ask, make_entry, setup_entry
from .home import Home
from .speech import speech

LAMP, LOCK = "light.kitchen", "lock.front_door"
PIN = "4711"


async def offline(hass: HomeAssistant, server: ScriptedOllama, **levels: str) -> None:
    """Set Jarvis up with a policy and a PIN, and turn the model's server off."""
    entry = make_entry(
        server.url, options={CONF_POLICY: levels}, agent={CONF_CONFIRM_LOCALLY: True}
    )
    await setup_entry(hass, entry)
    store: Store = entry.runtime_data.store
    await store.async_run(pins.set_pin, HOUSEHOLD, PIN)
    await server.stop()


@pytest.mark.parametrize(
    ("text", "language", "yes"),
    [
        ("Turn on the kitchen light and unlock the front door", "en", "yes"),
        ("Unlock the front door and turn on the kitchen light", "en", "yes"),
        ("Allume le plafonnier et déverrouille la porte d'entrée", "fr", "oui"),
    ],
)
async def test_does_the_rest_and_asks(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
    yes: str,
) -> None:
    """The light goes on and is told of, then the question; the yes opens, and does nothing twice."""
    await offline(hass, ollama_server, entrances="ask")
    first = await ask(text, language)
    assert home.value(LAMP) == "on"
    assert home.value(LOCK) == "locked"
    assert first.response.response_type is IntentResponseType.ACTION_DONE
    assert first.continue_conversation
    assert speech(first).endswith("?")
    assert speech(first).count("?") == 1
    assert not speech(first).startswith(("Unlock", "Déverrouiller"))
    turned_on = async_mock_service(hass, "light", "turn_on")
    second = await ask(yes, language, conversation_id=first.conversation_id)
    assert home.value(LOCK) == "unlocked"
    assert not speech(second).endswith("?")
    assert not turned_on


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Heat the living room to 29", "en", "Thermostat"),
        ("Set the thermostat to 29 degrees", "en", "Thermostat"),
        ("Mets le chauffage à 29", "fr", "Thermostat"),
    ],
)
async def test_values_are_asked_about(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
    name: str,
) -> None:
    """The value counts, not the tool alone: an oven is asked about, and heated after the yes."""
    await offline(hass, ollama_server)
    first = await ask(text, language)
    assert name in speech(first)
    assert speech(first).endswith("?")
    assert home.state("climate.thermostat").attributes["temperature"] == 20
    yes = {"en": "yes", "fr": "oui"}[language]
    await ask(yes, language, conversation_id=first.conversation_id)
    assert home.state("climate.thermostat").attributes["temperature"] == 29


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("Set the thermostat to 60", "en", "Thermostat can only be set from 7 to 35 degrees."),
        (
            "Mets le chauffage à 60",
            "fr",
            "Thermostat : le réglage va seulement de 7 à 35 degrés.",
        ),
        ("Set the kitchen light to blue", "en", "Kitchen light cannot be set to that color."),
        (
            "Mets le plafonnier en bleu",
            "fr",
            "Kitchen light : cette couleur ne peut pas être réglée.",
        ),
    ],
)
async def test_what_cannot_be_is_said(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
    said: str,
) -> None:
    """What no device can do is neither asked about nor called done."""
    await offline(hass, ollama_server)
    result = await ask(text, language)
    assert speech(result) == said
    assert result.response.response_type is IntentResponseType.ERROR
    assert home.value(LAMP) == "off"
    assert home.state("climate.thermostat").attributes["temperature"] == 20


async def test_refused_beside_another(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """What the owner rules out is said, and does not keep the rest from being done."""
    await offline(hass, ollama_server, entrances="refuse")
    said = speech(await ask("Unlock the front door and turn on the kitchen light"))
    assert "not allowed" in said
    assert home.value(LAMP) == "on"
    assert home.value(LOCK) == "locked"


async def test_another_thing_than_an_answer(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A question is not kept for later: after another request a yes opens nothing."""
    await offline(hass, ollama_server, entrances="ask")
    first: conversation.ConversationResult = await ask("Unlock the front door")
    for text in ("Turn on the kitchen light", "yes"):
        await ask(text, conversation_id=first.conversation_id)
    assert home.value(LAMP) == "on"
    assert home.value(LOCK) == "locked"
