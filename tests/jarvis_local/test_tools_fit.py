"""What a device cannot be set to is known before anything is done or anybody asked."""

from typing import Any

import pytest

from custom_components.jarvis_local.const import CONF_CONFIRM_LOCALLY
from custom_components.jarvis_local.tools.base import lacking
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.core import HomeAssistant, State

from .conftest import Ask, make_entry, setup_entry
from .home import Home
from .speech import speech
from .tool_calls import call_tool

COLOUR, WHITE = "light.living_room_lamp", "light.kitchen"


@pytest.mark.parametrize(
    ("modes", "args", "missing"),
    [
        (["hs"], {"color": "blue", "temperature": 3000}, set()),
        (["color_temp"], {"color": "blue", "temperature": 3000}, {"color"}),
        (["color_temp"], {"color": "White"}, set()),
        (["brightness"], {"color": "blue", "temperature": 3000}, {"color", "temperature"}),
        (["brightness"], {"color": "white"}, set()),
        (["onoff"], {"brightness": 40}, set()),
        (["brightness"], {"color": "blue", "brightness": 0}, set()),
        (None, {"color": "blue"}, set()),
    ],
)
def test_lacking(modes: list[str] | None, args: dict[str, Any], missing: set[str]) -> None:
    """A lamp passes over what it has no mode for; colours can stand in for a white's temperature."""
    state = State("light.lamp", "off", {"supported_color_modes": modes})
    assert lacking(state, args) == missing


@pytest.mark.parametrize(
    ("args", "can"),
    [
        ({"color": "blue"}, "only brightness"),
        ({"temperature": 2700}, "only brightness"),
    ],
)
async def test_no_colours(hass: HomeAssistant, home: Home, args: dict[str, Any], can: str) -> None:
    """A lamp that only knows brightness says so, and stays as it is."""
    result = await call_tool(hass, "HassLightSet", name="Kitchen light", **args)
    assert result.error
    assert can in result.data["error"]
    assert result.data["say"] == "Kitchen light cannot be set to that color."
    assert home.value(WHITE) == "off"


@pytest.mark.parametrize(
    ("modes", "can"),
    [
        (["color_temp"], "only temperature and brightness"),
        (["onoff"], "only be turned on or off"),
    ],
)
async def test_says_what_it_can(
    hass: HomeAssistant, home: Home, modes: list[str], can: str
) -> None:
    """The model learns what would work."""
    attributes = {**home.state(WHITE).attributes, "supported_color_modes": modes}
    hass.states.async_set(WHITE, "off", attributes)
    result = await call_tool(hass, "HassLightSet", name="Kitchen light", color="blue")
    assert can in result.data["error"]


async def test_part_of_what_was_asked(hass: HomeAssistant, home: Home) -> None:
    """Brightness is set where colour cannot be, and the colour is not called done."""
    result = await call_tool(
        hass, "HassLightSet", name="Kitchen light", color="blue", brightness=40
    )
    assert home.state(WHITE).attributes["brightness"] == 102
    assert "only brightness" in result.data["cannot"]


async def test_several_lamps(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """Those that can are set, the others stay as they are and are named."""
    await setup_entry(hass, make_entry(ollama_server.url, agent={CONF_CONFIRM_LOCALLY: True}))
    floor = {"floor": "Ground floor", "domain": "light", "color": "blue"}
    ollama_server.otherwise(Reply(calls=[Call("HassLightSet", floor)]), Reply(text="All blue."))
    said = speech(await ask("It should feel like the sea on the ground floor"))
    assert home.state(COLOUR).attributes["hs_color"] == (240.0, 100.0)
    assert home.value(WHITE) == "off"
    assert said.endswith("Kitchen light cannot be set to that color.")


@pytest.mark.parametrize("degrees", [60, -20])
async def test_range_before_consent(hass: HomeAssistant, home: Home, degrees: int) -> None:
    """Nobody is asked to agree to what no thermostat can do."""
    result = await call_tool(hass, "HassClimateSetTemperature", temperature=degrees)
    assert result.data == {
        "error": "Thermostat takes from 7 to 35 degrees.",
        "say": "Thermostat can only be set from 7 to 35 degrees.",
    }
