"""Notes every act in the audit log: who, on which words, what, what was decided, what came of it."""

from collections.abc import Iterator

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import llm
from homeassistant.util import dt as dt_util

from ...const import DOMAIN, HOUSEHOLD
from ...models import JarvisConfigEntry
from ...policy import PendingAct
from ...store import Store, audit
from .request import Request


@callback
def async_note(
    hass: HomeAssistant,
    act: PendingAct,
    decision: audit.Decision,
    request: Request | None,
    llm_context: llm.LLMContext,
) -> str:
    """Note what was decided about an act, and return the note's id."""
    note = audit.AuditEntry(
        id=act.id,
        at=dt_util.utcnow(),
        person=_person(hass, llm_context),
        device_id=llm_context.device_id,
        conversation_id=request.conversation_id if request else None,
        words=request.text if request else "",
        tool=act.tool,
        action=act.verb,
        targets=tuple(sorted(act.targets)),
        risk=act.level.value,
        decision=decision,
    )
    for store in _stores(hass):
        store.async_keep(audit.add, note)
    return note.id


@callback
def async_settle(hass: HomeAssistant, note_id: str, result: audit.Result, reason: str = "") -> None:
    """Note what came of an act."""
    for store in _stores(hass):
        store.async_keep(audit.settle, note_id, result=result, reason=reason)


@callback
def _person(hass: HomeAssistant, llm_context: llm.LLMContext) -> str:
    """Return the person who is logged in, the user where that is no person, else the household."""
    user_id = llm_context.context.user_id if llm_context.context else None
    if user_id is None:
        return HOUSEHOLD
    people = (s for s in hass.states.async_all("person") if s.attributes.get("user_id") == user_id)
    return next((person.entity_id for person in people), user_id)


@callback
def _stores(hass: HomeAssistant) -> Iterator[Store]:
    """Yield where it is noted: nowhere while Jarvis is not set up."""
    entries: list[JarvisConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    for entry in entries:
        yield entry.runtime_data.store
