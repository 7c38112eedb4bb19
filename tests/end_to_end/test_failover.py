"""Two model servers: the second takes over when the first goes, and gives back when it returns."""

import asyncio
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from dev.home.flow import add_subentry, entries
from dev.home.jarvis import DOMAIN
from dev.scripted_ollama import Failure, Model, Reply, ScriptedOllama

from .talk import MODEL, Talk

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

QUESTION = "Why is the sky blue?"


@pytest_asyncio.fixture(loop_scope="session")
async def second(talk: Talk) -> AsyncGenerator[ScriptedOllama]:
    """Add a second server through its dialog, and remove it at the end."""
    (entry,) = await entries(talk.client, DOMAIN)
    async with ScriptedOllama([Model(MODEL)]) as server:
        server.otherwise(Reply(text="The second says: the air."))
        await add_subentry(talk.client, entry["entry_id"], "server", {"user": {"url": server.url}})
        listed = await talk.client.command(
            "config_entries/subentries/list", entry_id=entry["entry_id"]
        )
        await until_seen(talk)
        added = [item for item in listed if item["subentry_type"] == "server"][-1]
        yield server
        await talk.client.command(
            "config_entries/subentries/delete",
            entry_id=entry["entry_id"],
            subentry_id=added["subentry_id"],
        )
        async with asyncio.timeout(20):
            while (await entries(talk.client, DOMAIN))[0]["state"] != "loaded":
                await asyncio.sleep(0.1)


async def until_seen(talk: Talk) -> None:
    """Wait until the integration is back with both servers and its agent."""
    async with asyncio.timeout(20):
        while True:
            states = await talk.client.states()
            seen = [state["state"] for key, state in states.items() if "_connection" in key]
            agent = states.get(talk.agent.entity_id, {"state": "unavailable"})
            if seen == ["on", "on"] and agent["state"] != "unavailable":
                return
            await asyncio.sleep(0.1)


async def heard(talk: Talk, text: str = QUESTION) -> str:
    """Return what the app says in answer."""
    run = await talk.say(text)
    assert run.error is None
    return run.speech


async def test_killed_and_back(talk: Talk, second: ScriptedOllama) -> None:
    """The turn that finds the first server dead is answered by the second; then it is first again."""
    talk.scripted.otherwise(Reply(text="The first says: the air."))
    before = await heard(talk)
    await talk.scripted.stop()
    try:
        during = [await heard(talk) for _ in range(2)]
    finally:
        await talk.scripted.start()
    # The first of these has the server looked at while the second server answers.
    after = [await heard(talk) for _ in range(3)]

    assert before == "The first says: the air."
    assert during == ["The second says: the air."] * 2
    assert after[-1] == "The first says: the air."


async def test_fails_in_the_turn(talk: Talk, second: ScriptedOllama) -> None:
    """A server that answers with an error is not heard at all."""
    talk.scripted.otherwise(Reply(failure=Failure.status(500, "llama runner has terminated")))
    assert await heard(talk) == "The second says: the air."
