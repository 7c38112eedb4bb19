"""A question of ours that waits: what it was about, and what the user's next words make of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import llm

from ..home import async_home
from ..languages import phrase
from ..tools.base import TARGET_ARGUMENTS, which_one
from .asking import Answer, PendingQuestion, answer_of
from .context import ANSWER_SECONDS, Notes
from .reading import Act, Reading

# More names than these nobody keeps in mind while they are read out.
_MOST_NAMES: Final = 5
_MOST_ROOMS: Final = 8


@callback
def async_ask(
    hass: HomeAssistant,
    notes: Notes,
    reading: Reading,
    calls: Sequence[llm.ToolInput],
    names: Sequence[str],
    *,
    rest: tuple[Act, ...] = (),
) -> None:
    """Remember a question: the acts that the user's words leave open, else the call for each name.

    `rest` is to be done with whatever is chosen.
    """
    options = reading.options or tuple(
        act for call in calls[:1] for act in _options(hass, call, names)
    )
    if len(options) > 1:
        notes.question = PendingQuestion(options=options, asked_at=hass.loop.time(), rest=rest)


def _options(hass: HomeAssistant, call: llm.ToolInput, names: Sequence[str]) -> list[Act]:
    """Return a call once for each device of these names; a name that is not unique is left out."""
    rest = {key: value for key, value in call.tool_args.items() if key not in TARGET_ARGUMENTS}
    by_name = async_home(hass).by_name
    found = [by_name.get(name.casefold(), ()) for name in names]
    return [
        Act(
            tool=call.tool_name,
            args={"name": one[0].entity_id, **rest},
            targets=(one[0].entity_id,),
        )
        for one in found
        if len(one) == 1
    ]


@callback
def async_answer(
    hass: HomeAssistant, notes: Notes, text: str, language: str
) -> tuple[PendingQuestion, Answer] | None:
    """Return what the user answers to the question that waits, which then waits no more."""
    question, notes.question = notes.question, None
    if question is None or hass.loop.time() - question.asked_at > ANSWER_SECONDS:
        return None
    answer = answer_of(question, text, language, async_home(hass), focus=notes.focus)
    return (question, answer) if answer is not None else None


@callback
def async_ask_again(
    hass: HomeAssistant, notes: Notes, question: PendingQuestion, left: Sequence[str], language: str
) -> str:
    """Return the question about those that are left, which waits from now on."""
    options = question.acts(left)
    notes.question = replace(question, options=options, asked_at=hass.loop.time())
    return async_question(hass, left, language)


@callback
def async_question(hass: HomeAssistant, candidates: Sequence[str], language: str) -> str:
    """Return the question which of some devices is meant: by name, or by room where they are many."""
    home = async_home(hass)
    devices = [home.devices[id_] for id_ in candidates if id_ in home.devices]
    names = list(dict.fromkeys(device.name for device in devices))
    rooms = dict.fromkeys(device.area_id for device in devices if device.area_id in home.areas)
    if len(names) <= _MOST_NAMES or not 2 <= len(rooms) <= _MOST_ROOMS:
        return which_one(names, language)
    places = [home.areas[key].name for key in rooms if key]
    joined = phrase(language, "answers.either", rest=", ".join(places[:-1]), last=places[-1])
    return phrase(language, "answers.which_room", names=joined)
