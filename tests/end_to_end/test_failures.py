"""The model server fails while it is needed: Jarvis says so, soon, and is back when it is."""

import asyncio
from collections.abc import AsyncGenerator
import contextlib
import time

import pytest
import pytest_asyncio

from dev.home import Credentials, HassProcess, PipelineRun, connect
from dev.scripted_ollama import Failure, Reply, ScriptedOllama

from .talk import Talk, calls, words

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(300)]

QUESTION = "Why is the sky blue?"
BROKEN_OFF = "The sky is blue because"
SHORTEST = 5


@contextlib.asynccontextmanager
async def away(scripted: ScriptedOllama) -> AsyncGenerator[None]:
    """Kill the model server, and start it again at the end."""
    await scripted.stop()
    try:
        yield
    finally:
        await scripted.start()


def spoken(run: PipelineRun) -> str:
    """Return what is said at the end of a run, which went through to its end without an error."""
    assert run.error is None
    assert [event["type"] for event in run.events[-2:]] == ["intent-end", "run-end"]
    return words(run)


@pytest_asyncio.fixture(loop_scope="session")
async def impatient(talk: Talk) -> Talk:
    """Set the shortest bounds through the options flow."""
    await talk.set_bounds(first_token=SHORTEST, turn=2 * SHORTEST)
    return talk


async def test_killed_in_the_middle_of_an_answer_and_back(talk: Talk) -> None:
    """The break is told; while it is away commands work locally; then all works again."""
    stuck = Reply(chunks=[f"{word} " for word in BROKEN_OFF.split()], failure=Failure.hang_after(5))
    talk.scripted.when("sky", stuck)
    answer = asyncio.create_task(talk.say(QUESTION))
    await talk.wait_for_chats(1)
    await asyncio.sleep(0.3)

    async with away(talk.scripted):
        broken = spoken(await answer)
        explained = spoken(await talk.say(QUESTION))
        in_french, _ = await talk.process("Pourquoi le ciel est-il bleu ?", language="fr")
        done = spoken(await talk.say("Turn on the kitchen light"))
        lit = await talk.lit()
    talk.scripted.when("sky", Reply(text="Because of the air."))
    back = spoken(await talk.say(QUESTION))

    assert broken.startswith(BROKEN_OFF)
    assert "interrupted" in broken
    assert "cannot reach the Ollama server" in explained
    assert "injoignable" in in_french
    assert "cannot reach" not in done
    assert lit == {"light.kitchen"}
    assert back == "Because of the air."


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(Failure.hang(), id="before the first word"),
        pytest.param(Failure.hang_after(3), id="in the middle"),
    ],
)
async def test_a_hanging_server_is_given_up(impatient: Talk, failure: Failure) -> None:
    """Both doors answer within the bound that the options set."""
    impatient.scripted.otherwise(Reply(text="The sky is blue because of the air.", failure=failure))
    started = time.monotonic()

    run, (speech, _) = await asyncio.gather(impatient.say(QUESTION), impatient.process(QUESTION))

    assert SHORTEST <= time.monotonic() - started < SHORTEST + 20
    assert f"did not answer within {SHORTEST} seconds" in spoken(run)
    assert speech == words(run)


@pytest.mark.parametrize(
    "failure",
    [
        pytest.param(Failure.status(500, "llama runner process has terminated"), id="500"),
        pytest.param(Failure.status(503, "server busy"), id="503"),
        pytest.param(Failure.html(502), id="web page"),
        pytest.param(Failure.not_json(), id="not JSON"),
        pytest.param(Failure.empty_body(), id="empty"),
        pytest.param(Failure.disconnect_after(0), id="disconnect"),
        pytest.param(Failure.garbage_after(2), id="garbage in the middle"),
        pytest.param(Failure.error_after(2, "unexpected EOF"), id="error in the middle"),
    ],
)
async def test_a_broken_answer_is_explained(talk: Talk, failure: Failure) -> None:
    """Each failure is a sentence through both doors, and the conversation goes on."""
    talk.scripted.otherwise(Reply(text="The sky is blue because of the air.", failure=failure))
    talk.scripted.when("again", Reply(text="Because of the air."))

    run = await talk.say(QUESTION)
    speech, _ = await talk.process(QUESTION)
    again = await talk.say("Try again", conversation_id=run.conversation_id)

    assert spoken(run).endswith(".")
    assert speech == words(run)
    assert spoken(again) == "Because of the air."


async def test_killed_after_the_deed(talk: Talk) -> None:
    """The light is on, and Jarvis says so without the model, which did not come back."""
    cut = Reply(failure=Failure.disconnect_after(0))
    talk.scripted.when("cosy", calls("HassTurnOn", name="Reading lamp"), cut)

    run = await talk.say("Make it cosy in here")

    assert await talk.lit() == {"light.reading_lamp"}
    assert spoken(run) == "Turned on the light."


async def test_no_server_when_home_assistant_starts(
    hass_process: HassProcess, user: Credentials, talk: Talk
) -> None:
    """The agent is there, carries out simple commands, and says what is missing for the rest."""
    async with away(talk.scripted):
        await hass_process.stop()
        await hass_process.start()
        async with connect(hass_process.url, user) as client:
            after = Talk(client=client, agent=talk.agent, scripted=talk.scripted)
            done = await after.say("Allume la lumière du jardin", language="fr")
            lit = await after.lit()
            explained = await after.say(QUESTION)
            speech, answer = await after.process(QUESTION)

    assert spoken(done)
    assert lit == {"light.garden"}
    assert "cannot reach the Ollama server" in spoken(explained)
    assert speech == words(explained)
    assert answer["response"]["response_type"] == "error"
