"""Asks a person for consent, and takes the answer: no model has a part in it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from homeassistant.components.conversation import ChatLog, ConversationInput, UserContent
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import HOUSEHOLD
from ..languages import phrase
from ..policy import question
from ..store import Store, StoreError, audit, pins
from ..tools.base import Request
from .consent import Answer, Asker, PendingConsent, answer_of
from .context import ANSWER_SECONDS, Notes
from .pin import MASK, digits_of, is_bare_pin, may_hold_pin, without_pin
from .reading import Act, Reading, Sort
from .steps import Say

_MOST_LOOKED_AT: Final = 2000


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What came of an answer: a consent that was given, or what is said instead of doing it."""

    given: PendingConsent | None = None
    say: Say | None = None

    @property
    def reading(self) -> Reading:
        """Return the acts that may now be done."""
        acts = self.given.acts if self.given else ()
        return Reading(
            sort=Sort.COMMAND,
            acts=tuple(
                Act(tool=act.tool, args=act.args, targets=tuple(sorted(act.targets)))
                for act in acts
            ),
        )


@dataclass(frozen=True, kw_only=True)
class Gatekeeper:
    """Stands between an act and the person who has to agree to it, for one message."""

    hass: HomeAssistant
    notes: Notes
    store: Store
    user_input: ConversationInput

    async def async_ask(self, request: Request) -> Say:
        """Return the question to what of a request waits for consent; it waits from now on."""
        pending = PendingConsent(
            acts=tuple(request.pending),
            text=request.text,
            spared=request.spared,
            asker=Asker.of(self.user_input),
            asked_at=self.hass.loop.time(),
        )
        if pending.needs_pin and (trouble := await self._async_without_pin()):
            self._settle(pending, audit.Decision.REFUSED)
            return self._say(trouble, is_question=False)
        if (before := self.notes.consent) is not None:
            self._settle(before, audit.Decision.EXPIRED)
        self.notes.consent = pending
        self.notes.pin_asked |= pending.needs_pin
        return self._question(pending)

    async def async_answer(self, chat_log: ChatLog) -> Answered | None:
        """Return what the user's words are to what waits; None when they are about something else."""
        if (pending := self._pending()) is None:
            return self._for_nobody(chat_log)
        answer = answer_of(pending, self.user_input.text, self.user_input.language)
        if pending.needs_pin and may_hold_pin(self.user_input.text, self.user_input.language):
            _mask(chat_log, MASK)
        if pending.asker != Asker.of(self.user_input):
            refused = Answered(say=self._say("not_yours", is_question=False))
            return None if answer is Answer.NEITHER else refused
        return await self._async_take(pending, answer)

    def _pending(self) -> PendingConsent | None:
        """Return what waits, unless it did for too long."""
        pending = self.notes.consent
        if pending and self.hass.loop.time() - pending.asked_at > ANSWER_SECONDS:
            self._settle(pending, audit.Decision.EXPIRED)
            self.notes.consent = pending = None
        return pending

    def _for_nobody(self, chat_log: ChatLog) -> Answered | None:
        """Return what comes of a PIN that nothing waits for; no model may read it."""
        if not self.notes.pin_asked:
            return None
        if not is_bare_pin(self.user_input.text, self.user_input.language):
            return None
        _mask(chat_log, MASK)
        return Answered(say=self._say("pin_late", is_question=False))

    async def _async_take(self, pending: PendingConsent, answer: Answer) -> Answered | None:
        """Return what comes of an answer by the one who was asked."""
        match answer:
            case Answer.NEITHER:
                self._settle(pending, audit.Decision.EXPIRED)
                self.notes.consent = None
                return None
            case Answer.NO:
                self._settle(pending, audit.Decision.DENIED)
                self.notes.consent = None
                text = phrase(self.user_input.language, "answers.cancelled")
                return Answered(say=Say(text=text))
            case Answer.YES if not pending.needs_pin:
                self.notes.consent = None
                return Answered(given=pending)
            case Answer.YES | Answer.PERHAPS_PIN:
                return Answered(say=self._question(pending))
            case Answer.PIN:
                answered = await self._async_take_pin(pending)
                if answered.given is None and self.notes.consent is not pending:
                    self._settle(pending, audit.Decision.REFUSED)
                return answered

    async def _async_without_pin(self) -> str | None:
        """Return what to say where no PIN can be taken."""
        try:
            is_set = await self.store.async_run(pins.has_pin, HOUSEHOLD)
        except StoreError:
            return "pin_unknown"
        return None if is_set else "pin_unset"

    async def _async_take_pin(self, pending: PendingConsent) -> Answered:
        """Return what comes of a PIN; a wrong one may be said again until there were too many."""
        # Taken away while the PIN is compared: a second answer at that moment finds nothing.
        self.notes.consent = None
        digits = digits_of(self.user_input.text, self.user_input.language)
        try:
            check = await self.store.async_run(pins.check, HOUSEHOLD, digits, dt_util.utcnow())
        except StoreError:
            return Answered(say=self._say("pin_unknown", is_question=False))
        if check.result is pins.PinResult.RIGHT:
            return Answered(given=pending)
        if check.locked_until is not None:
            return Answered(say=self._locked(check.locked_until))
        if check.result is pins.PinResult.NOT_SET:
            return Answered(say=self._say("pin_unset", is_question=False))
        # Another question may have been asked while this PIN was compared.
        self.notes.consent = self.notes.consent or pending
        return Answered(say=self._say("pin_wrong", is_question=True))

    def _settle(self, pending: PendingConsent, decision: audit.Decision) -> None:
        """Note how a question ended without a yes."""
        for act in pending.acts:
            self.store.async_keep(audit.settle, act.id, decision=decision)

    def _question(self, pending: PendingConsent) -> Say:
        """Return the question that waits for an answer."""
        text = question(list(pending.acts), self.user_input.language)
        return Say(text=text, is_question=True)

    def _locked(self, until: datetime) -> Say:
        """Return for how long no PIN is taken."""
        minutes = max(1, round((until - dt_util.utcnow()).total_seconds() / 60))
        text = phrase(self.user_input.language, "consent.pin_locked", minutes=minutes)
        return Say(text=text, is_error=True)

    def _say(self, key: str, *, is_question: bool) -> Say:
        """Return a sentence about consent."""
        text = phrase(self.user_input.language, f"consent.{key}")
        return Say(text=text, is_error=not is_question, is_question=is_question)


@callback
def async_hide_pin(
    user_input: ConversationInput, notes: Notes, chat_log: ChatLog
) -> ConversationInput:
    """Return a message without the PIN that was said along with a request: it is asked for again."""
    if notes.consent is not None or len(user_input.text) > _MOST_LOOKED_AT:
        return user_input
    text = without_pin(user_input.text, user_input.language)
    if text != user_input.text:
        _mask(chat_log, text)
    return replace(user_input, text=text)


@callback
def _mask(chat_log: ChatLog, text: str) -> None:
    """Take a PIN out of the conversation, before a model can read it there."""
    if isinstance(last := chat_log.content[-1], UserContent):
        chat_log.content[-1] = replace(last, content=text)
