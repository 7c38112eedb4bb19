"""From verb, value and devices to calls of Home Assistant's intents."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ...home import Device, Home
from .reading import Act
from .values import Unit, Value

type Call = tuple[str, dict[str, Any]]

ON: Final = "HassTurnOn"
OFF: Final = "HassTurnOff"
_WITH_DOMAIN: Final = frozenset({ON, OFF})
_WITH_FLOOR: Final = frozenset({ON, OFF, "HassLightSet", "HassSetPosition", "HassFanSetSpeed"})

_SWITCHED: Final = (
    "automation",
    "camera",
    "climate",
    "fan",
    "group",
    "humidifier",
    "input_boolean",
    "light",
    "media_player",
    "remote",
    "siren",
    "switch",
    "valve",
    "water_heater",
)
_TABLE: Final[Mapping[str, Mapping[str, str]]] = {
    "on": {
        **dict.fromkeys((*_SWITCHED, "scene", "script"), ON),
        "vacuum": "HassVacuumStart",
        "lawn_mower": "HassLawnMowerStartMowing",
    },
    "off": {
        **dict.fromkeys(_SWITCHED, OFF),
        "vacuum": "HassVacuumReturnToBase",
        "lawn_mower": "HassLawnMowerDock",
    },
    "open": {"cover": ON, "valve": ON},
    "close": {"cover": OFF, "valve": OFF},
    "lock": {"lock": ON},
    "unlock": {"lock": OFF},
    "start": {
        **dict.fromkeys(("automation", "fan", "input_boolean", "scene", "script", "switch"), ON),
        "vacuum": "HassVacuumStart",
        "lawn_mower": "HassLawnMowerStartMowing",
        "media_player": "HassMediaUnpause",
    },
    "stop": {
        **dict.fromkeys(("climate", "fan", "humidifier", "siren", "switch"), OFF),
        "vacuum": "HassVacuumReturnToBase",
        "lawn_mower": "HassLawnMowerDock",
        "cover": "HassStopMoving",
        "valve": "HassStopMoving",
        "media_player": "HassMediaPause",
    },
    "vacuum": {"vacuum": "HassVacuumStart"},
    "dock": {"vacuum": "HassVacuumReturnToBase", "lawn_mower": "HassLawnMowerDock"},
    "water": {"valve": ON},
    "unwater": {"valve": OFF},
    "mow": {"lawn_mower": "HassLawnMowerStartMowing"},
    "pause": {"media_player": "HassMediaPause"},
    "resume": {"media_player": "HassMediaUnpause"},
    "next": {"media_player": "HassMediaNext"},
    "previous": {"media_player": "HassMediaPrevious"},
    "mute": {"media_player": "HassMediaPlayerMute"},
    "unmute": {"media_player": "HassMediaPlayerUnmute"},
    "put": {
        **dict.fromkeys(("climate", "fan", "light", "scene", "switch"), ON),
        "media_player": ON,
    },
}
# French closes lights and televisions, too; only where they are named as such.
_FIGURATIVE: Final = {
    ("close", "light"): OFF,
    ("close", "media_player"): OFF,
    ("open", "light"): ON,
}
_SETTING: Final = frozenset({"set", "put", "up", "down", "on", "open", "close"})
# The verbs after which a plain number is a value, and no time of day.
_EXACTLY: Final = frozenset({"set", "put", "up", "down"})
_LOOSELY: Final = frozenset({"set", "put"})
_STEPS: Final = {"up": 1, "down": -1}
_SETTABLE: Final = frozenset(
    {"light", "cover", "valve", "fan", "media_player", "climate", "humidifier"}
)
# These are set, not switched; the sound is muted.
_ATTRIBUTES: Final = frozenset(
    {"brightness", "color", "humidity", "position", "speed", "temperature", "volume"}
)
_SOUND: Final = {
    "off": "HassMediaPlayerMute",
    "mute": "HassMediaPlayerMute",
    "on": "HassMediaPlayerUnmute",
    "unmute": "HassMediaPlayerUnmute",
}
# Of a room, in degrees Celsius or Fahrenheit.
_COLDEST, _HOTTEST = 4, 95
_SPOKEN_AS_LIGHT: Final = frozenset({"light", "tv"})


def call_for(
    action: str, domain: str, values: Sequence[Value], kinds: frozenset[str]
) -> Call | None:
    """Return the intent and its value for a domain; None where the verb is not said of such."""
    if domain == "media_player" and _is_chosen(action, values, kinds):
        return None
    if values:
        return _with_values(action, domain, values) if action in _SETTING else None
    if action in _STEPS and domain == "media_player":
        return "HassSetVolumeRelative", {"volume_step": action}
    if _ATTRIBUTES & kinds:
        tool = _SOUND.get(action) if "volume" in kinds and domain == "media_player" else None
    else:
        tool = _TABLE.get(action, {}).get(domain)
        if tool is None and _SPOKEN_AS_LIGHT & kinds:
            tool = _FIGURATIVE.get((action, domain))
    return (tool, {}) if tool else None


def _is_chosen(action: str, values: Sequence[Value], kinds: frozenset[str]) -> bool:
    """Return whether what is played is meant: a film on the television, or its channel 5."""
    if values:
        return "tv" in kinds and "volume" not in kinds and values[0].unit is Unit.NUMBER
    return "player" in kinds and (action == "put" or (action == "on" and len(kinds) > 1))


def needs_value(action: str, domain: str) -> bool:
    """Return whether the verb would do for a domain if a value were said."""
    return action in ("set", "up", "down") and domain in _SETTABLE


def _with_values(action: str, domain: str, values: Sequence[Value]) -> Call | None:
    """Return the intent that sets one value, or a light's colour and brightness."""
    for value in values:
        if value.unit is Unit.NUMBER and action not in (_LOOSELY if value.loose else _EXACTLY):
            return None
    if domain == "light":
        return _light(action, values)
    if len(values) != 1:
        return None
    value = values[0]
    if value.relative:
        return _relative(action, domain, value)
    if domain == "climate":
        fits = value.unit in (Unit.DEGREES, Unit.NUMBER) and action not in ("open", "close")
        fits = fits and _COLDEST <= value.amount <= _HOTTEST
        return ("HassClimateSetTemperature", {"temperature": _plain(value)}) if fits else None
    if value.unit not in (Unit.PERCENT, Unit.NUMBER) or not 0 <= value.amount <= 100:
        return None
    match domain:
        case "cover" | "valve" if action not in ("on", "up", "down") or value.unit is Unit.PERCENT:
            return "HassSetPosition", {"position": round(value.amount)}
        case "fan" if action not in ("open", "close"):
            return "HassFanSetSpeed", {"percentage": round(value.amount)}
        case "media_player" if action not in ("on", "open", "close"):
            return "HassSetVolume", {"volume_level": round(value.amount)}
        case "humidifier" if action not in ("open", "close"):
            return "HassHumidifierSetpoint", {"humidity": round(value.amount)}
    return None


