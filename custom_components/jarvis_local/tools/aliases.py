"""Other names for our tools: Home Assistant's intents, its agents' tools, and its actions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

_NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Alias:
    """Another name for a tool: the arguments it stands for, and its words for ours.

    `takes` are further arguments that it has; `ignores` those that say nothing.
    """

    tool: str
    preset: Mapping[str, Any] = _NONE
    renames: Mapping[str, str] = _NONE
    ignores: frozenset[str] = field(default=frozenset())


def _preset(tool: str, **preset: Any) -> Alias:
    """Return an alias with arguments that it stands for."""
    return Alias(tool=tool, preset=preset)


def _switched(domain: str, on: str, off: str) -> dict[str, Alias]:
    """Return a domain's own actions for on and off."""
    return {
        f"{domain}.{on}": _preset("HassTurnOn", domain=[domain]),
        f"{domain}.{off}": _preset("HassTurnOff", domain=[domain]),
    }


_TIMERS = {
    "HassStartTimer": "start",
    "HassCancelTimer": "cancel",
    "HassCancelAllTimers": "cancel_all",
    "HassIncreaseTimer": "add",
    "HassDecreaseTimer": "remove",
    "HassPauseTimer": "pause",
    "HassUnpauseTimer": "resume",
    "HassTimerStatus": "status",
}
_MEDIA = {
    "HassMediaPause": "pause",
    "HassMediaUnpause": "play",
    "HassMediaNext": "next",
    "HassMediaPrevious": "previous",
    "media_player.media_pause": "pause",
    "media_player.media_stop": "pause",
    "media_player.media_play": "play",
    "media_player.media_next_track": "next",
    "media_player.media_previous_track": "previous",
    "media_player.volume_up": "volume_up",
    "media_player.volume_down": "volume_down",
}
_DEVICES = {
    "HassStopMoving": "stop",
    "HassVacuumStart": "start",
    "HassVacuumReturnToBase": "dock",
    "HassLawnMowerStartMowing": "start",
    "HassLawnMowerDock": "dock",
    "cover.stop_cover": "stop",
    "lawn_mower.dock": "dock",
    "lawn_mower.start_mowing": "start",
    "vacuum.return_to_base": "dock",
    "vacuum.start": "start",
    "vacuum.stop": "stop",
    "valve.stop_valve": "stop",
}
_LISTS = {
    "HassListAddItem": "add",
    "HassListCompleteItem": "complete",
    "HassListRemoveItem": "remove",
    "HassShoppingListAddItem": "add",
    "HassShoppingListCompleteItem": "complete",
    "todo.add_item": "add",
    "todo.remove_item": "remove",
}
_LOOKS = ("GetLiveContext", "HassGetState", "get_live_context", "todo.get_items", "todo_get_items")
ALIASES: Final[Mapping[str, Alias]] = MappingProxyType(
    {name: _preset("timer", action=action) for name, action in _TIMERS.items()}
    | {name: _preset("media_control", command=command) for name, command in _MEDIA.items()}
    | {name: _preset("device_control", command=command) for name, command in _DEVICES.items()}
    | {name: _preset("todo_list", action=action) for name, action in _LISTS.items()}
    | {name: Alias(tool="get_state", ignores=frozenset({"status", "state"})) for name in _LOOKS}
    | {
        name: Alias(
            tool="media_control",
            preset={"command": command},
            ignores=frozenset({"is_volume_muted"}),
        )
        for name, command in (("HassMediaPlayerMute", "mute"), ("HassMediaPlayerUnmute", "unmute"))
    }
    | {
        "HassClimateGetTemperature": _preset("get_state", domain=["climate"]),
        "HassGetWeather": _preset("get_state", domain=["weather"]),
        "HassHumidifierMode": Alias(tool="humidifier"),
        "HassHumidifierSetpoint": Alias(tool="humidifier"),
        "HassSetVolumeRelative": _preset("media_control", command="volume_up"),
        "climate.set_temperature": Alias(tool="HassClimateSetTemperature"),
        "cover.set_cover_position": Alias(tool="HassSetPosition"),
        "fan.set_percentage": Alias(tool="HassFanSetSpeed"),
        "media_player.volume_set": Alias(tool="HassSetVolume"),
        "valve.set_valve_position": Alias(tool="HassSetPosition"),
        "notify.broadcast": Alias(tool="HassBroadcast"),
        "HassOpenCover": _preset("HassTurnOn", domain=["cover"]),
        "HassCloseCover": _preset("HassTurnOff", domain=["cover"]),
        "HassOpenValve": _preset("HassTurnOn", domain=["valve"]),
        "HassCloseValve": _preset("HassTurnOff", domain=["valve"]),
        "HassLock": _preset("HassTurnOn", domain=["lock"]),
        "HassUnlock": _preset("HassTurnOff", domain=["lock"]),
        "turn_on": Alias(tool="HassTurnOn"),
        "turn_off": Alias(tool="HassTurnOff"),
        "homeassistant.turn_on": Alias(tool="HassTurnOn"),
        "homeassistant.turn_off": Alias(tool="HassTurnOff"),
    }
    | _switched("cover", "open_cover", "close_cover")
    | _switched("valve", "open_valve", "close_valve")
    | _switched("lock", "lock", "unlock")
    | {
        name: alias
        for domain in ("climate", "fan", "input_boolean", "light", "media_player", "switch")
        for name, alias in _switched(domain, "turn_on", "turn_off").items()
    }
    | {
        f"{domain}.turn_on": _preset("HassTurnOn", domain=[domain])
        for domain in ("scene", "script")
    }
)
# What only another tool takes, beside a call to switch something.
_BESIDE_ON = {
    "brightness": "HassLightSet",
    "brightness_pct": "HassLightSet",
    "color": "HassLightSet",
    "color_name": "HassLightSet",
    "percentage": "HassFanSetSpeed",
    "position": "HassSetPosition",
    "volume_level": "HassSetVolume",
}
_FOLDED = {name.casefold(): name for name in ALIASES}


def find(name: str) -> Alias | None:
    """Return the alias of a name, whatever its case; underscores may stand for the point."""
    folded = name.strip().casefold()
    known = _FOLDED.get(folded) or _FOLDED.get(folded.replace("__", "."))
    return ALIASES[known] if known else None


def rewrite(alias: Alias, args: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the tool and the arguments that a call by another name comes to."""
    kept = {
        alias.renames.get(key, key): value
        for key, value in args.items()
        if key not in alias.ignores
    }
    # What the name says counts, whatever the arguments say: a lock's name is no light's.
    return alias.tool, {**kept, **alias.preset}


def fitting(name: str, args: Mapping[str, Any]) -> str:
    """Return the tool that takes a call's arguments, where turning on has none of them."""
    if name != "HassTurnOn":
        return name
    meant = {tool for key, tool in _BESIDE_ON.items() if args.get(key) not in (None, "")}
    return meant.pop() if len(meant) == 1 else name
