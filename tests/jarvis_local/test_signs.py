"""Signs before what Jarvis says by itself: only where it is read, and never shown to the model."""

from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.jarvis_local.const import (
    CONF_CHAT_SIGNS,
    CONF_CONFIRM_LOCALLY,
    CONF_LOCAL_FIRST,
)
from dev.scripted_ollama import Call, Failure, Reply, ScriptedOllama
from homeassistant.core import HomeAssistant

from .conftest import Ask, agent_entity_id, make_entry, setup_entry
from .home import Home
from .pipelines import Assist, build_assist
from .speech import speech

DONE, ERROR, HINT = "✅", "❌", "💡"
SHIPPED = {CONF_CONFIRM_LOCALLY: True}
MODEL_FIRST = {**SHIPPED, CONF_LOCAL_FIRST: False}
COMMAND, COSY = "Turn on the kitchen light", "Make it cosy in the kitchen"
ON = Call("HassTurnOn", {"name": "Kitchen light"})


def signs_in(text: object) -> list[str]:
    """Return the signs that are anywhere in something, as text."""
    return [letter for letter in str(text) if letter in {DONE, ERROR, HINT}]


@pytest.fixture
def settings() -> dict[str, Any]:
    """Return the agent's settings: as shipped, unless a test has its own."""
    return SHIPPED


@pytest.fixture
async def assist(
    hass: HomeAssistant,
    home: Home,
    ollama_server: ScriptedOllama,
    hass_ws_client: WebSocketGenerator,
    settings: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Assist:
    """Return pipelines with an agent of these settings; what is spoken is kept for one test only."""
    monkeypatch.setattr(hass.config, "config_dir", str(tmp_path))
    await setup_entry(hass, make_entry(ollama_server.url, agent=settings))
    return await build_assist(hass, hass_ws_client, agent_entity_id(hass))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param(COMMAND, "en", f"{DONE} Turned on Kitchen light.", id="done"),
        pytest.param(
            "Allume la lumière de la cuisine",
            "fr",
            f"{DONE} J'ai allumé : Kitchen light.",
            id="done, in French",
        ),
        pytest.param("Turn on all the lights", "en", f"{DONE} ", id="done, several"),
        pytest.param(f"{COMMAND} and the broken plug", "en", f"{ERROR} ", id="partly done"),
        pytest.param("Unlock the front door", "en", f"{ERROR} That takes a PIN", id="refused"),
        pytest.param(
            "Déverrouille la porte d'entrée",
            "fr",
            f"{ERROR} Il faut un code",
            id="refused, in French",
        ),
    ],
)
async def test_read(assist: Assist, text: str, language: str, expected: str) -> None:
    """In the Assist dialog one sign, at the start, tells what came of a simple command."""
    shown = await assist.type(text, language)
    assert shown.answer.startswith(expected)
    assert signs_in(shown.answer) == [expected[0]]


@pytest.mark.parametrize("settings", [MODEL_FIRST])
@pytest.mark.parametrize(
    ("reply", "language", "expected"),
    [
        pytest.param(Reply(calls=[ON]), "en", f"{DONE} Turned on the light.", id="confirmed"),
        pytest.param(Reply(calls=[ON]), "fr", f"{DONE} Allumé.", id="confirmed, in French"),
        pytest.param(
            Reply(calls=[Call("HassTurnOn", {"name": "Broken plug"})]), "en", ERROR, id="failed"
        ),
        pytest.param(
            Reply(failure=Failure.status(500, "gone")),
            "en",
            f"{ERROR} The Ollama server",
            id="no model",
        ),
        pytest.param(
            Reply(failure=Failure.status(500, "gone")),
            "fr",
            f"{ERROR} Le serveur Ollama",
            id="no model, fr",
        ),
        pytest.param(Reply(text="I have turned it all on."), "en", ERROR, id="false claim"),
    ],
)
async def test_read_after_the_model(
    assist: Assist, ollama_server: ScriptedOllama, reply: Reply, language: str, expected: str
) -> None:
    """What is said in the model's place has its sign, streamed with it."""
    ollama_server.otherwise(reply, reply)
    shown = await assist.type(COSY, language)
    assert shown.answer.startswith(expected)
    assert shown.streamed == shown.answer
    assert signs_in(shown.answer) == [expected[0]]


@pytest.mark.parametrize("settings", [{**MODEL_FIRST, CONF_CONFIRM_LOCALLY: False}])
@pytest.mark.parametrize(
    ("calls", "reply", "sign"),
    [
        pytest.param([ON], Reply(text=""), DONE, id="no words"),
        pytest.param(
            [ON, Call("HassTurnOn", {"name": "Fountain"})], Reply(), ERROR, id="half done"
        ),
        pytest.param([ON], Reply(failure=Failure.status(500, "gone")), None, id="model gone"),
        pytest.param([ON], Reply(text="There you are."), None, id="words"),
    ],
)
async def test_after_a_deed(
    assist: Assist,
    ollama_server: ScriptedOllama,
    calls: list[Call],
    reply: Reply,
    sign: str | None,
) -> None:
    """What was done is not called a failure; what is done and not well has no sign at all."""
    ollama_server.otherwise(Reply(calls=calls), reply)
    shown = await assist.type(COSY)
    assert signs_in(shown.answer) == ([sign] if sign else [])
    assert shown.answer.startswith(sign or ("I did", "There"))


