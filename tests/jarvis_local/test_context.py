"""The note that goes with the user's words: circumstances, likely targets with their states."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.agent.context import Notes, async_suffix
from custom_components.jarvis_local.home import estimate_tokens
from dev.scripted_ollama import Reply, ScriptedOllama
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .conftest import Ask, make_entry, setup_entry
from .home import Home
from .speech import spoken


async def likely(hass: HomeAssistant, text: str, language: str = "en", **notes: object) -> str:
    """Return the line about likely targets."""
    suffix = await async_suffix(hass, spoken(text, language=language), Notes(**notes))  # type: ignore[arg-type]
    lines = [line for line in suffix.splitlines() if line.startswith("[likely: ")]
    return lines[0].removeprefix("[likely: ").removesuffix("]") if lines else ""


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        pytest.param(
            "turn on the coffee machine", "en", "Kitchen: switch Coffee machine=off", id="english"
        ),
        pytest.param(
            "allume la cafetière", "fr", "Kitchen: switch Coffee machine=off", id="french alias"
        ),
        pytest.param("lock the front door", "en", "lock Front door=locked", id="no room"),
        pytest.param(
            "pause the living room speaker",
            "en",
            "Living Room: media_player speaker=playing",
            id="no title",
        ),
        pytest.param(
            "set the thermostat to 22",
            "en",
            "Living Room: climate Thermostat=heat now 19.5° target 20.0°",
            id="attributes",
        ),
    ],
)
async def test_likely(hass: HomeAssistant, text: str, language: str, expected: str) -> None:
    """The likely target is told first, as it is listed, with its state."""
    assert (await likely(hass, text, language)).startswith(expected)


@pytest.mark.parametrize("text", ["Tell me a joke", "Thank you very much", "Who was Ada Lovelace?"])
async def test_nothing_likely(hass: HomeAssistant, home: Home, text: str) -> None:
    """What is about no device gets no line."""
    assert not await likely(hass, text)


async def test_focus(hass: HomeAssistant, home: Home) -> None:
    """What the conversation touched last is likely what "it" is."""
    assert "Bedroom fan" in await likely(hass, "turn it off", focus=("fan.bedroom",))


async def test_room_by_room(hass: HomeAssistant, home: Home) -> None:
    """Devices of a room stand together, their kind where it changes."""
    text = await likely(hass, "turn off the kitchen light and the coffee machine in the kitchen")
    assert text.count("Kitchen: ") == 1


async def test_few_tokens(hass: HomeAssistant, home: Home) -> None:
    """A note is short, however many devices fit."""
    for number in range(3):
        er.async_get(hass).async_update_entity(
            ("light.kitchen", "light.bedroom", "light.living_room_lamp")[number],
            name=f"Light with a name that is far longer than names of lights should be {number}",
        )
    assert estimate_tokens(await likely(hass, "turn off the lights")) <= 40


async def test_no_brackets(hass: HomeAssistant, home: Home) -> None:
    """A device's name cannot end the note."""
    er.async_get(hass).async_update_entity("switch.coffee_machine", name="Coffee] [machine")
    assert "Coffee) (machine=off" in await likely(hass, "turn on the coffee machine")


@pytest.mark.parametrize(
    ("agent", "is_shown"),
    [pytest.param({}, True, id="may act"), pytest.param({"tool_groups": []}, False, id="may not")],
)
async def test_who_may_not_act_is_shown_nothing(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    agent: dict[str, object],
    is_shown: bool,
) -> None:
    """An agent without tools learns no state."""
    entry: MockConfigEntry = make_entry(ollama_server.url, agent={"local_first": False, **agent})
    await setup_entry(hass, entry)
    ollama_server.otherwise(Reply(text="What would you like?"))
    await ask("turn on the coffee machine")
    assert ("likely" in ollama_server.chats[0]["messages"][-1]["content"]) is is_shown
