"""Talks to an agent as a voice pipeline does, and notes what is heard and when."""

import asyncio
from dataclasses import dataclass
import time
from typing import Any

from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.chat_session import async_get_chat_session


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What came of a request: what was said, what REST would return, after how many seconds."""

    said: str
    rest: str
    seconds: float
    characters: int


async def async_measure(hass: HomeAssistant, agent_id: str, text: str, *, patience: float) -> Heard:
    """Say something to an agent; whatever it raises is an outcome."""
    streamed: list[str] = []
    began = time.monotonic()
    try:
        async with asyncio.timeout(patience):
            speech, rest = await _async_converse(hass, agent_id, text, streamed)
    except TimeoutError:
        speech, rest = "", f"nothing after {patience:g} s"
    except Exception as err:  # noqa: BLE001 - what escapes an agent is what is measured here
        speech, rest = "", f"500 ({type(err).__name__})"
    said = "".join(streamed) or speech
    return Heard(
        said=said, rest=rest, seconds=time.monotonic() - began, characters=len(said.strip())
    )


async def _async_converse(
    hass: HomeAssistant, agent_id: str, text: str, streamed: list[str]
) -> tuple[str, str]:
    """Return the final speech and REST's answer, noting what is streamed."""
    user_input = conversation.ConversationInput(
        text=text,
        context=Context(),
        conversation_id=None,
        device_id=None,
        satellite_id=None,
        language="en",
        agent_id=agent_id,
    )

    def listen(_: conversation.ChatLog, delta: dict[str, Any]) -> None:
        if delta.get("role", "assistant") == "assistant" and delta.get("content"):
            streamed.append(delta["content"])

    with (
        async_get_chat_session(hass, None, context=user_input.context) as session,
        conversation.async_get_chat_log(hass, session, user_input, chat_log_delta_listener=listen),
    ):
        result = await conversation.async_converse(
            hass,
            text,
            session.conversation_id,
            user_input.context,
            language="en",
            agent_id=agent_id,
        )
    answer = result.response.as_dict()
    code = answer["data"].get("code")
    kind = f"200 {answer['response_type']}" + (f"/{code}" if code else "")
    return str(answer["speech"].get("plain", {}).get("speech", "")), kind