def _light(action: str, values: Sequence[Value]) -> Call | None:
    """Return how a light is set."""
    args: dict[str, Any] = {}
    for value in values:
        if value.relative or action in ("open", "close"):
            return None
        if value.unit is Unit.COLOR:
            args["color"] = value.color
        elif value.unit is not Unit.DEGREES and 0 <= value.amount <= 100:
            args["brightness"] = round(value.amount)
        else:
            return None
    return ("HassLightSet", args) if len(args) == len(values) else None


def _relative(action: str, domain: str, value: Value) -> Call | None:
    """Return a step of the volume; other steps have no intent."""
    if domain != "media_player" or action not in _STEPS or value.unit is Unit.DEGREES:
        return None
    return "HassSetVolumeRelative", {"volume_step": str(_STEPS[action] * round(value.amount))}


def _plain(value: Value) -> float:
    """Return a number, whole where it is whole."""
    return int(value.amount) if value.amount.is_integer() else value.amount


def acts_for(home: Home, calls: Mapping[str, Call], *, whole: bool) -> tuple[Act, ...]:
    """Return as few acts as say the same: by area, by floor, else one for each device.

    Not `whole` is a request that names each device.
    """
    grouped: defaultdict[tuple[str, str, str], list[Device]] = defaultdict(list)
    for id_, (tool, args) in calls.items():
        device = home.devices[id_]
        grouped[tool, repr(sorted(args.items())), device.domain].append(device)
    acts: list[Act] = []
    for (tool, _, _), devices in grouped.items():
        args = calls[devices[0].entity_id][1]
        acts.extend(_places(home, tool, args, devices, whole=whole))
    return tuple(acts)


def _places(
    home: Home, tool: str, args: dict[str, Any], devices: list[Device], *, whole: bool
) -> Iterable[Act]:
    """Yield acts for devices of one domain, whole places first."""
    left = {device.entity_id: device for device in devices}
    one_area = len({device.area_id for device in devices}) == 1
    kinds = (("area", home.areas),) if one_area else (("floor", home.floors), ("area", home.areas))
    for kind, places in kinds if whole and tool in _WITH_FLOOR else ():
        domain_here = _by_place(home, devices[0].domain, kind)
        for place in places.values():
            there = domain_here.get(place.id, set())
            if len(there) > 1 and there <= left.keys():
                domain = {"domain": [devices[0].domain]} if tool in _WITH_DOMAIN else {}
                targets = tuple(sorted(there))
                yield Act(tool=tool, args={kind: place.name, **domain, **args}, targets=targets)
                left = {id_: device for id_, device in left.items() if id_ not in there}
    for device in left.values():
        yield act_for(home, device, (tool, args))


def _by_place(home: Home, domain: str, kind: str) -> dict[str, set[str]]:
    """Return the devices of a domain by the area or floor they are in."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for device in home.by_domain.get(domain, ()):
        if place := getattr(device, f"{kind}_id"):
            found[place].add(device.entity_id)
    return found


def act_for(home: Home, device: Device, call: Call) -> Act:
    """Return the act for one device, by its name where no other device has it."""
    is_only = len(home.by_name.get(device.name.casefold(), ())) == 1
    args = {"name": device.name if is_only else device.entity_id, **call[1]}
    return Act(tool=call[0], args=args, targets=(device.entity_id,))
