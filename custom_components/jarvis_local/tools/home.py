"""Tools for the devices of the home: switch, dim, heat, move, clean."""

from typing import Any

import voluptuous as vol

from homeassistant.components.button import ButtonDeviceClass
from homeassistant.components.cover import CoverDeviceClass
from homeassistant.components.media_player import MediaPlayerDeviceClass
from homeassistant.components.switch import SwitchDeviceClass
from homeassistant.components.valve import ValveDeviceClass
from homeassistant.helpers import llm

from .base import AREA, CONTROLS, FLOOR, NAME, TARGET, IntentSpec, IntentTool, percentage

GROUP = "home"
_PLACES = ("name", "area", "floor")
_COVERS = frozenset({"cover", "valve"})
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
    "lock",
    "remote",
    "scene",
    "script",
    "siren",
    "vacuum",
    "valve",
    "water_heater",
}
_DEVICE_CLASSES = frozenset(
    member.value
    for classes in (
        ButtonDeviceClass,
        CoverDeviceClass,
        MediaPlayerDeviceClass,
        SwitchDeviceClass,
        ValveDeviceClass,
    )
    for member in classes
)
# Turning on may press a button, which acts again each time.
_PRESSES = llm.ToolAnnotations(
    read_only=False, destructive=True, idempotent=False, open_world=False
)
# Turning off may unlock; the policy asks then.
_OPENS = llm.ToolAnnotations(read_only=False, destructive=True, idempotent=True, open_world=False)


def _known_classes(values: list[str]) -> list[str]:
    """Return device classes, all of which must exist; no list of fifty for the model to read."""
    if unknown := sorted(set(values) - _DEVICE_CLASSES):
        raise vol.Invalid(f"no such device class: {', '.join(unknown)}; leave it out")
    return values


_ON_OFF: dict[Any, Any] = TARGET | {
    vol.Optional("domain"): [str],
    vol.Optional("device_class"): vol.All([str], _known_classes),
}
_CLASS: dict[Any, Any] = {vol.Optional("device_class"): vol.All([str], _known_classes)}


def _domain(name: str) -> frozenset[str]:
    """Return a set of one domain."""
    return frozenset({name})


SPECS = (
    IntentSpec(
        name="HassTurnOn",
        title="Turn on",
        description="Turn on, open, press or start something. For a lock: lock it.",
        parameters=_ON_OFF,
        annotations=_PRESSES,
        needs=(*_PLACES, "domain", "device_class"),
        everything=_LIT,
        named=_SWITCHABLE,
    ),
    IntentSpec(
        name="HassTurnOff",
        title="Turn off",
        description="Turn off, close or stop something. For a lock: unlock it.",
        parameters=_ON_OFF,
        annotations=_OPENS,
        needs=(*_PLACES, "domain", "device_class"),
        everything=_RUNNING,
        named=_SWITCHABLE,
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
        needs=_PLACES,
    ),
    IntentSpec(
        name="HassSetPosition",
        title="Set position",
        description="Move a cover or valve to a position, 100 is open.",
        parameters=TARGET | {vol.Required("position"): percentage()},
        annotations=_OPENS,
        unlisted=_CLASS,
        domains=_COVERS,
        needs=(*_PLACES, "device_class"),
        everything=_domain("cover"),
        named=_COVERS,
    ),
    IntentSpec(
        name="HassStopMoving",
        title="Stop moving",
        description="Stop a moving cover or valve.",
        parameters=TARGET,
        annotations=CONTROLS,
        unlisted=_CLASS,
        domains=_COVERS,
        needs=(*_PLACES, "device_class"),
        everything=_COVERS,
        named=_COVERS,
    ),
    IntentSpec(
        name="HassClimateSetTemperature",
        title="Set temperature",
        description="Set the target temperature of a thermostat.",
        parameters=NAME
        | AREA
        | {vol.Required("temperature"): vol.All(vol.Coerce(float), vol.Range(min=-50, max=250))},
        annotations=CONTROLS,
        unlisted=FLOOR,
        domains=_domain("climate"),
    ),
    IntentSpec(
        name="HassFanSetSpeed",
        title="Set fan speed",
        description="Set a fan's speed in percent.",
        parameters=NAME | AREA | {vol.Required("percentage"): percentage()},
        annotations=CONTROLS,
        unlisted=FLOOR,
        domains=_domain("fan"),
        needs=_PLACES,
    ),
    IntentSpec(
        name="HassHumidifierSetpoint",
        title="Set humidity",
        description="Set a humidifier's target humidity.",
        parameters={vol.Required("name"): str, vol.Required("humidity"): percentage()},
        annotations=CONTROLS,
        domains=_domain("humidifier"),
    ),
    IntentSpec(
        name="HassHumidifierMode",
        title="Set humidifier mode",
        description="Set a humidifier's mode.",
        parameters={vol.Required("name"): str, vol.Required("mode"): str},
        annotations=CONTROLS,
        domains=_domain("humidifier"),
    ),
    IntentSpec(
        name="HassVacuumStart",
        title="Start vacuum",
        description="Start a vacuum cleaner.",
        parameters=NAME,
        annotations=CONTROLS,
        unlisted=AREA | FLOOR,
        domains=_domain("vacuum"),
    ),
    IntentSpec(
        name="HassVacuumReturnToBase",
        title="Return vacuum",
        description="Send a vacuum cleaner back to its base.",
        parameters=NAME,
        annotations=CONTROLS,
        unlisted=AREA | FLOOR,
        domains=_domain("vacuum"),
    ),
    IntentSpec(
        name="HassLawnMowerStartMowing",
        title="Start mowing",
        description="Start a lawn mower.",
        parameters=NAME,
        annotations=CONTROLS,
        unlisted=AREA | FLOOR,
        domains=_domain("lawn_mower"),
    ),
    IntentSpec(
        name="HassLawnMowerDock",
        title="Dock mower",
        description="Send a lawn mower back to its dock.",
        parameters=NAME,
        annotations=CONTROLS,
        unlisted=AREA | FLOOR,
        domains=_domain("lawn_mower"),
    ),
)
TOOLS = tuple(IntentTool(GROUP, spec) for spec in SPECS)
