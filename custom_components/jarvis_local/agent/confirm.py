"""Confirms simple commands in Home Assistant's own words, so that no model has to be asked for them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import TemplateError
from homeassistant.helpers import intent, llm
from homeassistant.helpers.template import Template, TemplateState

from ..languages import phrase
from ..tools.base import Deed
from .sentences import sentence

type Responses = Mapping[str, Mapping[str, str]]

_DEFAULT: Final = "default"
# A result with more than this has something to tell that only a model can put into words.
_PLAIN_RESULT: Final = frozenset({"done", "now", "and_more", "cancelled", "cannot", "say"})
_READS: Final = ("HassGet", "HassTimerStatus", "HassClimateGet", "HassMediaSearch", "HassRespond")
_SWITCHES: Final = frozenset({intent.INTENT_TURN_ON, intent.INTENT_TURN_OFF})
# What these do is not called turning on or off, so the default response would be wrong.
_OWN_WORDS: Final = {
    "button": "button",
    "cover": "cover",
    "input_button": "button",
    "lock": "lock",
    "scene": "scene",
    "script": "script",
    "valve": "valve",
}
# Responses for several devices; which of them there are depends on the language.
_SEVERAL: Final = {
    "light": ("lights_area", "lights_floor"),
    "fan": ("fans_area", "fans"),
}
_ARGUMENT_KEYS: Final = ("brightness", "color", "temperature")
_LIST_KEYS: Final = {
    "HassListAddItem": "item_added",
    "HassListCompleteItem": "item_completed",
    "HassListRemoveItem": "item_deleted",
}
_MOST_NAMES: Final = 5


async def async_confirmation(
    hass: HomeAssistant, language: str, deeds: Sequence[Deed], results: Collection[llm.ToolResult]
) -> str | None:
    """Return what to say of a round's deeds; None where that takes a model's words.

    `results` are those of all calls of the round: one that failed, is not shown by the state or
    has an answer to tell is the model's to put into words, and so is a call that was no deed.
    """
    if not deeds or len(results) != len(deeds) or not all(map(_is_plain, results)):
        return None
    if any(name.startswith(_READS) for deed in deeds for name in deed.intents):
        return None
    responses = await _async_responses(hass, language)
    said: dict[str, tuple[list[Deed], dict[str, None]]] = {}
    for deed in deeds:
        speeches = list(_speeches(hass, responses, deed, _counted(results)))
        if not speeches or None in speeches:
            return phrase(language, "answers.done")
        for speech in filter(None, speeches):
            of_it, names = said.setdefault(sentence(speech[0].upper() + speech[1:]), ([], {}))
            of_it.append(deed)
            names.update(_names(deed))
    told = [_of_all(language, *about, speech=text) for text, about in said.items()]
    # What could not be done is said after what was.
    return " ".join(
        dict.fromkeys((*told, *(str(r.data["say"]) for r in results if "say" in r.data)))
    )


def _names(deed: Deed) -> dict[str, None]:
    """Return the names of what a deed touched, in order."""
    return dict.fromkeys(state.name for state in deed.targets)


def _of_all(language: str, deeds: Sequence[Deed], names: Collection[str], *, speech: str) -> str:
    """Return a sentence; where it is about one device and was said of several, their names."""
    is_switched = all(deed.intents[0] in _SWITCHES for deed in deeds)
    if len(names) < 2 or not is_switched or any(len(deed.targets) > 1 for deed in deeds):
        return speech
    if len(names) > _MOST_NAMES:
        return phrase(language, "answers.done")
    return phrase(language, "answers.done_for", names=", ".join(names))


def _is_plain(result: llm.ToolResult) -> bool:
    """Return whether a call did what it was for, and that is all there is to tell."""
    data: Mapping[str, Any] = result.data
    return not result.error and data.get("done") is True and data.keys() <= _PLAIN_RESULT


def _counted(results: Collection[llm.ToolResult]) -> dict[str, Any]:
    """Return the slot with the number of timers that were cancelled, if any result has one."""
    counts = [result.data["cancelled"] for result in results if "cancelled" in result.data]
    return {"canceled": counts[0]} if counts else {}


async def _async_responses(hass: HomeAssistant, language: str) -> Responses:
    """Return Home Assistant's response templates for a language, with the user's own among them."""
    agent = get_agent_manager(hass).default_agent
    loaded = await agent.async_get_or_load_intents(language) if agent else None
    return {} if loaded is None else loaded.intent_responses


def _speeches(
    hass: HomeAssistant, responses: Responses, deed: Deed, counted: Mapping[str, Any]
) -> Iterator[str | None]:
    """Yield what is said of a deed, None where there are no words for it."""
    if len(deed.intents) != 1:
        yield None
        return
    texts = responses.get(deed.intents[0], {})
    found = (hass.states.get(state.entity_id) for state in deed.targets)
    states = [state for state in found if state is not None]
    for key in _keys(deed, states, texts):
        text = texts.get(key)
        yield _render(hass, text, {**_slots(deed), **counted}, states) if text else None


def _keys(deed: Deed, states: Sequence[State], texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the responses that fit a deed; one that does not exist means there are no words."""
    name = deed.intents[0]
    if name in _LIST_KEYS:
        return (_LIST_KEYS[name],)
    if name == "HassLightSet":
        return tuple(key for key in _ARGUMENT_KEYS if key in deed.args) or ("",)
    if name in _SWITCHES:
        return (_switch_key(deed, states, texts),)
    return (_DEFAULT,)


def _switch_key(deed: Deed, states: Sequence[State], texts: Mapping[str, str]) -> str:
    """Return the response for what was turned on or off."""
    domains = {state.domain for state in states}
    if own := {_OWN_WORDS[domain] for domain in domains if domain in _OWN_WORDS}:
        return own.pop() if len(own) == len(domains) == 1 else ""
    if len(states) == 1 or "state" not in texts.get(_DEFAULT, ""):
        return _DEFAULT
    several = _SEVERAL.get(domains.pop(), ()) if len(domains) == 1 else ()
    keys = several[::-1] if "floor" in deed.args else several
    return next((key for key in keys if key in texts), "")


def _slots(deed: Deed) -> dict[str, Any]:
    """Return the arguments as they would have been heard: the templates compare numbers as words."""
    return {
        key: f"{value:g}" if isinstance(value, int | float) else value
        for key, value in deed.args.items()
        if value not in (0, "", None)
    }


def _render(
    hass: HomeAssistant, text: str, slots: Mapping[str, Any], states: Sequence[State]
) -> str | None:
    """Return a response with its slots filled in, as Home Assistant's agent renders it."""
    matched = [TemplateState(hass, state) for state in states]
    variables = {
        "slots": slots,
        "state": matched[0] if matched else None,
        "query": {"matched": matched, "unmatched": []},
    }
    try:
        words = str(Template(text, hass).async_render(variables, parse_result=False)).split()
    except TemplateError:
        return None
    return None if not words or "None" in words else " ".join(words)
