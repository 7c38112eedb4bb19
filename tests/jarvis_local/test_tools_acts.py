"""What a call comes to, by the kind of device and by what it can do."""

from typing import Any

import pytest
import voluptuous as vol

from custom_components.jarvis_local.tools import GROUPS
from custom_components.jarvis_local.tools.base import CannotError, IntentTool
from homeassistant.components.cover import CoverEntityFeature
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.media_player import MediaPlayerEntityFeature
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er

from .home import Home
from .tool_calls import call_tool

SPECS = {
    tool.name: tool.spec
    for tools in GROUPS.values()
    for tool in tools
    if isinstance(tool, IntentTool)
}
MOVES = CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE
POSITIONS = MOVES | CoverEntityFeature.SET_POSITION | CoverEntityFeature.STOP
PLAYS = MediaPlayerEntityFeature.PAUSE | MediaPlayerEntityFeature.PLAY
SWITCHES = PLAYS | MediaPlayerEntityFeature.TURN_ON | MediaPlayerEntityFeature.TURN_OFF


@pytest.mark.parametrize(
    ("tool", "args", "target", "features", "acts"),
    [
        ("HassTurnOn", {}, "light", 0, ["HassTurnOn"]),
        ("HassTurnOn", {}, "vacuum", 0, ["HassVacuumStart"]),
        ("HassTurnOff", {}, "vacuum", 0, ["HassVacuumReturnToBase"]),
        ("HassTurnOn", {}, "lawn_mower", 0, ["HassLawnMowerStartMowing"]),
        ("HassTurnOff", {}, "lawn_mower", 0, ["HassLawnMowerDock"]),
        ("HassTurnOff", {}, "lock", 0, ["HassTurnOff"]),
        ("HassTurnOff", {}, "media_player", SWITCHES, ["HassTurnOff"]),
        ("HassTurnOff", {}, "media_player", PLAYS, ["HassMediaPause"]),
        ("HassTurnOn", {}, "media_player", PLAYS, ["HassMediaUnpause"]),
        ("HassLightSet", {}, "light", 0, ["HassTurnOn"]),
        ("HassLightSet", {"brightness": 0, "color": "red"}, "light", 0, ["HassTurnOff"]),
        ("HassLightSet", {"brightness": 5}, "light", 0, ["HassLightSet"]),
        ("HassLightSet", {"brightness": 5}, "cover", POSITIONS, ["HassSetPosition"]),
        ("HassLightSet", {"brightness": 5}, "fan", 0, ["HassFanSetSpeed"]),
        ("HassFanSetSpeed", {"percentage": 0}, "light", 0, ["HassTurnOff"]),
        ("HassFanSetSpeed", {"percentage": 9}, "valve", 4, ["HassSetPosition"]),
        ("HassFanSetSpeed", {"percentage": 9}, "fan", 0, ["HassFanSetSpeed"]),
        ("HassSetPosition", {"position": 50}, "cover", POSITIONS, ["HassSetPosition"]),
        ("HassSetPosition", {"position": 100}, "cover", MOVES, ["HassTurnOn"]),
        ("HassSetPosition", {"position": 0}, "cover", MOVES, ["HassTurnOff"]),
        ("HassSetPosition", {"position": 5}, "light", 0, ["HassLightSet"]),
        ("HassSetPosition", {"position": 5}, "fan", 0, ["HassFanSetSpeed"]),
        ("device_control", {"command": "stop"}, "cover", POSITIONS, ["HassStopMoving"]),
        ("device_control", {"command": "stop"}, "vacuum", 0, ["HassVacuumReturnToBase"]),
        ("device_control", {"command": "start"}, "vacuum", 0, ["HassVacuumStart"]),
        ("humidifier", {"humidity": 5}, "humidifier", 0, ["HassHumidifierSetpoint"]),
        (
            "humidifier",
            {"humidity": 5, "mode": "eco"},
            "humidifier",
            0,
            ["HassHumidifierSetpoint", "HassHumidifierMode"],
        ),
        ("timer", {"action": "pause"}, None, 0, ["HassPauseTimer"]),
        ("timer", {"action": "cancel_all", "name": "x"}, None, 0, ["HassCancelAllTimers"]),
        ("media_control", {"command": "next"}, "media_player", 0, ["HassMediaNext"]),
    ],
)
def test_call_comes_to(
    tool: str, args: dict[str, Any], target: str | None, features: int, acts: list[str]
) -> None:
    """Each kind of device gets the intent that does what was meant."""
    state = State(f"{target}.x", "on", {"supported_features": features}) if target else None

    assert [act.intent for act in SPECS[tool].acts_on(state, args)] == acts