@pytest.mark.parametrize("settings", [SHIPPED, MODEL_FIRST], ids=["local", "model"])
@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param("Turn on the light", "en", f"{HINT} Which one", id="en"),
        pytest.param("Allume la lumière", "fr", f"{HINT} Il y en a plusieurs", id="fr"),
    ],
)
async def test_a_question(
    assist: Assist, ollama_server: ScriptedOllama, text: str, language: str, expected: str
) -> None:
    """Where only the user can say which one, the question has its sign; the deed then has its own."""
    ollama_server.otherwise(Reply(calls=[Call("HassTurnOn", {"name": "light"})]))
    asked = await assist.type(text, language)
    assert asked.answer.startswith(expected)
    done = await assist.type("Bedroom light", language, conversation_id=asked.conversation_id)
    assert done.answer.startswith(DONE)
    assert signs_in(asked.answer + done.answer) == [HINT, DONE]


async def test_a_question_that_is_left(assist: Assist, ollama_server: ScriptedOllama) -> None:
    """A question that is asked again has its sign, too; dropping it is neither a deed nor a failure."""
    ollama_server.otherwise(Reply(calls=[Call("HassTurnOn", {"name": "light"})]))
    asked = await assist.type("Turn on the light")
    again = await assist.type("Ground floor", conversation_id=asked.conversation_id)
    dropped = await assist.type("Never mind", conversation_id=asked.conversation_id)
    assert again.answer == f"{HINT} Which one: Kitchen light or Living room lamp?"
    assert not signs_in(dropped.answer)


@pytest.mark.parametrize("settings", [MODEL_FIRST, {**MODEL_FIRST, CONF_CONFIRM_LOCALLY: False}])
async def test_the_models_own_words(assist: Assist, ollama_server: ScriptedOllama) -> None:
    """An answer of the model is left alone, and what is added to it has no sign either."""
    ollama_server.when("sky", Reply(text="Because of the air."))
    ollama_server.when("fire", Reply(chunks=["It is hot, "], failure=Failure.garbage_after(1)))
    assert (await assist.type("Why is the sky blue?")).answer == "Because of the air."
    broken = await assist.type("Why is the fire red?")
    assert broken.answer.startswith("It is hot, … Sorry, I was interrupted.")
    assert not signs_in(broken.answer)


async def test_an_answer_found_locally(assist: Assist) -> None:
    """What is told, not done, has no sign."""
    shown = await assist.type("What is the temperature in the living room?")
    assert shown.answer
    assert not signs_in(shown.answer)


@pytest.mark.parametrize("settings", [SHIPPED, MODEL_FIRST], ids=["local", "model"])
@pytest.mark.parametrize("text", [COMMAND, "Unlock the front door"], ids=["done", "refused"])
async def test_spoken(assist: Assist, home: Home, ollama_server: ScriptedOllama, text: str) -> None:
    """Whatever has a voice at its end is without signs: typed, said, or said to a satellite."""
    ollama_server.otherwise(Reply(calls=[Call("HassUnlock" if "lock" in text else "HassTurnOn")]))
    kitchen = home.satellites["Kitchen"]
    shown = [
        await assist.type(text, spoken=True),
        await assist.type(text, spoken=True, device_id=kitchen),
        await assist.speak(text),
    ]
    assert {run.spoken for run in shown} == set(assist.voice.said)
    assert not signs_in((assist.voice.said, shown))


@pytest.mark.parametrize("text", [COMMAND, "Unlock the front door"], ids=["done", "refused"])
async def test_in_doubt(assist: Assist, home: Home, ask: Ask, text: str) -> None:
    """Where it may be spoken for all we know there is no sign: a microphone, a device, the action."""
    shown = [
        await assist.speak(text, spoken=False),
        await assist.type(text, device_id=home.satellites["Kitchen"]),
        speech(await ask(text)),
        speech(await ask(text, device_id=home.satellites["Kitchen"])),
    ]
    assert not signs_in(shown)


async def test_read_then_spoken(assist: Assist, ask: Ask) -> None:
    """A conversation that goes on by voice, or through the action, has no signs from then on."""
    read = await assist.type(COMMAND)
    spoken = await assist.type(COMMAND, spoken=True, conversation_id=read.conversation_id)
    acted = speech(await ask(COMMAND, conversation_id=read.conversation_id))
    assert signs_in(read.answer) == [DONE]
    assert not signs_in((spoken, assist.voice.said, acted))


@pytest.mark.parametrize("settings", [{**SHIPPED, CONF_CHAT_SIGNS: False}])
async def test_not_wanted(assist: Assist) -> None:
    """The agent's option turns them off."""
    shown = await assist.type(COMMAND)
    assert shown.answer == "Turned on Kitchen light."


HISTORIES = [
    pytest.param(SHIPPED, id="local"),
    pytest.param({**SHIPPED, CONF_CHAT_SIGNS: False}, id="local, off"),
    pytest.param(MODEL_FIRST, id="model"),
    pytest.param({**MODEL_FIRST, CONF_CHAT_SIGNS: False}, id="model, off"),
]


@pytest.mark.parametrize("settings", HISTORIES)
async def test_the_model_never_sees_them(
    assist: Assist, ollama_server: ScriptedOllama, settings: dict[str, Any]
) -> None:
    """Earlier turns are sent without signs, the same each time, and as they are with the option off."""
    ollama_server.when("kitchen", Reply(calls=[ON]))
    ollama_server.when("sky", Reply(text=f"{DONE} Because of the air."))
    ollama_server.when("again", Reply(text="Fine."))
    first = await assist.type(COMMAND)
    for text in ("Unlock the front door", "Why is the sky blue?", "Say it again"):
        await assist.type(text, conversation_id=first.conversation_id)
    sent, again = (chat["messages"] for chat in ollama_server.chats[-2:])
    assert again[: len(sent)] == sent
    assert not signs_in(sent)
    assert any(item["content"].startswith("Turned on") for item in sent)
    # The model's own is not touched.
    assert again[len(sent)] == {"role": "assistant", "content": f"{DONE} Because of the air."}
