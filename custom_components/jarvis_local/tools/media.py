"""Tools for media players: pause, skip, volume."""

from typing import Any

import voluptuous as vol

from homeassistant.helpers import llm

from .base import AREA, CONTROLS, FLOOR, NAME, IntentSpec, IntentTool, percentage

GROUP = "media"
_PLAYERS = frozenset({"media_player"})
# Each call skips on.
_STEPS = llm.ToolAnnotations(read_only=False, destructive=False, idempotent=False, open_world=False)


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


def _row(
    name: str,
    title: str,
    description: str,
    extra: dict[Any, Any] | None = None,
    annotations: llm.ToolAnnotations = CONTROLS,
    needs: tuple[str, ...] = (),
) -> IntentSpec:
    """Return the row of an intent for media players."""
    return IntentSpec(
        name=name,
        title=title,
        description=description,
        parameters=NAME | AREA | (extra or {}),
        annotations=annotations,
        unlisted=FLOOR,
        domains=_PLAYERS,
        needs=needs,
    )


SPECS = (
    _row("HassMediaPause", "Pause", "Pause what is playing."),
    _row("HassMediaUnpause", "Resume", "Resume a paused player."),
    _row("HassMediaNext", "Next", "Skip to the next item.", annotations=_STEPS),
    _row("HassMediaPrevious", "Previous", "Go to the previous item.", annotations=_STEPS),
    _row(
        "HassSetVolume",
        "Set volume",
        "Set a player's volume in percent.",
        {vol.Required("volume_level"): percentage()},
        needs=("name", "area", "floor"),
    ),
    _row(
        "HassSetVolumeRelative",
        "Change volume",
        "Turn a player's volume up or down.",
        {
            vol.Required("volume_step", description="up, down or percent"): vol.All(
                str, _volume_step
            )
        },
        annotations=_STEPS,
    ),
    _row("HassMediaPlayerMute", "Mute", "Mute a player."),
    _row("HassMediaPlayerUnmute", "Unmute", "Unmute a player."),
)
TOOLS = tuple(IntentTool(GROUP, spec) for spec in SPECS)
