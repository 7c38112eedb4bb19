"""What a request costs: prefix cache, overflow, durations."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import aiohttp
import pytest

from dev.scripted_ollama import Evaluation, Model, Reply, ScriptedOllama, Speed

SPEED = Speed(prefill=100, decode=10, load=1)
SYSTEM = {"role": "system", "content": "be brief and kind " * 20}


@pytest.fixture
async def quick() -> AsyncGenerator[ScriptedOllama]:
    """Return a stand-in whose words are its tokens."""
    async with ScriptedOllama(
        [Model("m", context_length=1000)], speed=SPEED, tokens=str.split
    ) as server:
        server.otherwise(Reply(text="it is done"))
        yield server


async def ask(server: ScriptedOllama, *messages: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """Return the answer to a chat request."""
    body = {"model": "m", "messages": messages, "stream": False, **rest}
    async with aiohttp.ClientSession(server.url) as session:
        return dict(await (await session.post("/api/chat", json=body)).json())


def user(text: str) -> dict[str, Any]:
    """Return a message of the user."""
    return {"role": "user", "content": text}


async def test_prefix_is_read_once(quick: ScriptedOllama) -> None:
    """The whole prompt is counted each time; only its new end costs time."""
    first = await ask(quick, SYSTEM, user("hello there"))
    reply = {"role": "assistant", "content": "it is done"}
    second = await ask(quick, SYSTEM, user("hello there"), reply, user("and now"))
    assert second["prompt_eval_count"] > first["prompt_eval_count"]
    assert first["prompt_eval_duration"] == first["prompt_eval_count"] * 10**7
    assert second["prompt_eval_duration"] < 10 * 10**7
    assert (first["eval_count"], first["eval_duration"]) == (3, 3 * 10**8)
    assert first["load_duration"] > 10**9 > second["load_duration"]
    assert quick.evaluations[0] == Evaluation(
        model="m:latest", prompt=first["prompt_eval_count"], cached=0, output=3
    )
    assert quick.evaluations[1].cached >= first["prompt_eval_count"]


@pytest.mark.parametrize(("slots", "warm"), [(1, False), (2, True)])
async def test_slots_keep_their_prefixes(slots: int, warm: bool) -> None:
    """With two slots two prompts that share nothing do not drive each other out."""
    async with ScriptedOllama([Model("m")], slots=slots, tokens=str.split) as server:
        server.otherwise(Reply(text="ok"))
        for words in ("alpha " * 50, "beta " * 50, "alpha " * 50):
            await ask(server, {"role": "system", "content": words}, user(words))
    assert (server.evaluations[2].evaluated < 5) is warm


async def test_the_same_prompt_again(quick: ScriptedOllama) -> None:
    """At least one token is always read."""
    await ask(quick, SYSTEM, user("hello"))
    await ask(quick, SYSTEM, user("hello"))
    assert quick.evaluations[1].evaluated == 1


async def test_real_time_takes_time() -> None:
    """Delays are real only where that is asked for."""
    speed = Speed(prefill=1000, decode=20, load=0.1)
    async with ScriptedOllama([Model("m")], speed=speed, real_time=True) as server:
        server.otherwise(Reply(chunks=["a", "b", "c", "d"]))
        loop = asyncio.get_running_loop()
        start = loop.time()
        await ask(server, user("hi"))
    assert loop.time() - start >= 0.3


async def test_old_messages_are_dropped_silently(quick: ScriptedOllama) -> None:
    """A long history loses its oldest turns; system and last message stay; status is 200."""
    turns = [user(f"word{n} " * 30) for n in range(5)]
    options = {"num_ctx": 150}
    shown = await ask(quick, SYSTEM, *turns, options=options, _debug_render_only=True)
    answer = await ask(quick, SYSTEM, *turns, options=options)
    prompt = shown["_debug_info"]["rendered_template"]
    assert "be brief" in prompt
    assert "word4" in prompt
    assert "word0" not in prompt
    assert answer["prompt_eval_count"] <= 150


async def test_long_prompt_is_cut_silently(quick: ScriptedOllama) -> None:
    """What does not fit even so is cut to about half the context."""
    answer = await ask(quick, SYSTEM, user("word " * 500), options={"num_ctx": 200})
    assert answer["prompt_eval_count"] == 200 - (200 - 5) // 2
    assert answer["message"]["content"] == "it is done"


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        pytest.param({"truncate": False, "shift": False}, "exceed_context_size_error", id="both"),
        pytest.param({"truncate": False}, "exceeds the available context size", id="truncate"),
        pytest.param({"shift": False}, "the prompt is longer than the context", id="shift"),
    ],
)
async def test_overflow_is_said_on_request(
    quick: ScriptedOllama, fields: dict[str, bool], error: str
) -> None:
    """With either field off a prompt that is too long is a 400."""
    answer = await ask(quick, user("word " * 500), options={"num_ctx": 200}, **fields)
    assert error in answer["error"]


async def test_answer_ends_with_the_context(quick: ScriptedOllama) -> None:
    """Without shifting an answer can be no longer than what is left."""
    quick.otherwise(Reply(text="word " * 100))
    answer = await ask(quick, user("hi"), options={"num_ctx": 20}, truncate=False, shift=False)
    assert answer["done_reason"] == "length"
    assert answer["prompt_eval_count"] + answer["eval_count"] == 20
