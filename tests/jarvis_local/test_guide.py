"""What a conversation makes of a model that asks, errs, claims or stops halfway."""

from collections.abc import Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import CONF_CONFIRM_LOCALLY, CONF_LOCAL_FIRST
from custom_components.jarvis_local.languages import phrase
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.core import HomeAssistant

from .conftest import Ask, make_entry, setup_entry
from .home import Home
from .speech import speech

ON = Call("HassTurnOn", {"name": "Kitchen light"})


@pytest.fixture
async def model_only(hass: HomeAssistant, home: Home, ollama_server: ScriptedOllama) -> None:
    """Set up an agent that leaves all to the model and confirms at once."""
    agent = {CONF_LOCAL_FIRST: False, CONF_CONFIRM_LOCALLY: True}
    await setup_entry(hass, make_entry(ollama_server.url, agent=agent))


@pytest.mark.usefixtures("model_only")
@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        pytest.param("A bit of light over the stove please", "en", "Turned on", id="English"),
        pytest.param("Un peu de lumière au-dessus du four", "fr", "Allumé", id="French"),
    ],
)
async def test_one_round(
    home: Home, ask: Ask, ollama_server: ScriptedOllama, text: str, language: str, answer: str
) -> None:
    """A simple command is confirmed in Home Assistant's words, without asking the model again."""
    call = Call("HassTurnOn", {"name": "Kitchen light"})
    ollama_server.otherwise(Reply(calls=[call]), Reply(text="Zebra"))
    result = await ask(text, language)
    assert home.value("light.kitchen") == "on"
    assert speech(result).startswith(answer)
    assert len(ollama_server.chats) == 1


@pytest.mark.usefixtures("model_only")
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(text="Which light do you mean?"), id="asks"),
        pytest.param(Reply(text="I have turned on the light."), id="claims"),
        pytest.param(Reply(text="Sorry, I cannot do that."), id="refuses"),
        pytest.param(Reply(text=""), id="says nothing"),
        pytest.param(Reply(calls=[Call("HassTurnOff", {"name": "Kitchen light"})]), id="opposite"),
        pytest.param(Reply(calls=[Call("HassTurnOn", {"name": "Coffee machine"})]), id="other"),
        pytest.param(Reply(calls=[Call("HassTurnOn", {"name": "Sauna"})]), id="invented"),
    ],
)
async def test_clear_is_done(
    home: Home, ask: Ask, ollama_server: ScriptedOllama, reply: Reply
) -> None:
    """What the user's own words say clearly is done, whatever the model makes of it."""
    ollama_server.otherwise(reply)
    result = await ask("Turn on the kitchen light")
    assert home.value("light.kitchen") == "on"
    assert home.value("switch.coffee_machine") == "off"
    assert speech(result) == "Turned on the light."
    assert not result.continue_conversation


@pytest.mark.usefixtures("model_only")
async def test_left_out(home: Home, ask: Ask, ollama_server: ScriptedOllama) -> None:
    """Of two commands the one that the model forgot is done as well, and both are confirmed."""
    ollama_server.otherwise(Reply(calls=[ON]), Reply(text="Done."))
    await ask("Turn on the kitchen light and the coffee machine")
    assert home.value("light.kitchen") == home.value("switch.coffee_machine") == "on"


@pytest.mark.usefixtures("model_only")
async def test_one_at_a_time(home: Home, ask: Ask, ollama_server: ScriptedOllama) -> None:
    """A model that makes one call a round is asked for the other command, though nobody could read it."""
    bedroom = Call("HassTurnOn", {"name": "Bedroom light"})
    ollama_server.otherwise(Reply(calls=[ON]), Reply(calls=[bedroom]), Reply(text="Zebra"))
    result = await ask("Turn on the kitchen light and make the bedroom look cosy")
    assert home.value("light.kitchen") == home.value("light.bedroom") == "on"
    assert speech(result) == "Done: Kitchen light, Bedroom light."
    assert len(ollama_server.chats) == 2


@pytest.mark.usefixtures("model_only")
@pytest.mark.parametrize("claim", ["It is cosy now, I turned on the light.", "Done!"])
async def test_lie(home: Home, ask: Ask, ollama_server: ScriptedOllama, claim: str) -> None:
    """A claim without a deed is not heard; the model is told once, then it is said honestly."""
    ollama_server.otherwise(Reply(text=claim))
    result = await ask("It is so gloomy in here")
    assert speech(result) == phrase("en", "answers.could_not")
    assert len(ollama_server.chats) == 2
    assert "called no tool" in ollama_server.chats[1]["messages"][-1]["content"]
    assert home.value("light.kitchen") == "off"


