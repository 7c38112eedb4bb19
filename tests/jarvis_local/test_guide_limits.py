"""What the user's words rule out is not done, whatever a model calls."""

from collections.abc import Mapping
from typing import Any

import pytest

from custom_components.jarvis_local.const import CONF_CONFIRM_LOCALLY, CONF_LOCAL_FIRST
from custom_components.jarvis_local.languages import phrase
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.core import HomeAssistant

from .conftest import Ask, make_entry, setup_entry
from .home import Home
from .speech import speech

KITCHEN = "light.kitchen"
BEDROOM = "light.bedroom"
LOUNGE = "light.living_room_lamp"
COFFEE = "switch.coffee_machine"
HEATING = "climate.thermostat"


@pytest.fixture(autouse=True)
async def model_only(hass: HomeAssistant, home: Home, ollama_server: ScriptedOllama) -> None:
    """Set up an agent that leaves all to the model and confirms at once."""
    agent = {CONF_LOCAL_FIRST: False, CONF_CONFIRM_LOCALLY: True}
    await setup_entry(hass, make_entry(ollama_server.url, agent=agent))


async def turn(hass: HomeAssistant, service: str, *entity_ids: str) -> None:
    """Turn entities on or off."""
    await hass.services.async_call(
        "homeassistant", f"turn_{service}", {"entity_id": list(entity_ids)}, blocking=True
    )


def on(**args: Any) -> Call:
    """Return a call that turns on."""
    return Call("HassTurnOn", args)


def off(**args: Any) -> Call:
    """Return a call that turns off."""
    return Call("HassTurnOff", args)


@pytest.mark.parametrize(
    ("text", "language", "call", "said"),
    [
        ("Do not turn on the kitchen light", "en", on(name="Kitchen light"), "left_alone"),
        ("Whatever you do, don't touch the coffee machine", "en", on(name="Coffee machine"), "left_alone"),
        ("I don't want you to turn on the coffee machine", "en", on(name="Coffee machine"), "left_alone"),
        ("N'allume surtout pas la lumière de la cuisine", "fr", on(name="Kitchen light"), "left_alone"),
        ("Allume pas la cafetière", "fr", on(name="Coffee machine"), "left_alone"),
        ("Surtout ne touche pas à la cafetière", "fr", on(name="Coffee machine"), "left_alone"),
        ("Pas la cafetière", "fr", on(name="Coffee machine"), "left_alone"),
        ("Ne mets pas la cafetière en marche", "fr", on(name="Coffee machine"), "left_alone"),
        ("Turn on the coffee machine tomorrow at 7", "en", on(name="Coffee machine"), "later"),
        ("Turn on the kitchen light in ten minutes", "en", on(name="Kitchen light"), "later"),
        ("When I get home turn on the kitchen light", "en", on(name="Kitchen light"), "later"),
        ("Allume la lumière de la cuisine dans dix minutes", "fr", on(name="Kitchen light"), "later"),
        ("Demain à sept heures allume la cafetière", "fr", on(name="Coffee machine"), "later"),
        ("If the window is open turn on the coffee machine", "en", on(name="Coffee machine"), "condition"),
        ("Si la fenêtre est ouverte allume la cafetière", "fr", on(name="Coffee machine"), "condition"),
        ("Est-ce que la cuisine est éclairée, dis ?", "fr", on(name="Kitchen light"), "could_not"),
        ("Is there still light in the kitchen?", "en", on(name="Kitchen light"), "could_not"),
        ("How would I turn on the coffee machine?", "en", on(name="Coffee machine"), "could_not"),
        ("Could you possibly switch the kitchen light on for me love", "en", on(name="Bedroom light"), "could_not"),
    ],
)  # fmt: skip
async def test_not_done(
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
    call: Call,
    said: str,
) -> None:
    """A model that insists on what is ruled out does nothing, and the user hears why."""
    ollama_server.otherwise(Reply(calls=[call]))
    result = await ask(text, language)
    assert {home.value(id_) for id_ in (KITCHEN, BEDROOM, LOUNGE, COFFEE)} == {"off"}
    assert speech(result) == phrase(language, f"answers.{said}")
    assert len(ollama_server.chats) == 2


