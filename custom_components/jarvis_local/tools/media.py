"""Tools for media players: play, pause, skip, volume."""

from collections.abc import Mapping, Sequence
from typing import Any

import voluptuous as vol

from homeassistant.core import State
from homeassistant.helpers import llm

from .base import AREA, CONTROLS, NAME, Act, IntentSpec, IntentTool, choice, percentage

GROUP = "media"
_PLAYERS = frozenset({"media_player"})
# Each call skips on.
_STEPS = llm.ToolAnnotations(read_only=False, destructive=False, idempotent=False, open_world=False)
_COMMANDS = {
    "play": "HassMediaUnpause",
    "pause": "HassMediaPause",
    "next": "HassMediaNext",
    "previous": "HassMediaPrevious",
    "mute": "HassMediaPlayerMute",
    "unmute": "HassMediaPlayerUnmute",
    "volume_up": "HassSetVolumeRelative",
    "volume_down": "HassSetVolumeRelative",
}
_OF_WHAT_PLAYS = frozenset({"mute", "next", "pause", "previous", "volume_down", "volume_up"})


def _volume_step(value: str) -> str | int:
    """Return up, down, or a change in percent."""
    word = value.lower()
    if word in {"up", "down"}:
        return word
    try:
        step = round(float(word.removesuffix("%")))
    except ValueError:
        raise vol.Invalid("must be up, down or a change in percent such as -10") from None
    return max(-100, min(100, step))


def _control(state: State | None, args: Mapping[str, Any]) -> Sequence[Act]:
    """Return what a command is for a player."""
    command = args["command"]
    slots = {}
    if command.startswith("volume_"):
        slots = {"volume_step": args.get("volume_step", command.removeprefix("volume_"))}
    return (Act(intent=_COMMANDS[command], slots=slots),)


def _makes_sense(args: Mapping[str, Any], state: State) -> bool:
    """Return whether a command is for a player as it is: what pauses has to play."""
    command = args.get("command", "volume_up")
    if command == "play":
        return state.state == "paused"
    return state.state == "playing" if command in _OF_WHAT_PLAYS else True


SPECS = (
    IntentSpec(
        name="media_control",
        title="Control media",
        description="Control a media player. play resumes what was paused.",
        parameters=NAME | AREA | {vol.Required("command"): choice(tuple(_COMMANDS))},
        annotations=_STEPS,
        unlisted={vol.Optional("volume_step"): vol.All(str, _volume_step)},
        domains=_PLAYERS,
        acts=_control,
        prefers=_makes_sense,
    ),
    IntentSpec(
        name="HassSetVolume",
        title="Set volume",
        description="Set a player's volume in percent.",
        parameters=NAME | AREA | {vol.Required("volume_level"): percentage()},
        annotations=CONTROLS,
        domains=_PLAYERS,
        prefers=_makes_sense,
    ),
)
TOOLS = tuple(IntentTool(GROUP, spec) for spec in SPECS)
