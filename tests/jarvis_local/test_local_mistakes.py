"""What local understanding must not take for a command, and what it says instead of doing it."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import CONF_TOOL_GROUPS
from dev.scripted_ollama import Reply, ScriptedOllama
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import Ask, make_entry, setup_entry
from .home import Home
from .speech import speech

_LEFT = "That is for the model."


@pytest.fixture
async def offline(home: Home, jarvis: MockConfigEntry, ollama_server: ScriptedOllama) -> None:
    """Let the server be away."""
    await ollama_server.stop()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("coffee machine", "en", id="name"),
        pytest.param("The bedroom fan", "en", id="article"),
        pytest.param("plafonnier", "fr", id="alias"),
        pytest.param("lumière de la cuisine", "fr", id="kind and room"),
        pytest.param("ouvre la chambre", "fr", id="open is no light"),
        pytest.param("ferme la chambre", "fr", id="close is no light"),
        pytest.param("set the bedroom to 20", "en", id="percent or degrees"),
        pytest.param("mets la chambre à 20", "fr", id="pour cent ou degrés"),
        pytest.param("what is this and the coffee machine", "en", id="after a question"),
    ],
)
async def test_left_alone(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
) -> None:
    """A name without a verb is no command, nor is a verb that is not said of what is there."""
    ollama_server.otherwise(Reply(text=_LEFT))
    before = {key: hass.states.get(key) for key in ("light.bedroom", "light.kitchen")}
    assert speech(await ask(text, language)) == _LEFT
    assert {key: hass.states.get(key) for key in before} == before
    assert home.value("switch.coffee_machine") == home.value("fan.bedroom") == "off"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("turn off the kitchen light and the coffee machine", "en", id="English"),
        pytest.param("éteins le plafonnier et cafetière", "fr", id="French"),
        pytest.param(
            "switch off the living room speaker, the coffee machine and the kitchen light",
            "en",
            id="three kinds",
        ),
    ],
)
@pytest.mark.usefixtures("offline")
async def test_verb_of_the_part_before(home: Home, ask: Ask, text: str, language: str) -> None:
    """A part without a verb takes that of the part before it, whatever kind of device it is."""
    await ask("turn on the kitchen light")
    await ask("turn on the coffee machine")
    await ask(text, language)
    assert home.value("light.kitchen") == home.value("switch.coffee_machine") == "off"


@pytest.mark.usefixtures("offline")
async def test_scene_by_its_name(hass: HomeAssistant, home: Home, ask: Ask) -> None:
    """The name of a scene is what people say to have it."""
    scene = {"name": "Film night", "entities": {"light.kitchen": "on"}}
    assert await async_setup_component(hass, "scene", {"scene": [scene]})
    async_expose_entity(hass, "conversation", "scene.film_night", should_expose=True)
    await ask("film night")
    await hass.async_block_till_done()
    assert home.value("light.kitchen") == "on"


@pytest.mark.parametrize(
    ("language", "question", "answer", "lit"),
    [
        ("en", "Turn on the light", "the kitchen one", {"light.kitchen"}),
        ("en", "Turn on the light", "Bedroom light", {"light.bedroom"}),
        ("en", "Turn on the light", "never mind", set()),
        ("fr", "Allume la lumière", "plafonnier", {"light.kitchen"}),
        ("fr", "Allume la lumière", "celle de la chambre", {"light.bedroom"}),
        ("fr", "Allume la lumière", "euh laisse tomber", set()),
        (
            "en",
            "Turn on the coffee machine and the light",
            "kitchen light",
            {"light.kitchen", "switch.coffee_machine"},
        ),
    ],
)
@pytest.mark.usefixtures("offline")
async def test_answer_without_model(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    language: str,
    question: str,
    answer: str,
    lit: set[str],
) -> None:
    """Without a model the answer to our question is carried out, with what was asked for besides."""
    asked = await ask(question, language)
    assert "Bedroom light" in speech(asked)
    assert home.value("switch.coffee_machine") == "off"
    result = await ask(answer, language, asked.conversation_id)
    assert speech(result)
    on = {
        state.entity_id
        for state in hass.states.async_all(("light", "switch"))
        if state.state == "on"
    }
    assert on == lit


@pytest.mark.usefixtures("offline")
async def test_question_names_rooms(hass: HomeAssistant, home: Home, ask: Ask) -> None:
    """Where there are more devices than one keeps in mind, the rooms are named."""
    for number in range(4):
        hass.states.async_set(f"light.spot_{number}", "off", {"friendly_name": f"Spot {number}"})
        async_expose_entity(hass, "conversation", f"light.spot_{number}", should_expose=True)
    said = speech(await ask("lights off"))
    assert said == "In which room: Kitchen, Living Room or Bedroom?"


@pytest.mark.parametrize("groups", [["media"], []])
async def test_groups(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama, groups: list[str]
) -> None:
    """What the agent may not do is not done locally either, by no sentence of Home Assistant's."""
    entry = make_entry(ollama_server.url, agent={CONF_TOOL_GROUPS: groups})
    await setup_entry(hass, entry)
    ollama_server.otherwise(Reply(text=_LEFT))
    for text in ("turn on the kitchen light", "turn on the kitchen light and the coffee machine"):
        await ask(text)
    assert home.value("light.kitchen") == home.value("switch.coffee_machine") == "off"


