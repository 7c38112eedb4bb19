"""Talking to an agent as the voice pipeline does."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
import inspect
from typing import Any

from custom_components.jarvis_local.const import DOMAIN
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.chat_session import ChatSession, async_get_chat_session


@dataclass(frozen=True, kw_only=True)
class Talk:
    """What came of a request: the result, the chat log, and what was streamed."""

    result: conversation.ConversationResult
    content: Sequence[conversation.Content]
    deltas: Sequence[dict[str, Any]]


def speech(result: conversation.ConversationResult) -> str:
    """Return what was said."""
    text: str = result.response.speech["plain"]["speech"]
    return text


def spoken(
    text: str, agent_id: str = DOMAIN, *, language: str = "en", device_id: str | None = None
) -> conversation.ConversationInput:
    """Return words that were said to an agent."""
    return conversation.ConversationInput(
        text=text,
        context=Context(),
        conversation_id=None,
        device_id=device_id,
        satellite_id=None,
        language=language,
        agent_id=agent_id,
    )


def chat_session(
    hass: HomeAssistant, context: Context | None = None
) -> AbstractContextManager[ChatSession]:
    """Return a new session; Home Assistant 2026.10 knows no context for it."""
    parameters = inspect.signature(async_get_chat_session).parameters
    known: dict[str, Any] = {"context": context or Context()} if "context" in parameters else {}
    return async_get_chat_session(hass, None, **known)


async def talk(hass: HomeAssistant, agent_id: str, text: str) -> Talk:
    """Say something in a new conversation, listening to what is streamed."""
    deltas: list[dict[str, Any]] = []
    user_input = spoken(text, agent_id)
    with (
        chat_session(hass, user_input.context) as session,
        conversation.async_get_chat_log(
            hass,
            session,
            user_input,
            chat_log_delta_listener=lambda _log, delta: deltas.append(delta),
        ) as chat_log,
    ):
        result = await conversation.async_converse(
            hass,
            text,
            session.conversation_id,
            user_input.context,
            language="en",
            agent_id=agent_id,
        )
        return Talk(result=result, content=tuple(chat_log.content), deltas=deltas)
