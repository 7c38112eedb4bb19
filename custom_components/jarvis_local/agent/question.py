"""A question of ours that waits: what it was about, and what the user's next words make of it."""

from collections.abc import Sequence
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import llm

from ..home import async_home
from ..tools.base import which_one
from .asking import Answer, PendingQuestion, answer_of
from .context import Notes
from .reading import Act, Reading

# Whoever comes back later has something else in mind.
_MOST_SECONDS: Final = 120
_PLACES: Final = frozenset({"name", "area", "floor", "domain", "device_class"})


@callback
def async_ask(
    hass: HomeAssistant,
    notes: Notes,
    reading: Reading,
    calls: Sequence[llm.ToolInput],
    names: Sequence[str],
) -> None:
    """Remember a question: the acts that the user's words leave open, else the call for each name."""
    options = reading.options or tuple(
        act for call in calls[:1] for act in _options(hass, call, names)
    )
    if len(options) > 1:
        notes.question = PendingQuestion(options=options, asked_at=hass.loop.time())


def _options(hass: HomeAssistant, call: llm.ToolInput, names: Sequence[str]) -> list[Act]:
    """Return a call once for each device of these names; a name that is not unique is left out."""
    rest = {key: value for key, value in call.tool_args.items() if key not in _PLACES}
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
    if question is None or hass.loop.time() - question.asked_at > _MOST_SECONDS:
        return None
    answer = answer_of(question, text, language, async_home(hass), focus=notes.focus)
    return (question, answer) if answer is not None else None


@callback
def async_ask_again(
    hass: HomeAssistant, notes: Notes, question: PendingQuestion, left: Sequence[str], language: str
) -> str:
    """Return the question about those that are left, which waits from now on."""
    options = question.acts(left)
    notes.question = PendingQuestion(options=options, asked_at=hass.loop.time())
    devices = async_home(hass).devices
    return which_one([devices[id_].name for id_ in left if id_ in devices], language)
