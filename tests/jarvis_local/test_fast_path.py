"""Simple commands are understood without a model."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.agent.fast_path import Understood, async_understand
from custom_components.jarvis_local.const import CONF_LOCAL_FIRST, DOMAIN
from custom_components.jarvis_local.llm_api import JarvisAPI
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.components import conversation
from homeassistant.core import HomeAssistant
from homeassistant.helpers.intent import IntentResponseType
from homeassistant.setup import async_setup_component

from .conftest import Ask, make_entry, setup_entry
from .home import Home
from .speech import chat_session, speech, spoken


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
    """Who wants the model for everything gets it: it is asked, and makes the call."""
    await setup_entry(hass, make_entry(ollama_server.url, agent={CONF_LOCAL_FIRST: False}))
    ollama_server.otherwise(
        Reply(calls=[Call("HassTurnOn", {"name": "Kitchen light"})]), Reply(text="As you like.")
    )
    assert speech(await ask("Turn on the kitchen light")) == "As you like."
    assert home.value("light.kitchen") == "on"


async def test_without_its_integration(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A sentence for an integration that is not set up is the model's, not an error."""
    ollama_server.otherwise(Reply(text="There is no such list."))
    assert speech(await ask("Add apples to my shopping list")) == "There is no such list."


@pytest.mark.parametrize(
    ("text", "language", "refusal"),
    [
        pytest.param("Unlock the front door", "en", "That takes a PIN", id="English"),
        pytest.param("Déverrouille la porte d'entrée", "fr", "Il faut un code", id="French"),
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
    for _ in range(2):
        result = await ask(text, language)
        assert result.response.response_type is IntentResponseType.ERROR
        assert speech(result).startswith(refusal)
        assert home.value("lock.front_door") == "locked"
        await ollama_server.stop()


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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param(
            "Turn on the bedroom light and then turn off the living room lamp", "en", id="English"
        ),
        pytest.param("Allume le bedroom light, puis éteins le living room lamp", "fr", id="French"),
    ],
)
async def test_two_commands(
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
) -> None:
    """Two commands in a sentence are both carried out, and both are told of."""
    await ask("Turn on the living room lamp")
    result = await ask(text, language)
    assert (home.value("light.bedroom"), home.value("light.living_room_lamp")) == ("on", "off")
    assert "Bedroom light" in speech(result)
    assert "Living room lamp" in speech(result)
    assert not ollama_server.chats


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Turn on the bedroom light and turn on the fountain", id="unknown device"),
        pytest.param("Turn on the bedroom light and tell me a story", id="no command"),
    ],
)
async def test_never_half(
    hass: HomeAssistant, home: Home, jarvis: MockConfigEntry, text: str
) -> None:
    """Where one part is not understood, none is done here."""
    understood = await _understand(hass, text, with_tools=True)
    assert understood.result is None
    assert home.value("light.bedroom") == "off"


async def test_guarded_beside_another(
    hass: HomeAssistant, home: Home, jarvis: MockConfigEntry
) -> None:
    """What may be done is done and told of; the rest waits, and is no answer yet."""
    text = "Turn on the bedroom light and unlock the front door"
    understood = await _understand(hass, text, with_tools=True)
    assert understood.result is None
    assert "Bedroom light" in understood.told
    assert home.value("light.bedroom") == "on"
    assert home.value("lock.front_door") == "locked"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Hey Jarvis, could you turn on the bedrom light please", "en", id="English"),
        pytest.param("heu alume le bedroom light stp", "fr", id="French"),
    ],
)
async def test_noise(
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
) -> None:
    """Polite words and misspellings do not hide a command."""
    await ask(text, language)
    assert home.value("light.bedroom") == "on"
    assert not ollama_server.chats


async def test_without_tools(hass: HomeAssistant, home: Home, jarvis: MockConfigEntry) -> None:
    """Without the tools only what Home Assistant understands is done."""
    understood = await _understand(hass, "please turn on the bedrom light", with_tools=False)
    assert understood.result is None
    assert home.value("light.bedroom") == "off"


async def test_question(hass: HomeAssistant, home: Home, jarvis: MockConfigEntry) -> None:
    """Where one of several is meant there is a question to ask, for when no model does better."""
    understood = await _understand(hass, "Turn off the lamp", with_tools=True)
    assert understood.result is None
    assert understood.question is not None
    assert "Kitchen light" in understood.question


async def _understand(hass: HomeAssistant, text: str, *, with_tools: bool) -> Understood:
    """Try to understand a sentence, without a model behind it."""
    user_input = spoken(text, "conversation.jarvis")
    api = JarvisAPI(hass=hass)
    tools = await api.async_get_api_instance(user_input.as_llm_context(DOMAIN))
    with (
        chat_session(hass, user_input.context) as session,
        conversation.async_get_chat_log(hass, session, user_input) as chat_log,
    ):
        return await async_understand(hass, user_input, chat_log, tools if with_tools else None)
