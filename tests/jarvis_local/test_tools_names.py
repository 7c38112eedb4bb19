"""Calls by the names that models know from elsewhere come to our tools."""

from typing import Any

import pytest

from custom_components.jarvis_local.llm_api import JarvisAPI
from custom_components.jarvis_local.tools import GROUPS, known_names, translate
from custom_components.jarvis_local.tools.aliases import ALIASES
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent, llm
from homeassistant.setup import async_setup_component

from .home import Home
from .tool_calls import call_tool, make_context

OURS = {tool.name for tools in GROUPS.values() for tool in tools}
# What Home Assistant offers agents beside what we have a tool for.
WITHOUT_TOOL = {
    "HassClimateSetFanMode",
    "HassGetCurrentDate",
    "HassGetCurrentTime",
    "HassMediaSearchAndPlay",
    "HassNevermind",
    "HassRespond",
    "HassToggle",
    "HassVacuumCleanArea",
}


@pytest.mark.parametrize(
    ("name", "args", "tool", "ours"),
    [
        ("HassTurnOn", {"name": "A"}, "HassTurnOn", {"name": "A"}),
        ("hassturnon", {"name": "A"}, "HassTurnOn", {"name": "A"}),
        ("intent__HassTurnOff", {"name": "A"}, "HassTurnOff", {"name": "A"}),
        ("HassTurnOn", {"name": "A", "brightness": 5}, "HassLightSet", None),
        ("HassTurnOn", {"name": "A", "position": 5}, "HassSetPosition", None),
        ("HassTurnOn", {"name": "A", "position": 5, "color": "red"}, "HassTurnOn", None),
        ("HassTurnOn", {"name": "A", "brightness": None}, "HassTurnOn", None),
        ("HassMediaPause", {}, "media_control", {"command": "pause"}),
        ("HassMediaPlayerMute", {"is_volume_muted": "true"}, "media_control", {"command": "mute"}),
        ("HassVacuumStart", {"area": "A"}, "device_control", {"area": "A", "command": "start"}),
        ("HassStartTimer", {"minutes": 5}, "timer", {"minutes": 5, "action": "start"}),
        ("HassListAddItem", {"item": "x"}, "todo_list", {"item": "x", "action": "add"}),
        ("HassHumidifierMode", {"mode": "eco"}, "humidifier", {"mode": "eco"}),
        ("GetLiveContext", {"area": "A"}, "get_state", {"area": "A"}),
        ("light.turn_on", {"name": "A"}, "HassTurnOn", {"name": "A", "domain": ["light"]}),
        ("lock__unlock", {"name": "A"}, "HassTurnOff", {"name": "A", "domain": ["lock"]}),
        ("lock.unlock", {"domain": "light"}, "HassTurnOff", {"domain": ["lock"]}),
        ("play_chess", {"name": "A"}, "play_chess", {"name": "A"}),
    ],
)
def test_name_comes_to_a_tool(
    name: str, args: dict[str, Any], tool: str, ours: dict[str, Any] | None
) -> None:
    """Each name becomes ours with the arguments it stands for; an unknown one stays."""
    assert translate(name, args) == (tool, args if ours is None else ours)


def test_known_names() -> None:
    """Every name has a tool, and the arguments that it does not already stand for."""
    names = known_names()

    assert OURS | set(ALIASES) == set(names)
    assert {alias.tool for alias in ALIASES.values()} <= OURS
    assert not OURS & set(ALIASES)
    assert "command" not in names["HassMediaPause"]
    assert names["HassMediaPause"]["name"]["type"] == "string"
    assert "action" in names["timer"]


async def test_every_intent_is_known(hass: HomeAssistant, home: Home) -> None:
    """What Home Assistant's own tools are called works here, or is one we do without."""
    for component in ("humidifier", "vacuum", "lawn_mower", "todo", "valve", "weather"):
        assert await async_setup_component(hass, component, {})
    await hass.async_block_till_done()

    intents = {handler.intent_type for handler in intent.async_get(hass)}
    # The old shopping list is an integration of its own.
    assert intents - set(known_names()) <= WITHOUT_TOOL


async def test_call_by_another_name(hass: HomeAssistant, home: Home) -> None:
    """Other agents with our tools may use other names too; an unknown tool is an error."""
    result = await call_tool(hass, "media_player__media_pause", name="Living room speaker")
    assert result.data["done"]
    assert home.value("media_player.living_room_speaker") == "paused"

    instance = await JarvisAPI(hass=hass).async_get_api_instance(make_context())
    with pytest.raises(Exception, match="not found"):
        await instance.async_call_tool(llm.ToolInput("play_chess", {}))