@pytest.mark.parametrize(
    ("text", "language", "items"),
    [
        pytest.param("add milk and eggs to the shopping list", "en", ["milk", "eggs"], id="two"),
        pytest.param(
            "put bread, salt and pepper and jam on the shopping list",
            "en",
            ["bread", "salt and pepper", "jam"],
            id="a pair",
        ),
        pytest.param("put mac and cheese on the list", "en", ["mac and cheese"], id="a dish"),
        pytest.param("add milk to my to-do list", "en", ["milk"], id="to-do list"),
        pytest.param(
            "rajoute des oeufs et du beurre sur la liste de courses",
            "fr",
            ["oeufs", "beurre"],
            id="deux",
        ),
    ],
)
async def test_list(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    jarvis: MockConfigEntry,
    text: str,
    language: str,
    items: list[str],
) -> None:
    """Several things that are listed become several items."""
    await _add_shopping_list(hass)
    await ask(text, language)
    answer: Any = await hass.services.async_call(
        "todo",
        "get_items",
        {"entity_id": "todo.shopping_list"},
        blocking=True,
        return_response=True,
    )
    noted = answer["todo.shopping_list"]["items"]
    assert [item["summary"].casefold() for item in noted] == items


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        pytest.param("Turn on the kitchen light", "en", "I cannot reach Kitchen light.", id="on"),
        pytest.param("Is the kitchen light on?", "en", "I cannot reach Kitchen light.", id="asked"),
        pytest.param("Le plafonnier est allumé ?", "fr", "Kitchen light ne répond pas.", id="fr"),
    ],
)
@pytest.mark.usefixtures("offline")
async def test_unreachable(
    hass: HomeAssistant, home: Home, ask: Ask, text: str, language: str, said: str
) -> None:
    """What is not reachable is neither off nor done."""
    hass.states.async_set("light.kitchen", "unavailable", home.state("light.kitchen").attributes)
    assert speech(await ask(text, language)) == said


@pytest.mark.usefixtures("offline")
async def test_all_but_one(hass: HomeAssistant, home: Home, ask: Ask) -> None:
    """One dead bulb does not make the others fail, and is named."""
    await ask("turn on the bedroom light")
    hass.states.async_set("light.kitchen", "unavailable", home.state("light.kitchen").attributes)
    said = speech(await ask("turn off all the lights"))
    assert home.value("light.bedroom") == "off"
    assert said.endswith("I cannot reach Kitchen light.")
    assert "could not" not in said


@pytest.mark.usefixtures("offline")
async def test_unknown(hass: HomeAssistant, home: Home, ask: Ask) -> None:
    """A state that nobody knows is said to be so."""
    hass.states.async_set("lock.front_door", "unknown", home.state("lock.front_door").attributes)
    assert speech(await ask("is the front door locked")) == "I do not know the state of Front door."


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ("thanks", "en", "You are welcome."),
        ("merci beaucoup Jarvis", "fr", "Avec plaisir."),
        ("oui", "fr", "D'accord."),
        ("never mind", "en", "All right, never mind."),
        ("laisse tomber", "fr", "D’accord, laissons cela."),
        (
            "turn on the kitchen light in ten minutes",
            "en",
            "I cannot do things later yet, only at once.",
        ),
    ],
)
@pytest.mark.usefixtures("offline")
async def test_short_words(ask: Ask, text: str, language: str, said: str) -> None:
    """A polite word gets one back, and no lecture on models; what is put off is said to be so."""
    assert speech(await ask(text, language)) == said


@pytest.mark.usefixtures("offline")
async def test_room_in_degrees(home: Home, ask: Ask) -> None:
    """A room with a thermostat is set in degrees, and in percent where that is said."""
    await ask("set the living room to 21")
    assert home.state("climate.thermostat").attributes["temperature"] == 21
    assert home.value("light.living_room_lamp") == "off"
    await ask("set the living room to 20 percent")
    assert home.state("light.living_room_lamp").attributes["brightness"] == 51


@pytest.mark.usefixtures("offline")
async def test_only_what_can_be_coloured(home: Home, ask: Ask) -> None:
    """Of several lights those are set that can be, and only they are named."""
    said = speech(await ask("set the kitchen light and the living room lamp to blue"))
    assert home.value("light.kitchen") == "off"
    assert home.value("light.living_room_lamp") == "on"
    assert "Kitchen" not in said


async def _add_shopping_list(hass: HomeAssistant) -> None:
    """Set up the shopping list."""
    entry = MockConfigEntry(domain="shopping_list")
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    async_expose_entity(hass, "conversation", "todo.shopping_list", should_expose=True)