@pytest.mark.usefixtures("model_only")
async def test_corrected(home: Home, ask: Ask, ollama_server: ScriptedOllama) -> None:
    """A model that is told so makes the call after all."""

    def reply(body: Mapping[str, Any]) -> Reply:
        told = "called no tool" in body["messages"][-1]["content"]
        return Reply(calls=[ON]) if told else Reply(text="I turned on the light for you.")

    ollama_server.otherwise(reply)
    assert speech(await ask("It is so gloomy in here")) == "Turned on the light."
    assert home.value("light.kitchen") == "on"


@pytest.mark.usefixtures("model_only")
async def test_question_is_remembered(home: Home, ask: Ask, ollama_server: ScriptedOllama) -> None:
    """The answer to our question acts at once, without the command being said again."""
    ollama_server.otherwise(Reply(calls=[Call("HassTurnOn", {"domain": ["light"]})]))
    first = await ask("Turn on the light")
    assert first.continue_conversation
    assert home.value("light.kitchen") == "off"
    asked = len(ollama_server.chats)
    second = await ask("The one in the kitchen", conversation_id=first.conversation_id)
    assert home.value("light.kitchen") == "on"
    assert not second.continue_conversation
    assert len(ollama_server.chats) == asked


@pytest.mark.usefixtures("model_only")
async def test_question_is_cancelled(home: Home, ask: Ask, ollama_server: ScriptedOllama) -> None:
    """Who changes their mind is left in peace."""
    ollama_server.otherwise(Reply(calls=[Call("HassTurnOn", {"domain": ["light"]})]))
    first = await ask("Turn on the light")
    second = await ask("Never mind", conversation_id=first.conversation_id)
    assert speech(second) == phrase("en", "answers.cancelled")
    assert home.value("light.kitchen") == "off"


async def test_it_is_what_was_spoken_of(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """After a command, "it" is the device that was acted on, without a model."""
    ollama_server.otherwise(Reply(text="Zebra"))
    first = await ask("Turn on the kitchen light")
    assert home.value("light.kitchen") == "on"
    await ask("Turn it off again", conversation_id=first.conversation_id)
    assert home.value("light.kitchen") == "off"
    assert not ollama_server.chats


@pytest.mark.usefixtures("model_only")
@pytest.mark.parametrize("text", ["I turned on all the lights.", "No light is called that.", ""])
async def test_asked_for_the_model(
    home: Home, ask: Ask, ollama_server: ScriptedOllama, text: str
) -> None:
    """Where only the user can say which one, a model that does not ask is spoken for."""
    ollama_server.otherwise(Reply(text=text))
    result = await ask("Turn on the light")
    assert speech(result).endswith("?")
    assert result.continue_conversation
    assert home.value("light.kitchen") == "off"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param("", "Volume set.", id="silent"),
        pytest.param("It is louder now.", "It is louder now.", id="tells"),
    ],
)
async def test_repeats_itself(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama, words: str, said: str
) -> None:
    """A model that makes the same call in every round is obeyed once, which ends the turn."""
    await setup_entry(hass, make_entry(ollama_server.url, agent={CONF_LOCAL_FIRST: False}))
    step = Call("HassSetVolumeRelative", {"name": "Living room speaker", "volume_step": "up"})
    ollama_server.otherwise(Reply(calls=[step]), Reply(text=words, calls=[step]))
    result = await ask("I can hardly hear a thing in the living room")
    volume = home.state("media_player.living_room_speaker").attributes["volume_level"]
    assert 0.5 < volume < 0.65
    assert len(ollama_server.chats) == 2
    assert speech(result).startswith(said)


@pytest.mark.usefixtures("model_only")
async def test_repeats_a_failure(home: Home, ask: Ask, ollama_server: ScriptedOllama) -> None:
    """A call that failed is no deed, however often it is repeated."""
    call = Call("HassTurnOn", {"name": "Broken plug"})
    ollama_server.otherwise(Reply(calls=[call, call]), Reply(text="", calls=[call, call]))
    result = await ask("The plug by the bed should hum")
    assert home.value("switch.broken") == "off"
    assert "Done" not in speech(result)
