"""What Jarvis says when the model did not."""

from collections.abc import AsyncGenerator

from homeassistant.components import conversation
from homeassistant.helpers import intent

from ..languages import phrase
from ..models import AgentSettings
from .signs import Mark, Sign
from .trouble import WITHOUT_MODEL, Cause, Trouble
from .turn import Outcome


def reason(language: str, outcome: Outcome, settings: AgentSettings, cause: str) -> str:
    """Return the sentence for a cause."""
    return phrase(
        language, f"errors.{cause}", model=settings.model, seconds=max(1, round(outcome.seconds))
    )


def explain(language: str, outcome: Outcome, settings: AgentSettings) -> str:
    """Return why nothing was said or done, and what helps."""
    cause = _cause(outcome)
    text = reason(language, outcome, settings, cause)
    if cause in WITHOUT_MODEL:
        return f"{phrase(language, 'errors.not_understood_offline')} {text}"
    return text


def after_deed(language: str, outcome: Outcome, settings: AgentSettings) -> str:
    """Return what to say when something was done but its answer is missing or cut."""
    cause = _cause(outcome)
    if cause is Trouble.TOO_LONG:
        return reason(language, outcome, settings, cause)
    if outcome.failed:
        return phrase(language, "answers.partly_done")
    if cause is Trouble.EMPTY_ANSWER:
        return phrase(language, "answers.done")
    text = reason(language, outcome, settings, cause)
    return phrase(language, "errors.after_action", reason=text)


def sign_after_deed(outcome: Outcome) -> Sign | None:
    """Return the sign for that: none where the deed was done, but not all is well."""
    if outcome.failed:
        return Sign.ERROR
    return Sign.DONE if _cause(outcome) is Trouble.EMPTY_ANSWER else None


def interruption(language: str, outcome: Outcome, settings: AgentSettings) -> str:
    """Return what to say after an answer that broke off."""
    cause = _cause(outcome)
    text = reason(language, outcome, settings, cause)
    if cause is Trouble.TOO_LONG:
        return text
    return phrase(language, "errors.interrupted", reason=text)


def _cause(outcome: Outcome) -> Cause:
    """Return what is worth saying: a limit reached before the first word is no answer at all."""
    cause = outcome.trouble or Trouble.EMPTY_ANSWER
    if cause is Trouble.TOO_LONG and not outcome.spoken:
        return Trouble.EMPTY_ANSWER
    return cause


async def async_say(
    chat_log: conversation.ChatLog, agent_id: str, text: str, mark: Mark | None = None
) -> int:
    """Say a sentence of our own, streamed like the model's; return its position in the log."""
    said = mark.before(text) if mark else text

    async def deltas() -> AsyncGenerator[conversation.AssistantContentDeltaDict]:
        yield {"role": "assistant", "content": said, "native": mark}

    async for _ in chat_log.async_add_delta_content_stream(agent_id, deltas()):
        pass
    return len(chat_log.content) - 1


def spoken(chat_log: conversation.ChatLog, start: int) -> str:
    """Return all that was said since a position in the log."""
    texts = [
        item.content.strip()
        for item in chat_log.content[start:]
        if isinstance(item, conversation.AssistantContent) and item.content
    ]
    return " ".join(filter(None, texts))


def said(
    chat_log: conversation.ChatLog, language: str, start: int, *, is_error: bool
) -> conversation.ConversationResult:
    """Return all that was said in a turn which began at this position."""
    response = intent.IntentResponse(language=language)
    text = spoken(chat_log, start)
    if is_error:
        response.async_set_error(intent.IntentResponseErrorCode.FAILED_TO_HANDLE, text)
    else:
        response.async_set_speech(text)
    return conversation.ConversationResult(
        response=response,
        conversation_id=chat_log.conversation_id,
        continue_conversation=chat_log.continue_conversation,
    )
