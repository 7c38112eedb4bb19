"""One turn of a conversation, from the user's message to an answer, whatever happens."""

from dataclasses import dataclass, replace

from homeassistant.components import conversation
from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm

from ..const import DOMAIN
from ..home import async_home
from ..home.select import MOST_READ, select
from ..languages import phrase
from ..models import AgentSettings
from ..pool import ServerPool
from ..store import Store
from ..tools.base import Request, current_request
from . import fallback, fast_path
from .asking import polite_answer
from .brief import async_brief
from .context import Notes, async_room, async_suffix
from .gatekeeper import Answered, Gatekeeper
from .guide import ConversationGuide
from .messages import last_user_position
from .question import async_answer, async_ask, async_ask_again
from .reading import Reading, Sort, read
from .sentences import ENDS
from .signs import Sign, async_is_read, mark
from .steps import Again
from .trouble import WITHOUT_MODEL, Trouble
from .turn import ModelTurn, Outcome

# Home Assistant would put its own instructions in the place of an empty prompt.
_NO_PROMPT = " "


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What is said last, by us, and whether it makes the whole an error.

    `is_own` is that the model is told that it said so, as part of the conversation.
    """

    text: str
    is_error: bool = False
    is_own: bool = False
    sign: Sign | None = None


@dataclass(kw_only=True)
class Dialogue:
    """A message that is being answered: locally, by the model, or with the reason why not."""

    hass: HomeAssistant
    pool: ServerPool
    store: Store
    settings: AgentSettings
    api: llm.API | None
    notes: Notes
    user_input: conversation.ConversationInput
    chat_log: conversation.ChatLog

    def __post_init__(self) -> None:
        """Note where the turn begins, and read what the user says."""
        self._start = len(self.chat_log.content)
        self._language = self.user_input.language
        self._agent_id = self.user_input.agent_id
        self._understood = fast_path.Understood()
        self._request = Request(
            text=self.user_input.text,
            language=self._language,
            focus=self.notes.focus,
            conversation_id=self.chat_log.conversation_id,
        )
        self._reply, self._chosen = "", False
        self._gatekeeper = Gatekeeper(
            hass=self.hass, notes=self.notes, store=self.store, user_input=self.user_input
        )
        self._reply_sign: Sign | None = None
        self._reading = self._answered() or self._read()

    def _answered(self) -> Reading | None:
        """Return what was chosen, where the user answers a question of ours."""
        found = async_answer(self.hass, self.notes, self.user_input.text, self._language)
        if found is None or self.api is None:
            return None
        question, answer = found
        if answer.cancelled:
            self._reply = phrase(self._language, "answers.cancelled")
        elif answer.narrowed:
            self._reply = async_ask_again(
                self.hass, self.notes, question, answer.narrowed, self._language
            )
            self._reply_sign = Sign.HINT
        self._request.focus = answer.devices
        self._chosen = True
        acts = question.acts(answer.devices)
        return Reading(sort=Sort.COMMAND, acts=(*question.rest, *acts) if acts else ())

    def _read(self) -> Reading:
        """Return what the user's own words ask for; nothing where Jarvis may not act."""
        if self.api is None or self._is_long:
            return Reading()
        room = async_room(self.hass, self.user_input)
        return read(
            async_home(self.hass),
            self.hass.states,
            self.user_input.text,
            self._language,
            here=room.id if room else None,
            focus=self.notes.focus,
        )

    @property
    def _is_read(self) -> bool:
        """Return whether signs are wanted, and nobody will hear them."""
        return self.settings.chat_signs and async_is_read(self.hass, self.user_input, self.chat_log)

    @property
    def _is_long(self) -> bool:
        """Return whether a text is no command: to read it would keep the home waiting."""
        return len(self.user_input.text) > MOST_READ

    async def async_answer(self) -> conversation.ConversationResult:
        """Answer, and remember what was spoken of."""
        token = current_request.set(self._request)
        try:
            return await self._async_answer()
        finally:
            current_request.reset(token)
            # What was begun meanwhile, such as a script, keeps the request in its context.
            self._request.consents.clear()
            self._remember()

    async def _async_answer(self) -> conversation.ConversationResult:
        """Answer locally where that is wanted and possible, else ask the model."""
        if (answered := await self._gatekeeper.async_answer(self.chat_log)) is not None:
            if (say := answered.say) is not None:
                await self._async_add(say.text, is_own=True, sign=say.sign)
                return fallback.said(
                    self.chat_log, self._language, self._start, is_error=say.is_error
                )
            self._take(answered)
        elif self._reply:
            await self._async_add(self._reply, is_own=True, sign=self._reply_sign)
            return fallback.said(self.chat_log, self._language, self._start, is_error=False)
        local_first = self.settings.local_first and not fast_path.is_reply(self.chat_log)
        if local_first and not self._chosen and (result := await self._async_understand()):
            return result
        outcome = await self._async_ask_model(acts_first=local_first or self._chosen)
        return await self._async_conclude(outcome, try_locally=not local_first)

    def _remember(self) -> None:
        """Remember the devices that "it" may mean in the next turn."""
        touched = [state.entity_id for deed in self._request.deeds for state in deed.targets]
        if not touched and not self._is_long:
            named = select(async_home(self.hass), self._request.text, self._language).named
            touched = list(named[:1])
        self.notes.focus = tuple(dict.fromkeys(touched)) or self.notes.focus

    def _take(self, answered: Answered) -> None:
        """Go on with what a person agreed to, as it was asked for."""
        if (given := answered.given) is None:
            return
        self._request.text, self._request.consents = given.text, list(given.acts)
        self._request.spared = given.spared
        self._reading, self._chosen = answered.reading, True
        self._request.focus = tuple(sorted(self._reading.targets))

    async def _async_understand(self) -> conversation.ConversationResult | None:
        """Return the answer of local understanding, if it understands."""
        if self._is_long:
            return None
        llm_context = self.user_input.as_llm_context(DOMAIN)
        api = await self.api.async_get_api_instance(llm_context) if self.api else None
        understood = await fast_path.async_understand(
            self.hass, self.user_input, self.chat_log, api, is_read=self._is_read
        )
        self._understood = understood
        if self._request.pending:
            return await self._async_ask_consent(understood.told)
        return understood.result

    async def _async_ask_consent(self, told: str) -> conversation.ConversationResult:
        """Say what was done locally, and ask about the rest: no model would change that."""
        asked = await self._gatekeeper.async_ask(self._request)
        text = f"{told} {asked.text}" if told else asked.text
        await self._async_add(text, is_own=True, sign=asked.sign)
        return fallback.said(self.chat_log, self._language, self._start, is_error=asked.is_error)

    async def _async_ask_model(self, *, acts_first: bool) -> Outcome:
        """Let the model answer, if there is one; what is clear without one can be done anyway."""
        is_clear = self._reading.is_clear and not self._request.tried
        if (trouble := self._why_no_model()) is not None and not is_clear:
            return Outcome(trouble=trouble)
        if (before := self.chat_log.llm_api) is not None and before.api != self.api:
            # Home Assistant would keep the tools of the conversation, also those no longer allowed.
            self.chat_log.llm_api = None
        await self.chat_log.async_provide_llm_data(
            self.user_input.as_llm_context(DOMAIN), self.api, _NO_PROMPT
        )
        position = last_user_position(self.chat_log.content)
        self.notes.suffixes[position] = await async_suffix(
            self.hass, self.user_input, self.notes, shows_home=self.api is not None
        )
        guide = ConversationGuide(
            hass=self.hass,
            notes=self.notes,
            request=self._request,
            reading=self._reading,
            gatekeeper=self._gatekeeper,
            confirms=self.settings.confirm_locally,
        )
        first = guide.act_as_read() if is_clear and (acts_first or trouble) else Again()
        outcome = await self._turn(guide).async_run(first)
        self.chat_log.async_trace({"helped": guide.helped})
        return outcome

    def _why_no_model(self) -> Trouble | None:
        """Return why no model can be asked, if none can."""
        if not self.pool.has_servers:
            return Trouble.NO_SERVER
        return None if self.settings.model else Trouble.NO_MODEL

    def _turn(self, guide: ConversationGuide) -> ModelTurn:
        """Return the turn with the model."""
        room = async_room(self.hass, self.user_input)
        return ModelTurn(
            guide=guide,
            pool=self.pool,
            settings=self.settings,
            chat_log=self.chat_log,
            agent_id=self._agent_id,
            brief=async_brief(
                self.hass,
                self.settings,
                self.chat_log,
                self.notes,
                pool=self.pool,
                here=room.name if room else None,
            ),
        )

    async def _async_conclude(
        self, outcome: Outcome, *, try_locally: bool
    ) -> conversation.ConversationResult:
        """Return the answer, completed by what must be said about how it ended."""
        closing = self._closing(outcome)
        if closing is not None:
            await self._async_add(closing.text, is_own=closing.is_own, sign=closing.sign)
            return fallback.said(
                self.chat_log, self._language, self._start, is_error=closing.is_error
            )
        if outcome.trouble is None:
            in_vain = bool(self._request.called) and not self._request.deeds
            return fallback.said(self.chat_log, self._language, self._start, is_error=in_vain)
        # After a call whose outcome nobody knows, doing it locally could do it twice.
        if try_locally and not self._request.tried and (result := await self._async_understand()):
            return result
        understood, without_model = self._understood, outcome.trouble in WITHOUT_MODEL
        if without_model and (say := self._without_model()):
            await self._async_add(say, is_own=True, sign=Sign.HINT if understood.question else None)
            return fallback.said(self.chat_log, self._language, self._start, is_error=False)
        if understood.is_later and without_model:
            text = phrase(self._language, "answers.later")
        elif understood.needs_consent:
            # Understood, but refused: no model would change that.
            text = phrase(self._language, "consent.say_simply")
        else:
            text = fallback.explain(self._language, outcome, self.settings)
        await self._async_add(text, sign=Sign.ERROR)
        return fallback.said(self.chat_log, self._language, self._start, is_error=True)

    def _without_model(self) -> str | None:
        """Return a question of local understanding, or what is said to a few words of politeness."""
        if (question := self._understood.question) is None:
            return None if self._is_long else polite_answer(self.user_input.text, self._language)
        options, rest = self._understood.options, self._understood.rest
        reading = replace(self._reading, options=options) if options else self._reading
        async_ask(self.hass, self.notes, reading, (), (), rest=rest)
        return question

    def _closing(self, outcome: Outcome) -> Closing | None:
        """Return what must be said after what was said and done, if anything was."""
        if (say := outcome.closing) is not None:
            warning = self._warning(outcome) if outcome.tools_refused else None
            text = f"{say.text} {warning.text}" if warning else say.text
            return Closing(text=text, is_error=say.is_error, is_own=not say.is_error, sign=say.sign)
        if outcome.trouble is None:
            return self._warning(outcome) if outcome.tools_refused else None
        if self._request.deeds:
            text = fallback.after_deed(self._language, outcome, self.settings)
            return Closing(text=text, sign=fallback.sign_after_deed(outcome))
        if outcome.spoken:
            text = fallback.interruption(self._language, outcome, self.settings)
            return Closing(text=text, is_error=outcome.trouble is not Trouble.TOO_LONG)
        return None

    def _warning(self, outcome: Outcome) -> Closing | None:
        """Return, once in a conversation, that the model cannot act whatever it claims."""
        if self.notes.tools_refused:
            return None
        self.notes.tools_refused = True
        text = fallback.reason(self._language, outcome, self.settings, "tools_unsupported")
        return Closing(text=text, sign=Sign.HINT)

    async def _async_add(
        self, text: str, *, is_own: bool = False, sign: Sign | None = None
    ) -> None:
        """Say a sentence of our own; unless it is told so, the model does not know that it was said."""
        before = fallback.spoken(self.chat_log, self._start)
        marked = mark(self._language, sign) if self._is_read and not before else None
        if before:
            text = f" {text}" if before.endswith(ENDS) else f" … {text}"
        position = await fallback.async_say(self.chat_log, self._agent_id, text, marked)
        if not is_own:
            self.notes.unsaid.add(position)
