"""What changes from turn to turn, told at the end of the user's message."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from homeassistant.components.conversation import ConversationInput
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
)
from homeassistant.helpers.chat_session import current_session
from homeassistant.util import dt as dt_util

from ..home import Home, async_shown_home, estimate_tokens
from ..home.changes import changes
from ..home.index import async_area_id
from .asking import PendingQuestion
from .consent import PendingConsent
from .history import one_line
from .likely import async_likely

# For what changed in the home.
_MOST_TOKENS = 30
# Whoever answers a question later has something else in mind.
ANSWER_SECONDS: Final = 120
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(kw_only=True)
class Notes:
    """What a conversation's chat log does not say, by position in it.

    `suffixes` are sent again exactly as they were first sent: the model's server has evaluated them.
    `unsaid` are sentences of ours about a failure, which the model must not take for its own.
    `written` are calls' arguments, by the id of the call, as the model wrote them.
    """

    suffixes: dict[int, str] = field(default_factory=dict)
    unsaid: set[int] = field(default_factory=set)
    written: dict[str, dict[str, Any]] = field(default_factory=dict)
    # A model's structured answers as it wrote them, by what they mean.
    answers: dict[str, str] = field(default_factory=dict)
    # Where the history starts that fits the context, and how long a tool's result may be in it.
    kept_from: int = 0
    longest_result: int | None = None
    # Whether the user was told that the model cannot act.
    tools_refused: bool = False
    # The entities that the conversation touched last.
    focus: tuple[str, ...] = ()
    # What Jarvis asked and waits to be told.
    question: PendingQuestion | None = None
    consent: PendingConsent | None = None
    # Whether a PIN was asked for, so that one may be said when nobody waits for it any more.
    pin_asked: bool = False
    # The home the prompt showed in the last turn, as the conversation knew it, and `kept_from` then.
    shown: Home | None = None
    known: Home | None = None
    known_from: int = 0


class Notebook:
    """The notes of the conversations that are going on."""

    def __init__(self) -> None:
        """Start with no conversation."""
        self._notes: dict[str, Notes] = {}

    @callback
    def async_notes(self, conversation_id: str) -> Notes:
        """Return a conversation's notes, which go when its session goes."""
        if (notes := self._notes.get(conversation_id)) is not None:
            return notes
        notes = self._notes[conversation_id] = Notes()
        if (session := current_session.get()) is not None:
            session.async_on_cleanup(partial(self._async_forget, conversation_id))
        return notes

    @callback
    def _async_forget(self, conversation_id: str) -> None:
        """Drop the notes of a conversation that is over."""
        self._notes.pop(conversation_id, None)


async def async_suffix(
    hass: HomeAssistant, user_input: ConversationInput, notes: Notes, *, shows_home: bool = True
) -> str:
    """Return the notes for this turn: time, room, who asks; what changed; likely targets; the caller's.

    What of the home has changed is told once in a conversation, which `notes` remember. Who may not
    act is not shown the home.
    """
    area = async_room(hass, user_input)
    told = ["; ".join(await _async_circumstances(hass, user_input, area))]
    if shows_home:
        here = area.id if area else None
        told += [
            _titled("changed", _shortened(_async_changes(hass, notes))),
            _titled("likely", async_likely(hass, user_input, here, notes.focus)),
        ]
    # A name with a line break or a bracket would end the note and go on as the user.
    shown = (one_line(part) for part in told if part)
    note = "".join(f"\n[{part}]" for part in shown)
    if user_input.extra_system_prompt:
        note += f"\n[{user_input.extra_system_prompt.strip()}]"
    return note


def _titled(title: str, text: str) -> str:
    """Return a text with its title, nothing where there is none."""
    return f"{title}: {text}" if text else ""


def _shortened(lines: Sequence[str]) -> str:
    """Return the first lines, as there is no need of all: a likely target goes by its name of now."""
    told: list[str] = []
    for line in lines:
        if told and estimate_tokens("; ".join((*told, line))) > _MOST_TOKENS:
            told.append(f"{len(lines) - len(told)} more")
            break
        told.append(line)
    return "; ".join(told)


async def _async_circumstances(
    hass: HomeAssistant, user_input: ConversationInput, area: ar.AreaEntry | None
) -> list[str]:
    """Return the local time, the room and who asks, as far as they are known."""
    now = dt_util.now()
    parts = [f"{_WEEKDAYS[now.weekday()]} {now:%Y-%m-%d %H:%M}"]
    if area is not None:
        parts.append(f"room: {_async_with_floor(hass, area)}")
    if name := await _async_user_name(hass, user_input):
        parts.append(f"user: {name}")
    return parts


@callback
def _async_changes(hass: HomeAssistant, notes: Notes) -> tuple[str, ...]:
    """Return what of the home is other than the conversation knows it."""
    home = async_shown_home(hass)
    # A prompt told anew says it all, and a history cut short may no longer say it.
    is_known = notes.shown is home.told and notes.known_from == notes.kept_from
    known = notes.known if is_known and notes.known is not None else home.told
    notes.shown, notes.known, notes.known_from = home.told, home.now, notes.kept_from
    return changes(known, home.now)


@callback
def async_room(hass: HomeAssistant, user_input: ConversationInput) -> ar.AreaEntry | None:
    """Return the room of the satellite or device that was spoken to."""
    area_id = _async_area_id(hass, user_input)
    return ar.async_get(hass).async_get_area(area_id) if area_id else None


@callback
def _async_with_floor(hass: HomeAssistant, area: ar.AreaEntry) -> str:
    """Return a room's name with its floor's."""
    if area.floor_id and (floor := fr.async_get(hass).async_get_floor(area.floor_id)):
        return f"{area.name} ({floor.name})"
    return area.name


@callback
def _async_area_id(hass: HomeAssistant, user_input: ConversationInput) -> str | None:
    """Return the area of the satellite entity, else of the device."""
    if user_input.satellite_id:
        entry = er.async_get(hass).async_get(user_input.satellite_id)
        if area_id := async_area_id(hass, entry):
            return area_id
    if user_input.device_id and (device := dr.async_get(hass).async_get(user_input.device_id)):
        return dr.async_get_effective_area_id(hass, device)
    return None


async def _async_user_name(hass: HomeAssistant, user_input: ConversationInput) -> str | None:
    """Return the name of the user who is logged in; a satellite has none."""
    if not user_input.context.user_id:
        return None
    user = await hass.auth.async_get_user(user_input.context.user_id)
    return user.name if user else None
