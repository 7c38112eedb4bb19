"""Tools for the devices of the home: switch, dim, heat, move, clean."""

from collections.abc import Mapping, Sequence
from typing import Any, override

import voluptuous as vol

from homeassistant.components.cover import CoverEntityFeature
from homeassistant.components.media_player import MediaPlayerEntityFeature
from homeassistant.components.valve import ValveEntityFeature
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import intent, llm

from .base import (
    AREA,
    CONTROLS,
    NAME,
    TARGET,
    TARGET_ARGUMENTS,
    Act,
    Call,
    CannotError,
    IntentSpec,
    IntentTool,
    choice,
    fit_of,
    lacking,
    percentage,
    values,
)

GROUP = "home"
_COVERS = frozenset({"cover", "valve"})
_ROBOTS = frozenset({"lawn_mower", "vacuum"})
# What "turn on the kitchen" means; "turn it all off" means a little more. Never locks or doors.
_LIT = frozenset({"fan", "input_boolean", "light", "switch"})
_RUNNING = _LIT | {"climate", "humidifier", "media_player"}
_SWITCHABLE = _RUNNING | {
    "automation",
    "button",
    "camera",
    "cover",
    "group",
    "input_button",
    "lawn_mower",
    "lock",
    "remote",
    "scene",
    "script",
    "siren",
    "vacuum",
    "valve",
    "water_heater",
}
_COMMANDS = ("start", "dock", "stop")
# Turning on may press a button, which acts again each time.
_PRESSES = llm.ToolAnnotations(
    read_only=False, destructive=True, idempotent=False, open_world=False
)
# Turning off may unlock; the policy asks then.
_OPENS = llm.ToolAnnotations(read_only=False, destructive=True, idempotent=True, open_world=False)
_STARTS = {"lawn_mower": "HassLawnMowerStartMowing", "vacuum": "HassVacuumStart"}
_DOCKS = {"lawn_mower": "HassLawnMowerDock", "vacuum": "HassVacuumReturnToBase"}
_STOPS = dict.fromkeys(_COVERS, intent.INTENT_STOP_MOVING) | _DOCKS
_CONTROL: Mapping[str, Mapping[str, str]] = {"start": _STARTS, "dock": _DOCKS, "stop": _STOPS}
# Covers and valves count their features alike.
_POSITION = {
    "cover": CoverEntityFeature.SET_POSITION,
    "valve": ValveEntityFeature.SET_POSITION,
}
_STOP = {"cover": CoverEntityFeature.STOP, "valve": ValveEntityFeature.STOP}


def _domain(name: str) -> frozenset[str]:
    """Return a set of one domain."""
    return frozenset({name})


def _can(state: State, feature: int) -> bool:
    """Return whether an entity has a feature."""
    return bool(int(state.attributes.get("supported_features") or 0) & feature)


def _turn_on(state: State | None, args: Mapping[str, Any]) -> Sequence[Act]:
    """Return what turning on is: starting a robot, playing on what cannot be turned on."""
    if state is not None:
        if state.domain in _STARTS:
            return (Act(intent=_STARTS[state.domain]),)
        if _only_plays(state, MediaPlayerEntityFeature.TURN_ON):
            return (Act(intent="HassMediaUnpause"),)
    return (Act(intent=intent.INTENT_TURN_ON),)


def _turn_off(state: State | None, args: Mapping[str, Any]) -> Sequence[Act]:
    """Return what turning off is: sending a robot home, pausing what cannot be turned off."""
    if state is not None:
        if state.domain in _DOCKS:
            return (Act(intent=_DOCKS[state.domain]),)
        if _only_plays(state, MediaPlayerEntityFeature.TURN_OFF):
            return (Act(intent="HassMediaPause"),)
    return (Act(intent=intent.INTENT_TURN_OFF),)


def _only_plays(state: State, feature: MediaPlayerEntityFeature) -> bool:
    """Return whether a player lacks a feature but can be paused."""
    pauses = _can(state, MediaPlayerEntityFeature.PAUSE)
    return state.domain == "media_player" and pauses and not _can(state, feature)


def _percent(state: State | None, percent: int) -> Sequence[Act] | None:
    """Return what a percentage is for a device, whichever tool it came by; None for a light."""
    if state is None or state.domain == "light":
        return None
    if state.domain in _COVERS:
        return _position(state, {"position": percent})
    return (Act(intent="HassFanSetSpeed", slots={"percentage": percent}),)


def _light(state: State | None, args: Mapping[str, Any]) -> Sequence[Act]:
    """Return what setting a light is: without a value it goes on, at no brightness off."""
    slots = values(args)
    missing = lacking(state, args) if state else frozenset[str]()
    slots = {key: slots[key] for key in slots if key not in missing} or slots
    if state is not None and state.domain != "light":
        if set(slots) != {"brightness"}:
            raise CannotError(f"{state.name} is a {state.domain}, not a light.")
        return _percent(state, slots["brightness"]) or ()
    if not slots:
        return (Act(intent=intent.INTENT_TURN_ON),)
    if slots.get("brightness") == 0:
        return (Act(intent=intent.INTENT_TURN_OFF),)
    return (Act(intent="HassLightSet", slots=slots),)


def _position(state: State | None, args: Mapping[str, Any]) -> Sequence[Act]:
    """Return what a position is; the ends are reached by opening and closing too."""
    position = args["position"]
    if state is not None and state.domain not in _COVERS:
        return _percent(state, position) or _light(state, {"brightness": position})
    if state is None or _can(state, _POSITION.get(state.domain, 0)):
        return (Act(intent=intent.INTENT_SET_POSITION, slots={"position": position}),)
    if position not in (0, 100):
        raise CannotError(f"{state.name} can only be opened (100) or closed (0).")
    return (Act(intent=intent.INTENT_TURN_ON if position else intent.INTENT_TURN_OFF),)


