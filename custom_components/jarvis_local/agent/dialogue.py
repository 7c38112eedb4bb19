"""One turn of a conversation, from the user's message to an answer, whatever happens."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from homeassistant.components import conversation
from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm

from ..const import DOMAIN
from ..languages import phrase
from ..models import AgentSettings
from . import fallback, fast_path
from .brief import async_brief
from .context import Notes, async_room, async_suffix
from .messages import Deeds, deeds, last_user_position
from .trouble import Trouble
from .turn import ModelTurn, Outcome

if TYPE_CHECKING:
    from ..pool import ServerPool

# Home Assistant would put its own instructions in the place of an empty prompt.
_NO_PROMPT = " "


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What is said last, by us, and whether it makes the whole an error."""

    text: str
    is_error: bool = False


@dataclass(kw_only=True)
class Dialogue:
    """A message that is being answered: locally, by the model, or with the reason why not."""

    hass: HomeAssistant
    pool: ServerPool
    settings: AgentSettings
    api: llm.API | None
    notes: Notes
    user_input: conversation.ConversationInput
    chat_log: conversation.ChatLog

    def __post_init__(self) -> None:
        """Note where the turn begins."""
        self._start = len(self.chat_log.content)
        self._language = self.user_input.language
        self._agent_id = self.user_input.agent_id
        self._needs_consent = False

    async def async_answer(self) -> conversation.ConversationResult:
        """Answer locally where that is wanted and possible, else ask the model."""
        local_first = self.settings.local_first and not fast_path.is_reply(self.chat_log)
        if local_first and (result := await self._async_understand()):
            return result
        outcome = await self._async_ask_model()
        return await self._async_conclude(outcome, try_locally=not local_first)

    async def _async_understand(self) -> conversation.ConversationResult | None:
        """Return the answer of local understanding, if it understands."""
        understood = await fast_path.async_understand(self.hass, self.user_input, self.chat_log)
        self._needs_consent = understood.needs_consent
        return understood.result

    async def _async_ask_model(self) -> Outcome:
        """Let the model answer, if there is one."""
        if not self.pool.has_servers:
            return Outcome(trouble=Trouble.NO_SERVER)
        if not self.settings.model:
            return Outcome(trouble=Trouble.NO_MODEL)
        if (before := self.chat_log.llm_api) is not None and before.api != self.api:
            # Home Assistant would keep the tools of the conversation, also those no longer allowed.
            self.chat_log.llm_api = None
        await self.chat_log.async_provide_llm_data(
            self.user_input.as_llm_context(DOMAIN), self.api, _NO_PROMPT
        )
        position = last_user_position(self.chat_log.content)
        self.notes.suffixes[position] = await async_suffix(self.hass, self.user_input)
        return await self._turn().async_run()

    def _turn(self) -> ModelTurn:
        """Return the turn with the model."""
        room = async_room(self.hass, self.user_input)
        return ModelTurn(
            pool=self.pool,
            settings=self.settings,
            chat_log=self.chat_log,
            agent_id=self._agent_id,
            brief=async_brief(
                self.hass,
                self.settings,
                self.chat_log,
                self.notes,
                here=room.name if room else None,
            ),
        )

    async def _async_conclude(
        self, outcome: Outcome, *, try_locally: bool
    ) -> conversation.ConversationResult:
        """Return the answer, completed by what must be said about how it ended."""
        done = deeds(self.chat_log.content[self._start :], self.chat_log.llm_api)
        closing = self._closing(outcome, done)
        if closing is None and outcome.trouble is None:
            return conversation.async_get_result_from_chat_log(self.user_input, self.chat_log)
        if closing is not None:
            await self._async_add(closing.text)
            return fallback.said(
                self.chat_log, self._language, self._start, is_error=closing.is_error
            )
        # After a call whose outcome nobody knows, doing it locally could do it twice.
        if try_locally and not done.tried and (result := await self._async_understand()):
            return result
        if self._needs_consent:
            # Understood, but refused: no model would change that.
            text = phrase(self._language, "policy.needs_confirmation")
        else:
            text = fallback.explain(self._language, outcome, self.settings)
        await self._async_add(text)
        return fallback.said(self.chat_log, self._language, self._start, is_error=True)

    def _closing(self, outcome: Outcome, done: Deeds) -> Closing | None:
        """Return what must be said after what was said and done, if anything was."""
        if outcome.trouble is None:
            if outcome.tools_refused:
                return self._warning(outcome)
            if done.tried and not done.any and not self.chat_log.continue_conversation:
                return Closing(text=phrase(self._language, "answers.nothing_done"), is_error=True)
            return None
        if done.any:
            text = fallback.after_deed(self._language, outcome, self.settings, done)
            return Closing(text=text)
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
        return Closing(text=text)

    async def _async_add(self, text: str) -> None:
        """Say a sentence of our own, which the model will not be told it said."""
        before = fallback.spoken(self.chat_log, self._start)
        if before:
            text = f" {text}" if before.endswith((".", "!", "?", "…")) else f" … {text}"
        position = await fallback.async_say(self.chat_log, self._agent_id, text)
        self.notes.unsaid.add(position)
