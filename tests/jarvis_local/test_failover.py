"""A server that goes or comes back is noticed within the turn that needs it."""

import pytest

from dev.scripted_ollama import Reply, ScriptedOllama
from homeassistant.components.conversation import ConversationResult
from homeassistant.core import HomeAssistant

from .conftest import Ask, make_entry, models, setup_entry

QUESTION = "Why is the sky blue?"
ANSWER = "Because of the air."


def said(result: ConversationResult) -> str:
    """Return what was spoken."""
    text: str = result.response.speech["plain"]["speech"]
    return text


async def test_other_server_in_the_same_turn(
    hass: HomeAssistant, ollama_server: ScriptedOllama, ask: Ask
) -> None:
    """The second server answers the very request that finds the first one gone."""
    ollama_server.otherwise(Reply(text=ANSWER))
    async with ScriptedOllama(models=models()) as first:
        await setup_entry(hass, make_entry([first.url, ollama_server.url]))
        await first.stop()

        result = await ask(QUESTION)

    assert said(result) == ANSWER


async def test_back_at_once(hass: HomeAssistant, ollama_server: ScriptedOllama, ask: Ask) -> None:
    """The first request after a server's return is answered, without waiting for the next look."""
    ollama_server.otherwise(Reply(text=ANSWER))
    await setup_entry(hass, make_entry(ollama_server.url))
    await ollama_server.stop()
    away = await ask(QUESTION)
    await ollama_server.start()

    back = await ask(QUESTION)

    assert "cannot reach the Ollama server" in said(away)
    assert said(back) == ANSWER


@pytest.mark.parametrize("count", [pytest.param(1, id="one server"), pytest.param(2, id="two")])
async def test_all_gone(hass: HomeAssistant, ask: Ask, count: int) -> None:
    """With no server left the turn ends, having tried each."""
    servers = [ScriptedOllama(models=models()) for _ in range(count)]
    for server in servers:
        await server.start()
    await setup_entry(hass, make_entry([server.url for server in servers]))
    for server in servers:
        await server.stop()

    assert "cannot reach the Ollama server" in said(await ask(QUESTION))