def _speed(state: State | None, args: Mapping[str, Any]) -> Sequence[Act]:
    """Return what a fan's speed is."""
    percent = args["percentage"]
    return _percent(state, percent) or _light(state, {"brightness": percent})


def _control(state: State | None, args: Mapping[str, Any]) -> Sequence[Act]:
    """Return what a command is for a device."""
    if state is None:
        return ()
    if state.domain in _STOP and not _can(state, _STOP[state.domain]):
        raise CannotError(f"{state.name} cannot stop halfway: use HassTurnOn or HassTurnOff.")
    return (Act(intent=_CONTROL[args["command"]][state.domain]),)


def _humidity(state: State | None, args: Mapping[str, Any]) -> Sequence[Act]:
    """Return the setting of a humidity, a mode or both."""
    acts = []
    if "humidity" in args:
        acts.append(Act(intent="HassHumidifierSetpoint", slots={"humidity": args["humidity"]}))
    if "mode" in args:
        acts.append(Act(intent="HassHumidifierMode", slots={"mode": args["mode"]}))
    if not acts:
        raise vol.Invalid("give at least one of: humidity, mode")
    return acts


SPECS = (
    IntentSpec(
        name="HassTurnOn",
        title="Turn on",
        description="Turn on, open, press or start something. For a lock: lock it.",
        parameters=TARGET | {vol.Optional("domain"): [str]},
        annotations=_PRESSES,
        needs=TARGET_ARGUMENTS,
        reach=_SWITCHABLE,
        everything=_LIT,
        acts=_turn_on,
    ),
    IntentSpec(
        name="HassTurnOff",
        title="Turn off",
        description="Turn off, close or stop something. For a lock: unlock it.",
        parameters=TARGET | {vol.Optional("domain"): [str]},
        annotations=_OPENS,
        needs=TARGET_ARGUMENTS,
        reach=_SWITCHABLE,
        everything=_RUNNING,
        acts=_turn_off,
    ),
    IntentSpec(
        name="HassLightSet",
        title="Set light",
        description="Set a light's brightness or color.",
        parameters=TARGET
        | {
            vol.Optional("brightness", description="percent"): percentage(),
            vol.Optional("color", description="English color name"): str,
            vol.Optional("temperature", description="kelvin"): vol.All(
                int, vol.Range(min=1000, max=12000)
            ),
        },
        annotations=CONTROLS,
        domains=_domain("light"),
        by_name=_COVERS | _domain("fan"),
        acts=_light,
        aside=("color",),
    ),
    IntentSpec(
        name="HassSetPosition",
        title="Set position",
        description="Move a cover or valve to a position, 100 is open.",
        parameters=TARGET | {vol.Required("position"): percentage()},
        annotations=_OPENS,
        domains=_COVERS,
        by_name=frozenset({"fan", "light"}),
        everything=_domain("cover"),
        acts=_position,
    ),
    IntentSpec(
        name="device_control",
        title="Start, dock or stop",
        description="Start or dock a vacuum or mower; stop a moving cover or valve.",
        parameters=NAME | AREA | {vol.Required("command"): choice(_COMMANDS)},
        annotations=CONTROLS,
        domains=_COVERS | _ROBOTS,
        reach_of=lambda args: frozenset(_CONTROL[args["command"]]),
        acts=_control,
    ),
    IntentSpec(
        name="HassClimateSetTemperature",
        title="Set temperature",
        description="Set the target temperature of a thermostat.",
        parameters=NAME
        | AREA
        | {vol.Required("temperature"): vol.All(vol.Coerce(float), vol.Range(min=-50, max=250))},
        annotations=CONTROLS,
        domains=_domain("climate"),
    ),
    IntentSpec(
        name="HassFanSetSpeed",
        title="Set fan speed",
        description="Set a fan's speed in percent.",
        parameters=NAME | AREA | {vol.Required("percentage"): percentage()},
        annotations=CONTROLS,
        domains=_domain("fan"),
        by_name=_COVERS | _domain("light"),
        acts=_speed,
    ),
    IntentSpec(
        name="humidifier",
        title="Set humidifier",
        description="Set a humidifier's target humidity or mode.",
        parameters=NAME | {vol.Optional("humidity"): percentage(), vol.Optional("mode"): str},
        annotations=CONTROLS,
        domains=_domain("humidifier"),
        acts=_humidity,
        aside=("mode",),
    ),
)


class Home(IntentTool):
    """Acts on devices, within what they can be set to."""

    @override
    def fitting(
        self, args: dict[str, Any], targets: list[State], llm_context: llm.LLMContext
    ) -> list[State]:
        """Return the targets that can be set so; where none can, say to what they can."""
        fit = fit_of(args, targets, llm_context.language)
        if targets and not fit.able:
            raise CannotError(fit.reason, say=fit.say)
        return fit.able

    @override
    async def async_run(self, hass: HomeAssistant, call: Call) -> llm.ToolResult:
        """Do it, and name those of the targets that could not be set so."""
        result = await super().async_run(hass, call)
        fit = fit_of(call.args, call.meant, call.llm_context.language)
        if result.error or not fit.reason:
            return result
        return llm.ToolResult(data={**result.data, "cannot": fit.reason, "say": fit.say})


TOOLS = tuple(Home(GROUP, spec) for spec in SPECS)
