"""Simple commands are understood without a model."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import CONF_LOCAL_FIRST
from dev.scripted_ollama import Reply, ScriptedOllama
from homeassistant.core import HomeAssistant
from homeassistant.helpers.intent import IntentResponseType
from homeassistant.setup import async_setup_component

from .conftest import Ask, make_entry, setup_entry
from .home import Home
from .speech import speech


@pytest.mark.parametrize(
    ("text", "language", "entity_id"),
    [
        pytest.param("Turn on the kitchen light", "en", "light.kitchen", id="English"),
        pytest.param("Allume la lumière de la cuisine", "fr", "light.kitchen", id="French"),
        pytest.param("Allume la cafetière", "fr", "switch.coffee_machine", id="alias"),
    ],
)
async def test_understood(
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
    entity_id: str,
) -> None:
    """The command is carried out and answered without asking the model."""
    result = await ask(text, language)
    assert home.value(entity_id) == "on"
    assert speech(result)
    assert not ollama_server.chats


async def test_turned_off(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """Who wants the model for everything gets it."""
    await setup_entry(hass, make_entry(ollama_server.url, agent={CONF_LOCAL_FIRST: False}))
    ollama_server.otherwise(Reply(text="If you like."))
    assert speech(await ask("Turn on the kitchen light")) == "If you like."
    assert home.value("light.kitchen") == "off"


async def test_without_its_integration(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A sentence for an integration that is not set up is the model's, not an error."""
    ollama_server.otherwise(Reply(text="There is no such list."))
    assert speech(await ask("Add apples to my shopping list")) == "There is no such list."


@pytest.mark.parametrize(
    ("text", "language", "refusal"),
    [
        pytest.param("Unlock the front door", "en", "For safety I cannot", id="English"),
        pytest.param("Déverrouille la porte d'entrée", "fr", "Par sécurité, je ne", id="French"),
    ],
)
async def test_guarded(
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
    refusal: str,
) -> None:
    """What opens the house is never carried out on a local match, with or without a model."""
    ollama_server.otherwise(Reply(text="I would rather not."))
    assert speech(await ask(text, language)) == "I would rather not."
    await ollama_server.stop()
    result = await ask(text, language)
    assert result.response.response_type is IntentResponseType.ERROR
    assert speech(result).startswith(refusal)
    assert home.value("lock.front_door") == "locked"


async def test_sentence_trigger(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
) -> None:
    """The user's own sentences come before everything else."""
    automation = {
        "trigger": {"platform": "conversation", "command": "Good night everyone"},
        "action": {"set_conversation_response": "Sleep well."},
    }
    assert await async_setup_component(hass, "automation", {"automation": automation})
    assert speech(await ask("Good night everyone")) == "Sleep well."
    assert not ollama_server.chats


async def test_unknown_device(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A command on a device that nobody knows is left to the model."""
    ollama_server.otherwise(Reply(text="There is no fountain."))
    assert speech(await ask("Turn on the fountain")) == "There is no fountain."
