"""Tools for timers, always offered: a device without timers answers that it has none."""

from typing import Any

import voluptuous as vol

from homeassistant.helpers import intent, llm
from homeassistant.util.json import JsonObjectType

from .base import CONTROLS, NAME, READS, IntentSpec, IntentTool

GROUP = "timers"
_COUNT = vol.All(int, vol.Range(min=0, max=10000))
_LENGTH: dict[Any, Any] = {vol.Optional(unit): _COUNT for unit in ("hours", "minutes", "seconds")}
# The length that a timer was started with, where it has no name.
_STARTED: dict[Any, Any] = {
    vol.Optional(f"start_{unit}"): _COUNT for unit in ("hours", "minutes", "seconds")
}
_ADDS = llm.ToolAnnotations(read_only=False, destructive=False, idempotent=False, open_world=False)


def _timers(response: intent.IntentResponse) -> JsonObjectType:
    """Return the timers with the time left."""
    return {
        "timers": [
            {
                "name": timer["name"],
                "left": f"{timer['hours_left']}:{timer['minutes_left']:02}:{timer['seconds_left']:02}",
                "paused": not timer["is_active"],
            }
            for timer in response.speech_slots["timers"]
        ]
    }


def _cancelled(response: intent.IntentResponse) -> JsonObjectType:
    """Return how many timers were cancelled."""
    return {"cancelled": response.speech_slots["canceled"]}


def _row(name: str, title: str, description: str, **more: Any) -> IntentSpec:
    """Return the row of a timer's intent; it changes one timer unless said otherwise."""
    row: dict[str, Any] = {"parameters": NAME, "unlisted": _STARTED, "annotations": CONTROLS} | more
    return IntentSpec(name=name, title=title, description=description, targets=False, **row)


SPECS = (
    _row(
        "HassStartTimer",
        "Start timer",
        "Start a timer.",
        parameters=_LENGTH | NAME,
        unlisted={},
        annotations=_ADDS,
        needs=("hours", "minutes", "seconds"),
    ),
    _row("HassCancelTimer", "Cancel timer", "Cancel a timer."),
    _row(
        "HassCancelAllTimers",
        "Cancel all timers",
        "Cancel all timers.",
        parameters={},
        unlisted={},
        answer=_cancelled,
    ),
    _row(
        "HassIncreaseTimer",
        "Add time",
        "Add time to a timer.",
        parameters=_LENGTH | NAME,
        annotations=_ADDS,
        needs=("hours", "minutes", "seconds"),
    ),
    _row(
        "HassDecreaseTimer",
        "Remove time",
        "Take time off a timer.",
        parameters=_LENGTH | NAME,
        annotations=_ADDS,
        needs=("hours", "minutes", "seconds"),
    ),
    _row("HassPauseTimer", "Pause timer", "Pause a timer."),
    _row("HassUnpauseTimer", "Resume timer", "Resume a paused timer."),
    _row(
        "HassTimerStatus",
        "Timer status",
        "List timers and the time left.",
        annotations=READS,
        answer=_timers,
    ),
)
TOOLS = tuple(IntentTool(GROUP, spec) for spec in SPECS)
