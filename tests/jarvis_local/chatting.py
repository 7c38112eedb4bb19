"""Chats with a server, without an agent."""

from typing import Any

from custom_components.jarvis_local.ollama import (
    ChatChunk,
    ChatRequest,
    OllamaServer,
    ServerAddress,
    Timeouts,
)
from homeassistant.core import HomeAssistant

from .conftest import MODEL

PATIENT = Timeouts(first_token=5, total=10)


def request(model: str = MODEL, **rest: Any) -> ChatRequest:
    """Return a request that says hello."""
    return ChatRequest(model=model, messages=[{"role": "user", "content": "hello"}], **rest)


async def chat(
    hass: HomeAssistant,
    url: str,
    asked: ChatRequest | None = None,
    timeouts: Timeouts = PATIENT,
    headers: dict[str, str] | None = None,
) -> list[ChatChunk]:
    """Return all chunks of an answer."""
    server = OllamaServer(hass, ServerAddress(url=url, headers=headers or {}))
    return [chunk async for chunk in server.async_chat(asked or request(), timeouts)]
