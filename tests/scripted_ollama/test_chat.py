"""Chatting and generating, as the official client sees it."""

import json
from typing import Any

import aiohttp
import ollama
import pytest

from dev.scripted_ollama import Call, Layout, Model, Reply, ScriptedOllama

KITCHEN = [{"role": "user", "content": "Turn on the kitchen light"}]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "HassTurnOn",
            "description": "Turn on",
            "parameters": {
                "type": "object",
                "properties": {"area": {"type": "string", "default": "x"}},
            },
        },
    }
]


async def test_stream_of_thinking_text_and_call(
    server: ScriptedOllama, client: ollama.AsyncClient
) -> None:
    """Thinking, text and call come in pieces; the counts come with the last line."""
    server.otherwise(
        Reply(
            thinking="A light.", text="One moment.", calls=[Call("HassTurnOn", {"area": "Kitchen"})]
        )
    )
    answer = await client.chat("qwen3.5:4b", KITCHEN, tools=TOOLS, stream=True, think=True)
    parts = [part async for part in answer]
    calls = [call for part in parts for call in part.message.tool_calls or ()]
    assert "".join(part.message.thinking or "" for part in parts) == "A light."
    assert "".join(part.message.content or "" for part in parts) == "One moment."
    assert [(c.function.name, c.function.arguments) for c in calls] == [
        ("HassTurnOn", {"area": "Kitchen"})
    ]
    assert [part.done for part in parts] == [False] * (len(parts) - 1) + [True]
    last = parts[-1]
    assert last.done_reason == "stop"
    assert last.prompt_eval_count
    assert last.eval_count
    assert (last.total_duration or 0) >= (last.eval_duration or 0) + (
        last.prompt_eval_duration or 0
    )


async def test_whole_answer(server: ScriptedOllama) -> None:
    """Without streaming one object holds it all, calls with id and index."""
    calls = [Call("HassTurnOn", {"area": "Kitchen"}), Call("HassTurnOff", '{"area":"Garage"}')]
    server.otherwise(Reply(text="Both <now>.", calls=calls))
    body = {"model": "qwen3.5:4b", "messages": KITCHEN, "tools": TOOLS, "stream": False}
    async with aiohttp.ClientSession(server.url) as session:
        raw = await (await session.post("/api/chat", json=body)).text()
    message = json.loads(raw)["message"]
    assert r"Both \u003cnow\u003e." in raw
    assert [call["function"]["index"] for call in message["tool_calls"]] == [0, 1]
    assert message["tool_calls"][0]["id"].startswith("call_")
    assert message["tool_calls"][1]["function"]["arguments"] == '{"area":"Garage"}'


async def test_rounds_of_a_turn(server: ScriptedOllama, client: ollama.AsyncClient) -> None:
    """Each round has its reply, the last one repeats, and other words match other rules."""
    server.otherwise(Reply(text="What?"))
    server.when("KITCHEN", Reply(calls=[Call("HassTurnOn")]), Reply(text="It is on."))
    server.when(lambda text: text.endswith("?"), Reply(text="Good question."))
    round_two = [
        *KITCHEN,
        {"role": "assistant", "content": "Hm"},
        {"role": "tool", "content": "{}"},
    ]
    histories: list[Any] = [
        KITCHEN,
        round_two,
        [*round_two, {"role": "assistant", "content": "Hm"}],
        [{"role": "user", "content": "Kitchen?"}],
        [{"role": "user", "content": "Garage"}],
    ]
    answers = [(await client.chat("qwen3.5:4b", history)).message for history in histories]
    assert answers[0].tool_calls
    assert [answer.content for answer in answers[1:]] == [
        "It is on.",
        "It is on.",
        "Good question.",
        "What?",
    ]
    assert [chat["messages"] for chat in server.chats] == histories
    assert server.requests[-1].headers["Content-Type"] == "application/json"


async def test_reply_made_of_the_request(
    server: ScriptedOllama, client: ollama.AsyncClient
) -> None:
    """A function may answer; chunks go out as they are, thinking only where it is wanted."""
    server.otherwise(lambda body: Reply(chunks=[body["model"], "!"], thinking="Hm"))
    answer = await client.chat("qwen3.5:4b", KITCHEN, stream=True, think=False)
    parts = [part async for part in answer]
    assert [part.message.content for part in parts] == ["qwen3.5:4b", "!", ""]
    assert not any(part.message.thinking for part in parts)


async def test_generate(server: ScriptedOllama, client: ollama.AsyncClient) -> None:
    """The other endpoint says the same script."""
    server.when("rain", Reply(text="No rain today.", thinking="Look up."))
    parts = [
        part async for part in await client.generate("qwen3.5:4b", "Will it rain?", stream=True)
    ]
    whole = await client.generate("qwen3.5:4b", "Will it rain?")
    assert "".join(part.response or "" for part in parts) == whole.response == "No rain today."
    assert whole.thinking == "Look up."
    assert whole.done_reason == "stop"


async def test_load_and_unload(client: ollama.AsyncClient) -> None:
    """A request without words loads or unloads, and is listed for as long as it asked."""
    loaded = await client.chat(
        "qwen3.5:4b", [], keep_alive=-1, options={"num_ctx": 8192, "temperature": 0.1}
    )
    listed = (await client.ps()).models
    assert (loaded.done, loaded.done_reason) == (True, "load")
    assert [(m.model, m.context_length) for m in listed] == [("qwen3.5:4b", 8192)]
    assert listed[0].expires_at
    assert listed[0].expires_at.year > 2300
    assert (await client.generate("qwen3.5:4b", keep_alive=0)).done_reason == "unload"
    assert not (await client.ps()).models
    assert (await client.generate("phi3:mini", keep_alive="1h30m")).done_reason == "load"
    assert (await client.chat("phi3:mini", [], keep_alive=0)).done_reason == "unload"


