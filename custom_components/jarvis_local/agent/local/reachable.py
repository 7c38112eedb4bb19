"""What is said of devices that do not answer, and where Home Assistant's answer says nothing."""

from collections.abc import Iterable, Sequence
from typing import Final

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent

from ...home import async_home
from ...languages import phrase

_MOST_NAMES: Final = 5


def unreachable(hass: HomeAssistant, entity_ids: Iterable[str]) -> tuple[str, ...]:
    """Return those of the devices that cannot be reached."""
    states = {key: hass.states.get(key) for key in entity_ids}
    return tuple(key for key, state in states.items() if state and state.state == STATE_UNAVAILABLE)


def unreachable_text(hass: HomeAssistant, language: str, entity_ids: Sequence[str]) -> str:
    """Return that devices cannot be reached, with their names where they are few."""
    devices = async_home(hass).devices
    names = dict.fromkeys(devices[key].name if key in devices else key for key in entity_ids)
    if len(names) > _MOST_NAMES:
        return phrase(language, "answers.many_unreachable", count=len(names))
    key = "answers.unreachable" if len(names) == 1 else "answers.all_unreachable"
    return phrase(language, key, names=", ".join(names))


def complete(hass: HomeAssistant, response: intent.IntentResponse, language: str) -> None:
    """Say what an answer of Home Assistant leaves out: that a device is away, or anything at all."""
    speech = response.speech.get("plain", {}).get("speech", "")
    if response.response_type is intent.IntentResponseType.QUERY_ANSWER:
        states = (*response.matched_states, *response.unmatched_states)
        away = [state.entity_id for state in states if state.state == STATE_UNAVAILABLE]
        unknown = any(state.state == STATE_UNKNOWN for state in states)
        if away and all(state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN) for state in states):
            response.async_set_speech(unreachable_text(hass, language, away))
        elif unknown and len(states) == 1:
            response.async_set_speech(phrase(language, "answers.unknown", name=states[0].name))
    elif not speech and response.intent and response.intent.intent_type == intent.INTENT_NEVERMIND:
        response.async_set_speech(phrase(language, "answers.cancelled"))