@pytest.mark.parametrize(
    ("text", "language", "call", "touched"),
    [
        ("Don't forget to turn on the kitchen light my friend", "en", on(name="Kitchen light"), KITCHEN),
        ("N'oublie pas d'allumer la lumière de la cuisine", "fr", on(name="Kitchen light"), KITCHEN),
        ("Turn on the kitchen light if you can, darling", "en", on(name="Kitchen light"), KITCHEN),
        ("Turn on the kitchen light please, not the fan", "en", on(name="Kitchen light"), KITCHEN),
        ("Never mind that, turn on the kitchen light", "en", on(name="Kitchen light"), KITCHEN),
        ("Why don't you turn on the coffee machine?", "en", on(name="Coffee machine"), COFFEE),
        ("Is it possible to turn on the coffee machine?", "en", on(name="Coffee machine"), COFFEE),
        ("Ne t'inquiète pas allume la lumière de la cuisine", "fr", on(name="Kitchen light"), KITCHEN),
        ("Somebody turned the coffee machine off, fix it", "en", on(name="Coffee machine"), COFFEE),
        ("I am in the bedroom, I need light in the kitchen", "en", on(name="Kitchen light"), KITCHEN),
    ],
)  # fmt: skip
async def test_still_done(
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
    call: Call,
    touched: str,
) -> None:
    """Words that only look like a limit stop nothing."""
    ollama_server.otherwise(Reply(calls=[call]))
    await ask(text, language)
    assert home.value(touched) == "on"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Could you possibly switch the kitchen light on for me love", "en"),
        ("Bon allez hop allume moi cette fichue lumière de la cuisine", "fr"),
    ],
)
async def test_opposite(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
) -> None:
    """The verb that was said once says which way, also where another word is not known."""
    await turn(hass, "on", KITCHEN)
    ollama_server.otherwise(Reply(calls=[off(name="Kitchen light")]))
    await ask(text, language)
    assert home.value(KITCHEN) == "on"


@pytest.mark.parametrize(
    ("text", "language", "call", "left"),
    [
        ("Turn off all the lights except the bedroom", "en", off(domain=["light"], name="all"), BEDROOM),
        ("Turn off all the lights except the bedroom", "en", off(domain=["light"]), BEDROOM),
        ("Turn off every light but not the living room lamp", "en", off(domain=["light"]), LOUNGE),
        ("Éteins toutes les lumières sauf celle du salon", "fr", off(domain=["light"]), LOUNGE),
        ("Sauf la chambre, éteins toutes les lumières", "fr", off(domain=["light"]), BEDROOM),
    ],
)  # fmt: skip
async def test_except(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
    call: Call,
    left: str,
) -> None:
    """What is excepted stays as it is; the rest is done."""
    await turn(hass, "on", KITCHEN, BEDROOM, LOUNGE)
    ollama_server.otherwise(Reply(calls=[call]))
    await ask(text, language)
    assert {id_ for id_ in (KITCHEN, BEDROOM, LOUNGE) if home.value(id_) == "on"} == {left}


async def test_condition_looked_up(home: Home, ask: Ask, ollama_server: ScriptedOllama) -> None:
    """A condition whose state the model has looked up may be acted on."""
    ollama_server.otherwise(
        Reply(calls=[on(name="Coffee machine")]),
        Reply(calls=[Call("get_state", {"name": "Front door"})]),
        Reply(calls=[on(name="Coffee machine")]),
    )
    result = await ask("If the front door is locked turn on the coffee machine")
    assert home.value(COFFEE) == "on"
    assert speech(result) == "Turned on the switch."


async def test_half_later(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """What is for now is done; what is for later is said not to be."""
    await turn(hass, "on", COFFEE)
    ollama_server.otherwise(Reply(calls=[on(name="Kitchen light"), off(name="Coffee machine")]))
    result = await ask("Turn on the kitchen light and turn off the coffee machine in ten minutes")
    assert home.value(KITCHEN) == home.value(COFFEE) == "on"
    assert speech(result) == f"Turned on the light. {phrase('en', 'answers.later')}"


async def test_timer_for_later(home: Home, ask: Ask, ollama_server: ScriptedOllama) -> None:
    """A promise to do it later is not made."""
    ollama_server.otherwise(Reply(text="I will turn on the kitchen light in ten minutes."))
    result = await ask("Turn on the kitchen light in ten minutes")
    assert speech(result) == phrase("en", "answers.later")
    assert home.value(KITCHEN) == "off"


@pytest.mark.parametrize("text", ["Éteins tout", "Turn everything off"])
@pytest.mark.parametrize("args", [{"name": "all"}, {}, {"name": "all", "domain": ["light"]}])
async def test_whole_house(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    args: Mapping[str, Any],
) -> None:
    """Everything in the house is asked about, however the call says it."""
    await turn(hass, "on", KITCHEN, BEDROOM, LOUNGE)
    ollama_server.otherwise(Reply(calls=[off(**args)]))
    result = await ask(text, "en" if text.startswith("T") else "fr")
    assert home.value(HEATING) == "heat"
    assert home.value(KITCHEN) == home.value(BEDROOM) == "on"
    assert "?" in speech(result)


async def test_repeated_call(home: Home, ask: Ask, ollama_server: ScriptedOllama) -> None:
    """A model that repeats a call is obeyed once."""
    step = Call("HassSetVolumeRelative", {"name": "Living room speaker", "volume_step": "up"})
    ollama_server.otherwise(Reply(calls=[step, step]))
    await ask("I can hardly hear the living room speaker")
    assert home.state("media_player.living_room_speaker").attributes["volume_level"] < 0.65
