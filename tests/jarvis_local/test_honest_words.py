"""Words that would not be true, and words that are only told."""

import logging

import pytest

from custom_components.jarvis_local.const import CONF_CONFIRM_LOCALLY, CONF_LOCAL_FIRST
from custom_components.jarvis_local.languages import phrase
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .conftest import Ask, make_entry, setup_entry
from .home import Home
from .speech import speech


@pytest.fixture(autouse=True)
async def model_only(hass: HomeAssistant, home: Home, ollama_server: ScriptedOllama) -> None:
    """Set up an agent that leaves all to the model and confirms at once."""
    agent = {CONF_LOCAL_FIRST: False, CONF_CONFIRM_LOCALLY: True}
    await setup_entry(hass, make_entry(ollama_server.url, agent=agent))


@pytest.mark.parametrize(
    ("text", "language", "reply"),
    [
        ("It is so gloomy in here", "en", "C'est fait, la lumière est éteinte."),
        ("Il fait sombre ici", "fr", "I have turned on the light."),
        ("Hier sehe ich gar nichts mehr", "de", "C'est fait, j'ai allumé la lumière."),
        ("Tell Noah I am coming home", "en", "I've texted Noah."),
    ],
)
async def test_other_language(
    ask: Ask, ollama_server: ScriptedOllama, text: str, language: str, reply: str
) -> None:
    """A claim is one in whichever language the model makes it."""
    ollama_server.otherwise(Reply(text=reply))
    assert speech(await ask(text, language)) == phrase(language, "answers.could_not")


@pytest.mark.parametrize(
    ("text", "language", "reply"),
    [
        ("Raconte-moi une blague", "fr", "Un électricien dit : j'ai allumé la lumière. Bravo !"),
        ("Écris un petit poème sur la nuit", "fr", "La porte est fermée. La lune est levée."),
        ("Write me a poem about the night", "en", "The door is closed. The light is off."),
        ("Traduis « the light is on »", "fr", "La lumière est allumée."),
        ("Translate la porte est ouverte", "en", "The door is open."),
        ("How do you say j'ai fermé la porte in English?", "en", "I have closed the door."),
    ],
)
async def test_told(
    ask: Ask, ollama_server: ScriptedOllama, text: str, language: str, reply: str
) -> None:
    """A joke, a poem or a translation is spoken whatever it says."""
    ollama_server.otherwise(Reply(text=reply))
    assert speech(await ask(text, language)) == reply


async def test_said_once(ask: Ask, ollama_server: ScriptedOllama) -> None:
    """What was said before the model was corrected is not said again."""
    text = "I am really sorry that you feel so. I have turned on the light."
    ollama_server.otherwise(Reply(text=text))
    assert speech(await ask("You are quite useless")) == "I am really sorry that you feel so."
    assert len(ollama_server.chats) == 2


async def test_hardly_said(ask: Ask, ollama_server: ScriptedOllama) -> None:
    """A mere "of course" before a claim is made good by saying how it is."""
    ollama_server.otherwise(Reply(text="Of course! I have turned on the light."))
    assert speech(await ask("It is chilly")) == f"Of course! {phrase('en', 'answers.could_not')}"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('{"response": "The sky is blue."}', "The sky is blue."),
        ('```json\n{"answer": "The sky is blue.", "calls": []}\n```', "The sky is blue."),
        ('{"error": "unknown tool"}', phrase("en", "errors.empty_answer")),
    ],
)
async def test_object(ask: Ask, ollama_server: ScriptedOllama, written: str, said: str) -> None:
    """An object with one text in it is spoken as that text."""
    ollama_server.otherwise(Reply(text=written))
    assert speech(await ask("Why so blue up there")) == said


@pytest.mark.parametrize(
    ("text", "language", "reply"),
    [
        ("My desk is dark", "en", "You can call HassTurnOn(name='Kitchen light') for that."),
        ("Mon bureau est sombre", "fr", "Vous pouvez appeler HassTurnOn(name='Kitchen light')."),
        ("Mon bureau est sombre", "fr", "Il suffit d'appeler HassTurnOn(name='Kitchen light')."),
    ],
)
async def test_explained_call(
    home: Home, ask: Ask, ollama_server: ScriptedOllama, text: str, language: str, reply: str
) -> None:
    """A call that is only explained is not made."""
    ollama_server.otherwise(Reply(text=reply))
    await ask(text, language)
    assert home.value("light.kitchen") == "off"


async def test_nobody_hears(hass: HomeAssistant, ask: Ask, ollama_server: ScriptedOllama) -> None:
    """An announcement that nothing can speak is not called done."""
    ollama_server.otherwise(Reply(calls=[Call("HassBroadcast", {"message": "Dinner is ready"})]))
    for entry in list(er.async_get(hass).entities.values()):
        if entry.domain == "assist_satellite":
            er.async_get(hass).async_remove(entry.entity_id)
    assert speech(await ask("Announce dinner is ready")) == phrase("en", "answers.nobody_hears")


async def test_no_timers(ask: Ask, ollama_server: ScriptedOllama) -> None:
    """Without a device that keeps timers, that is said."""
    call = Call("timer", {"action": "start", "minutes": 5})
    ollama_server.otherwise(Reply(calls=[call]))
    assert speech(await ask("Five minutes for the eggs")) == phrase("en", "answers.no_timers")


async def test_out_of_range(
    home: Home, ask: Ask, ollama_server: ScriptedOllama, caplog: pytest.LogCaptureFixture
) -> None:
    """A temperature that the thermostat cannot be set to is answered with its range."""
    call = Call("HassClimateSetTemperature", {"name": "Thermostat", "temperature": 45})
    ollama_server.otherwise(Reply(calls=[call]))
    result = await ask("Mets le chauffage à 45", "fr")
    assert speech(result) == phrase(
        "fr", "answers.out_of_range", name="Thermostat", low="7", high="35"
    )
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_out_of_reach(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A model is not told "unavailable", which it takes for off."""
    hass.states.async_set("light.kitchen", "unavailable")
    ollama_server.otherwise(
        Reply(calls=[Call("get_state", {"name": "Kitchen light"})]), Reply(text="It is away.")
    )
    await ask("Is the kitchen light on?")
    told = str(ollama_server.chats[1]["messages"][-1]["content"])
    assert "cannot be reached" in told


async def test_both_refused_and_done(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A refusal does not hide what was done besides."""
    calls = [
        Call("HassTurnOn", {"name": "Kitchen light"}),
        Call("HassTurnOff", {"name": "Front door"}),
    ]
    ollama_server.otherwise(Reply(calls=calls))
    result = await ask("Let there be light in the kitchen, and let the guests in at the front door")
    assert home.value("light.kitchen") == "on"
    assert home.value("lock.front_door") == "locked"
    refusal = phrase("en", "consent.pin_unset")
    assert speech(result) == f"Turned on the light. {refusal}"
