"""What the model is told when it looks."""

from typing import Any

import pytest

from custom_components.jarvis_local.tools.base import describe
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant, State

from .home import Home
from .tool_calls import call_tool


@pytest.mark.parametrize(
    ("args", "states"),
    [
        pytest.param(
            {"name": "lampe du salon"}, {"Living Room": ["Living room lamp: off"]}, id="alias"
        ),
        pytest.param(
            {"name": "the thermostt"},
            {"Living Room": ["Thermostat: heat, now 19.5°, target 20.0°"]},
            id="misspelt",
        ),
        pytest.param(
            {"area": "Kitchen"},
            {"Kitchen": ["Coffee machine: off", "Kitchen light: off"]},
            id="area",
        ),
        pytest.param(
            {"floor": "First floor", "domain": "light"},
            {"Bedroom": ["Bedroom light: off"]},
            id="floor and domain",
        ),
        pytest.param(
            {"device_class": "temperature"},
            {"Living Room": ["Living room temperature: 21.5 °C"]},
            id="device class",
        ),
        pytest.param(
            {"name": "all", "domain": ["lock"]}, {"elsewhere": ["Front door: locked"]}, id="all"
        ),
        pytest.param(
            {"name": "chauffage"},
            {"Living Room": ["Thermostat: heat, now 19.5°, target 20.0°"]},
            id="thermostat",
        ),
    ],
)
async def test_tells_states_by_room(
    hass: HomeAssistant, home: Home, args: dict[str, Any], states: dict[str, list[str]]
) -> None:
    """Only what was asked for, under its room, in few words."""
    result = await call_tool(hass, "get_state", **args)

    assert not result.error, result.data
    assert result.data == {"states": states}


async def test_without_a_filter_it_is_the_whole_home(hass: HomeAssistant, home: Home) -> None:
    """Everything exposed is told; nothing else."""
    result = await call_tool(hass, "get_state")

    lines = [line for room in result.data["states"].values() for line in room]
    assert "Kitchen light: off" in lines
    assert not any("Attic" in line for line in lines)


async def test_long_lists_say_what_is_missing(hass: HomeAssistant, home: Home) -> None:
    """A hundred sensors do not fill the context; the model is told that there are more."""
    for number in range(60):
        hass.states.async_set(f"counter.c{number}", str(number))
        async_expose_entity(hass, "conversation", f"counter.c{number}", should_expose=True)

    result = await call_tool(hass, "get_state", domain="counter")

    assert len(result.data["states"]["elsewhere"]) == 40
    assert result.data["more"].startswith("20 more")


@pytest.mark.parametrize(
    ("state", "text"),
    [
        (
            State("light.a", "on", {"brightness": 128, "color_temp_kelvin": 3000}),
            "on, brightness 50%, 3000 K",
        ),
        (State("light.a", "off", {"brightness": None}), "off"),
        (State("cover.a", "open", {"current_position": 40}), "open, 40%"),
        (State("binary_sensor.a", "on", {"device_class": "window"}), "open"),
        (State("binary_sensor.a", "on", {"device_class": "motion"}), "on"),
        (State("binary_sensor.a", "unavailable", {"device_class": "door"}), "unavailable"),
        (
            State(
                "media_player.a",
                "playing",
                {"volume_level": 0.3, "is_volume_muted": True, "media_title": "So What"},
            ),
            "playing, volume 30%, muted, So What",
        ),
        (State("todo.a", "3"), "3 open items"),
        (State("scene.a", "unknown"), "never used"),
        (State("button.a", "2026-11-20T10:00:00+00:00"), "last used 2026-11-20T10:00:00+00:00"),
        (
            State("weather.a", "sunny", {"temperature": 22, "humidity": 40}),
            "sunny, 22°, humidity 40%",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_state_in_few_words(state: State, text: str) -> None:
    """A state says what matters of its kind."""
    assert describe(state) == text