async def test_other_runner_options_load_again(
    server: ScriptedOllama, client: ollama.AsyncClient
) -> None:
    """A change of num_ctx or shift evicts the model; temperature does not."""
    server.otherwise(Reply(text="Yes."))
    for options in ({"num_ctx": 2048}, {"num_ctx": 2048, "temperature": 1}, {"num_ctx": 4096}):
        await client.chat("phi3:mini", KITCHEN, options=options)
    body = {"model": "phi3:mini", "messages": KITCHEN, "shift": False}
    async with aiohttp.ClientSession(server.url) as session:
        await session.post("/api/chat", json=body)
    assert server.loads == [("phi3:mini", 2048), ("phi3:mini", 4096), ("phi3:mini", 4096)]


async def test_num_predict_cuts_the_answer(
    server: ScriptedOllama, client: ollama.AsyncClient
) -> None:
    """An answer ends at its bound, and says so."""
    server.otherwise(Reply(text="one two three four five"))
    answer = await client.chat("phi3:mini", KITCHEN, options={"num_predict": 3})
    assert answer.message.content == "one two three"
    assert (answer.done_reason, answer.eval_count) == ("length", 3)


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        pytest.param({"model": "nope"}, 404, "model 'nope' not found", id="unknown"),
        pytest.param({}, 400, "model is required", id="unnamed"),
        pytest.param(
            {"model": "phi3:mini", "tools": TOOLS},
            400,
            "registry.ollama.ai/library/phi3:mini does not support tools",
            id="tools",
        ),
        pytest.param(
            {"model": "phi3:mini", "think": True},
            400,
            '"phi3:mini" does not support thinking',
            id="thinking",
        ),
        pytest.param(
            {"model": "nomic-embed-text"},
            400,
            '"nomic-embed-text" does not support chat',
            id="embedder",
        ),
        pytest.param(
            {"model": "qwen3.5:4b", "format": "xml"},
            500,
            'invalid format: "xml"; expected "json" or a valid JSON Schema object',
            id="format",
        ),
        pytest.param(
            {"model": "phi3:mini", "keep_alive": "soon"},
            400,
            'time: invalid duration "soon"',
            id="keep_alive",
        ),
    ],
)
async def test_refusals(
    server: ScriptedOllama, body: dict[str, Any], status: int, error: str
) -> None:
    """Each refusal has Ollama's status and words."""
    server.otherwise(Reply(text="Yes."))
    async with aiohttp.ClientSession(server.url) as session:
        response = await session.post("/api/chat", json={"messages": KITCHEN, **body})
        assert (response.status, await response.json()) == (status, {"error": error})


async def test_picture_for_a_blind_model(
    server: ScriptedOllama, client: ollama.AsyncClient
) -> None:
    """A picture works where the model sees, and is the runner's error where it does not."""
    server.otherwise(Reply(text="A cat."))
    look = [{"role": "user", "content": "Who?", "images": ["aGVsbG8="]}]
    assert (await client.chat("qwen3.5:4b", look)).message.content == "A cat."
    with pytest.raises(ollama.ResponseError, match="image input is not supported"):
        await client.chat("phi3:mini", look)


async def test_cloud_models_say_where_they_run(server: ScriptedOllama) -> None:
    """Each line names the remote host; with the cloud off the model is refused."""
    server.otherwise(Reply(text="Hi."))
    body = {"model": "gpt-oss:120b-cloud", "messages": KITCHEN, "stream": False}
    async with aiohttp.ClientSession(server.url) as session:
        answer = await (await session.post("/api/chat", json=body)).json()
        server.core.cloud_disabled = True
        refused = await session.post("/api/chat", json=body)
    assert answer["remote_host"] == "https://ollama.com:443"
    assert refused.status == 403


@pytest.mark.parametrize(
    ("layout", "order"),
    [
        (Layout.SYSTEM_TOOLS, ["Be brief", "HassTurnOn", "Hello", "Turn on"]),
        (Layout.TOOLS_SYSTEM, ["HassTurnOn", "Be brief", "Hello", "Turn on"]),
        (Layout.TOOLS_IN_LAST_USER, ["Be brief", "Hello", "HassTurnOn", "Turn on"]),
    ],
    ids=str,
)
async def test_rendered_prompt(layout: Layout, order: list[str]) -> None:
    """The prompt can be looked at; tools are where the template puts them, less what Ollama drops."""
    messages = [
        {"role": "system", "content": "Be brief"},
        {"role": "user", "content": "Hello"},
        *KITCHEN,
    ]
    body = {"model": "m", "messages": messages, "tools": TOOLS, "_debug_render_only": True}
    async with (
        ScriptedOllama([Model("m", layout=layout)]) as server,
        aiohttp.ClientSession(server.url) as session,
    ):
        answer = await (await session.post("/api/chat", json=body)).json()
    prompt = answer["_debug_info"]["rendered_template"]
    places = [prompt.index('"HassTurnOn"' if word == "HassTurnOn" else word) for word in order]
    assert places[:3] == sorted(places[:3])
    assert "default" not in prompt
