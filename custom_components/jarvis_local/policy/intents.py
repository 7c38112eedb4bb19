"""What one of Home Assistant's intents would touch, and what that needs."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from homeassistant.const import CONF_ACTION
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import intent, llm

from .heating import is_too_warm_or_cold
from .levels import Confirmation, strictest
from .owner import Area, level_of
from .risk import POSITION_ZERO, confirmation_for, confirmation_for_steps, own_verb

# HA's own intents whose only targets are harmless, or that have none.
FREE_INTENTS = frozenset(
    {
        "HassBroadcast",
        "HassClimateGetTemperature",
        "HassClimateSetFanMode",
        "HassClimateSetTemperature",
        "HassGetWeather",
        "HassHumidifierMode",
        "HassHumidifierSetpoint",
        "HassListAddItem",
        "HassListCompleteItem",
        "HassListRemoveItem",
        "HassMediaSearchAndPlay",
        "HassSetVolumeRelative",
        "HassShoppingListAddItem",
        "HassShoppingListCompleteItem",
        "HassShoppingListLastItems",
        "HassVacuumCleanArea",
        intent.INTENT_CANCEL_ALL_TIMERS,
        intent.INTENT_CANCEL_TIMER,
        intent.INTENT_DECREASE_TIMER,
        intent.INTENT_GET_CURRENT_DATE,
        intent.INTENT_GET_CURRENT_TIME,
        intent.INTENT_GET_STATE,
        intent.INTENT_INCREASE_TIMER,
        intent.INTENT_NEVERMIND,
        intent.INTENT_PAUSE_TIMER,
        intent.INTENT_RESPOND,
        intent.INTENT_START_TIMER,
        intent.INTENT_TIMER_STATUS,
        intent.INTENT_UNPAUSE_TIMER,
    }
)
_VERBS = {
    intent.INTENT_TURN_ON: "turn_on",
    intent.INTENT_TURN_OFF: "turn_off",
    intent.INTENT_STOP_MOVING: "stop",
}


@callback
def async_is_guarded_intent(
    hass: HomeAssistant,
    intent_type: str,
    slots: Mapping[str, Any],
    llm_context: llm.LLMContext,
) -> bool:
    """Return whether an intent understood locally must not simply be run.

    `slots` are plain values or HA's `{"value": …}`. Unknown intents are guarded.
    """
    level = async_confirmation_for_intent(hass, intent_type, slots, llm_context)
    return level is not Confirmation.NONE


@callback
def async_confirmation_for_intent(
    hass: HomeAssistant,
    intent_type: str,
    slots: Mapping[str, Any],
    llm_context: llm.LLMContext,
) -> Confirmation:
    """Return what an intent needs; NONE where nothing matches, for nothing will happen."""
    handler = _handler(hass, intent_type)
    if (own := _own_script(hass, handler)) is not None:
        return own
    if is_too_warm_or_cold(hass, intent_type, {key: _value(slot) for key, slot in slots.items()}):
        return level_of(hass, Area.HEATING)
    # A timer may carry a sentence to be said to an agent when it ends.
    if intent_type in FREE_INTENTS and "conversation_command" not in slots:
        return Confirmation.NONE
    if not isinstance(handler, intent.DynamicServiceIntentHandler):
        return level_of(hass, Area.OTHER)
    result, _ = async_resolve(
        hass,
        intent_type,
        slots,
        llm_context.assistant,
        # Who handles it may know a nearer room than we do, so each of a name's entities counts.
        same_name=True,
    )
    return confirmation_for_targets(hass, intent_type, result.states, slots)


@callback
def confirmation_for_targets(
    hass: HomeAssistant,
    intent_type: str,
    states: Iterable[State],
    slots: Mapping[str, Any] = MappingProxyType({}),
) -> Confirmation:
    """Return what an intent needs on the entities it was resolved to, with the values it is given."""
    handler = _handler(hass, intent_type)
    if (own := _own_script(hass, handler)) is not None:
        return own
    if is_too_warm_or_cold(hass, intent_type, slots):
        return level_of(hass, Area.HEATING)
    if intent_type in FREE_INTENTS:
        return Confirmation.NONE
    verb = _verb(intent_type, handler, slots)
    return strictest(confirmation_for(hass, state.entity_id, verb) for state in states)


@callback
def async_resolve(
    hass: HomeAssistant,
    intent_type: str,
    slots: Mapping[str, Any],
    assistant: str | None,
    preferences: intent.MatchTargetsPreferences | None = None,
    *,
    domains: frozenset[str] = frozenset(),
    same_name: bool = False,
) -> tuple[intent.MatchTargetsResult, intent.MatchTargetsConstraints]:
    """Return what an intent's handler would match, by the handler's own constraints.

    `domains` serves handlers that keep theirs to themselves; with `same_name`, entities that share a
    name all match.
    """
    values = {key: _value(slot) for key, slot in slots.items()}
    handler = _handler(hass, intent_type)
    name = values.get("name")
    constraints = intent.MatchTargetsConstraints(
        name=None if name == "all" else name,
        area_name=values.get("area"),
        floor_name=values.get("floor"),
        domains=_as_set(values.get("domain")) or getattr(handler, "required_domains", domains),
        device_classes=_as_set(values.get("device_class")),
        features=getattr(handler, "required_features", None),
        states=getattr(handler, "required_states", None),
        assistant=assistant,
        allow_duplicate_names=same_name,
    )
    return intent.async_match_targets(hass, constraints, preferences), constraints


def verb_of(hass: HomeAssistant, intent_type: str, domain: str) -> str:
    """Return the action that an intent comes to on entities of a domain, by the domain's own name."""
    return own_verb(domain, _verb(intent_type, _handler(hass, intent_type), {}))


def _verb(intent_type: str, handler: intent.IntentHandler | None, slots: Mapping[str, Any]) -> str:
    """Return the action that an intent comes to; a position of nothing closes."""
    if intent_type == intent.INTENT_SET_POSITION and _is_zero(_value(slots.get("position"))):
        return POSITION_ZERO
    return str(_VERBS.get(intent_type) or getattr(handler, "service", intent_type))


def _is_zero(value: Any) -> bool:
    """Return whether a value is exactly zero, whichever way it is written."""
    return not isinstance(value, bool) and str(value).strip() in ("0", "0.0")


def _own_script(hass: HomeAssistant, handler: intent.IntentHandler | None) -> Confirmation | None:
    """Judge what the owner wrote in `intent_script`, also in the place of an intent of HA's."""
    config = getattr(handler, "config", None)
    if not isinstance(config, Mapping):
        return None
    script = config.get(CONF_ACTION)
    return confirmation_for_steps(hass, script.sequence) if script else Confirmation.NONE


def _handler(hass: HomeAssistant, intent_type: str) -> intent.IntentHandler | None:
    """Return an intent's handler."""
    return next(
        (handler for handler in intent.async_get(hass) if handler.intent_type == intent_type), None
    )


def _value(slot: Any) -> Any:
    """Return a slot's value, whichever way it is written."""
    return slot.get("value") if isinstance(slot, Mapping) else slot


def _as_set(value: Any) -> set[str] | None:
    """Return one or several values as a set; None when there is none."""
    if not value:
        return None
    return {value} if isinstance(value, str) else set(value)
