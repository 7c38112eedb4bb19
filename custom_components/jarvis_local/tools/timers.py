"""The tool for timers, always offered: a device without timers answers that it has none."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, override

import voluptuous as vol

from homeassistant.components.intent import async_device_supports_timers
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import intent, llm
from homeassistant.util.json import JsonObjectType

from ..languages import phrase
from .base import NAME, Act, Call, IntentSpec, IntentTool, choice, failure

GROUP = "timers"
_UNITS = ("hours", "minutes", "seconds")
_COUNT = vol.All(int, vol.Range(min=0, max=10000))
_LENGTH: dict[Any, Any] = {vol.Optional(unit): _COUNT for unit in _UNITS}
# The length that a timer was started with, where it has no name.
_STARTED: dict[Any, Any] = {vol.Optional(f"start_{unit}"): _COUNT for unit in _UNITS}
_ACTIONS = {
    "start": intent.INTENT_START_TIMER,
    "cancel": intent.INTENT_CANCEL_TIMER,
    "cancel_all": intent.INTENT_CANCEL_ALL_TIMERS,
    "add": intent.INTENT_INCREASE_TIMER,
    "remove": intent.INTENT_DECREASE_TIMER,
    "pause": intent.INTENT_PAUSE_TIMER,
    "resume": intent.INTENT_UNPAUSE_TIMER,
    "status": intent.INTENT_TIMER_STATUS,
}
_TIMED = frozenset({"add", "remove", "start"})
_NO_TIMERS: Final = "The device that was spoken to has no timers. None was started."
_CHANGES = llm.ToolAnnotations(
    read_only=False, destructive=False, idempotent=False, open_world=False
)


def _answer(response: intent.IntentResponse) -> JsonObjectType:
    """Return the timers with the time left, or how many were cancelled."""
    slots = response.speech_slots
    if "canceled" in slots:
        return {"cancelled": slots["canceled"]}
    if "timers" not in slots:
        return {}
    return {"timers": [_timer(timer) for timer in slots["timers"]]}


def _timer(timer: Mapping[str, Any]) -> JsonObjectType:
    """Return what is to be said of a timer."""
    left = f"{timer['hours_left']}:{timer['minutes_left']:02}:{timer['seconds_left']:02}"
    return {"name": timer["name"], "left": left, "paused": not timer["is_active"]}


def _acts(state: State | None, args: Mapping[str, Any]) -> Sequence[Act]:
    """Return the intent of an action; a length given for one that takes none says which timer."""
    action = args["action"]
    slots = {key: value for key, value in args.items() if key != "action"}
    if action in _TIMED:
        if not args.keys() & set(_UNITS):
            raise vol.Invalid("give at least one of: hours, minutes, seconds")
    elif action != "cancel_all":
        slots = {f"start_{key}" if key in _UNITS else key: value for key, value in slots.items()}
    if action == "cancel_all":
        slots = {}
    if action == "start":
        slots = {key: value for key, value in slots.items() if not key.startswith("start_")}
    return (Act(intent=_ACTIONS[action], slots=slots),)


class Timer(IntentTool):
    """Keeps timers where the device that was spoken to can."""

    @override
    async def async_run(self, hass: HomeAssistant, call: Call) -> llm.ToolResult:
        """Do it, or say that there are no timers here."""
        device_id = call.llm_context.device_id
        can_keep = device_id is not None and async_device_supports_timers(hass, device_id)
        if call.args["action"] == "start" and not can_keep:
            return failure(_NO_TIMERS, say=phrase(call.llm_context.language, "answers.no_timers"))
        return await super().async_run(hass, call)


SPECS = (
    IntentSpec(
        name="timer",
        title="Timer",
        description="Start or change a timer. add and remove change its time left.",
        parameters={vol.Required("action"): choice(tuple(_ACTIONS))} | _LENGTH | NAME,
        unlisted=_STARTED,
        annotations=_CHANGES,
        targets=False,
        acts=_acts,
        answer=_answer,
    ),
)
TOOLS = tuple(Timer(GROUP, spec) for spec in SPECS)
