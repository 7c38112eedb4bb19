"""What changes from turn to turn, told at the end of the user's message."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

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

from .home import async_area_of

_BRACKETS = str.maketrans("[]", "()")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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
    # Whether the user was told that the model cannot act.
    tools_refused: bool = False


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


async def async_suffix(hass: HomeAssistant, user_input: ConversationInput) -> str:
    """Return the note for this turn: local time, room, who asks, and what the caller adds."""
    now = dt_util.now()
    parts = [f"{_WEEKDAYS[now.weekday()]} {now:%Y-%m-%d %H:%M}"]
    if (area := async_room(hass, user_input)) is not None:
        parts.append(f"room: {_async_with_floor(hass, area)}")
    if name := await _async_user_name(hass, user_input):
        parts.append(f"user: {name}")
    # A name with a line break or a bracket would end the note and go on as the user.
    shown = (" ".join(part.translate(_BRACKETS).split()) for part in parts)
    note = f"\n[{'; '.join(shown)}]"
    if user_input.extra_system_prompt:
        note += f"\n[{user_input.extra_system_prompt.strip()}]"
    return note


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
        if area_id := async_area_of(hass, entry):
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