@pytest.mark.parametrize(
    ("tool", "args", "target", "error"),
    [
        ("HassSetPosition", {"position": 50}, "cover", "can only be opened (100) or closed (0)"),
        ("device_control", {"command": "stop"}, "cover", "cannot stop halfway"),
        ("HassLightSet", {"brightness": 5, "color": "red"}, "fan", "not a light"),
    ],
)
def test_what_cannot_be_done(tool: str, args: dict[str, Any], target: str, error: str) -> None:
    """What a device cannot do is said, with what it can."""
    state = State(f"{target}.x", "on", {"supported_features": MOVES})

    with pytest.raises(CannotError, match=error.replace("(", r"\(").replace(")", r"\)")):
        SPECS[tool].acts_on(state, args)


@pytest.mark.parametrize(
    ("tool", "args"), [("humidifier", {}), ("timer", {"action": "start", "name": "Tea"})]
)
def test_too_little(tool: str, args: dict[str, Any]) -> None:
    """A call that says no value is refused with what is missing."""
    with pytest.raises(vol.Invalid, match="at least one of"):
        SPECS[tool].acts_on(None, args)


@pytest.mark.parametrize(
    ("args", "slots"),
    [
        ({"command": "volume_down"}, {"volume_step": "down"}),
        ({"command": "volume_up", "volume_step": -10}, {"volume_step": -10}),
    ],
)
def test_volume_step(args: dict[str, Any], slots: dict[str, Any]) -> None:
    """The volume goes up or down by a step of the player's, or by a percentage given."""
    (act,) = SPECS["media_control"].acts_on(None, args)
    assert act.slots == slots


@pytest.mark.parametrize(
    ("args", "state", "sense"),
    [
        ({"command": "play"}, "paused", True),
        ({"command": "play"}, "playing", False),
        ({"command": "pause"}, "playing", True),
        ({"command": "unmute"}, "idle", True),
        ({"volume_level": 5}, "playing", True),
        ({"volume_level": 5}, "idle", False),
    ],
)
def test_players_that_make_sense(args: dict[str, Any], state: str, *, sense: bool) -> None:
    """Of several players, what pauses has to play."""
    prefers = SPECS["media_control"].prefers
    assert prefers is not None
    assert prefers(args, State("media_player.x", state)) is sense


async def test_the_player_that_plays_is_paused(hass: HomeAssistant, home: Home) -> None:
    """Of two players, the one that plays is meant; its sensor stands for it too."""
    hass.states.async_set("media_player.other", "idle", {"friendly_name": "Other"})
    async_expose_entity(hass, "conversation", "media_player.other", should_expose=True)

    await call_tool(hass, "HassMediaPause")

    assert home.value("media_player.living_room_speaker") == "paused"


async def test_sensor_stands_for_its_device(hass: HomeAssistant, home: Home) -> None:
    """A sensor's name leads to the only device beside it that the tool is for."""
    registry = er.async_get(hass)
    device_id = home.satellites["Kitchen"]
    assert dr.async_get(hass).async_get(device_id)
    for entity_id in ("light.kitchen", "sensor.living_room_temperature"):
        registry.async_update_entity(entity_id, device_id=device_id)
    await hass.async_block_till_done()

    result = await call_tool(hass, "HassTurnOn", name="Living room temperature", domain="light")

    assert not result.error, result.data
    assert home.value("light.kitchen") == "on"
