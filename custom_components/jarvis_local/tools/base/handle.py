"""Hands acts to Home Assistant's intent handlers, which need not search a target that is known."""

from typing import Any, TypeIs

import voluptuous as vol

from homeassistant.core import Context, HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent, llm

from ...const import LOGGER
from .spec import Act
from .tool import BREAKDOWNS


async def async_handle(
    hass: HomeAssistant, act: Act, state: State | None, llm_context: llm.LLMContext
) -> intent.IntentResponse:
    """Hand an act to Home Assistant's handler, its target by its id."""
    slots = {key: {"value": value} for key, value in act.slots.items()}
    if state is not None:
        slots["name"] = {"value": state.entity_id}
        handler = hass.data.get(intent.DATA_KEY, {}).get(act.intent)
        if _matches_itself(handler):
            asked = _intent(hass, act.intent, slots, llm_context)
            return await _async_handle_known(handler, asked, state.entity_id)
    return await intent.async_handle(
        hass,
        llm_context.platform,
        act.intent,
        slots,
        context=llm_context.context,
        language=llm_context.language,
        assistant=llm_context.assistant,
        device_id=llm_context.device_id,
    )


def _matches_itself(
    handler: intent.IntentHandler | None,
) -> TypeIs[intent.DynamicServiceIntentHandler]:
    """Return whether a handler finds its targets in the way that all of Home Assistant's do."""
    plain = intent.DynamicServiceIntentHandler
    return isinstance(handler, plain) and type(handler).async_handle is plain.async_handle


def _intent(
    hass: HomeAssistant, intent_type: str, slots: dict[str, Any], llm_context: llm.LLMContext
) -> intent.Intent:
    """Return the intent as Home Assistant would make it."""
    return intent.Intent(
        hass,
        platform=llm_context.platform,
        intent_type=intent_type,
        slots=slots,
        text_input=None,
        context=llm_context.context or Context(),
        language=llm_context.language or hass.config.language,
        assistant=llm_context.assistant,
        device_id=llm_context.device_id,
    )


async def _async_handle_known(
    handler: intent.DynamicServiceIntentHandler, asked: intent.Intent, entity_id: str
) -> intent.IntentResponse:
    """Have an entity handled, and fail as Home Assistant's handlers do.

    They look through all states for each target, which takes 15 ms in a home of 2,000 entities.
    """
    try:
        return await _async_handle_matched(handler, asked, entity_id)
    except vol.Invalid as err:
        raise intent.InvalidSlotInfo(f"Received invalid slot info for {asked.intent_type}") from err
    except intent.IntentError:
        raise
    except HomeAssistantError as err:
        # A device that refuses a value is no defect of anybody's code.
        LOGGER.debug("%s was refused: %s", asked.intent_type, err)
        raise intent.IntentUnexpectedError(f"Error handling {asked.intent_type}") from err
    except BREAKDOWNS as err:
        LOGGER.exception("Error handling %s", asked.intent_type)
        raise intent.IntentUnexpectedError(f"Error handling {asked.intent_type}") from err


async def _async_handle_matched(
    handler: intent.DynamicServiceIntentHandler, asked: intent.Intent, entity_id: str
) -> intent.IntentResponse:
    """Have an entity handled if it fits all that the handler wants: domain, state, features, exposure."""
    asked.slots = handler.async_validate_slots(asked.slots)
    wanted = intent.MatchTargetsConstraints(
        name=entity_id,
        domains=handler.required_domains,
        assistant=asked.assistant,
        features=handler.required_features,
        states=handler.required_states,
    )
    state = asked.hass.states.get(entity_id)
    prefers = intent.MatchTargetsPreferences()
    found = intent.async_match_targets(asked.hass, wanted, prefers, [state] if state else None)
    if not found.is_match:
        raise intent.MatchFailedError(result=found, constraints=wanted, preferences=prefers)
    return await handler.async_handle_states(asked, found, wanted, prefers)
