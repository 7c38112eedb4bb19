"""Models that are asked for structured answers, over HTTP, in a real Home Assistant."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from custom_components.jarvis_local.agent.structured import RESULTS, StructuredWire
from custom_components.jarvis_local.agent.structured.signatures import answer_format, signature
from custom_components.jarvis_local.agent.wire import Schema, size
from custom_components.jarvis_local.const import CONF_MODE, CONF_THINK
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.components import conversation
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant

from .conftest import MODEL, Ask, agent_entity_id, make_entry, setup_entry
from .home import Home
from .speech import speech, talk

REQUEST = "Please make it cosy in here"
LLAMA = "llama3.1:8b"
PLAIN = "phi3:mini"


async def start(hass: HomeAssistant, server: ScriptedOllama, **agent: Any) -> None:
    """Set up an agent whose model is asked for structured answers unless told otherwise."""
    await setup_entry(hass, make_entry(server.url, agent={CONF_MODEL: PLAIN, **agent}))


def pieces(text: str, size: int = 3) -> Sequence[str]:
    """Return a text cut where no word ends."""
    return [text[start : start + size] for start in range(0, len(text), size)]


@pytest.mark.parametrize("model", [PLAIN, LLAMA])
async def test_acts(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama, model: str
) -> None:
    """A model that cannot call tools, or whose template hides them, acts all the same."""
    await start(hass, ollama_server, **{CONF_MODEL: model})
    turn_on = Call("HassTurnOn", {"name": "Kitchen light"})
    ollama_server.otherwise(Reply(calls=[turn_on]), Reply(text="The light is on."))
    said = speech(await ask(REQUEST))
    assert home.value("light.kitchen") == "on"
    assert "{" not in said
    body = ollama_server.chats[0]
    assert "tools" not in body
    assert body["think"] is False
    assert all(list(way["properties"]) == ["do", "say"] for way in body["format"]["anyOf"])
    assert "\nHassTurnOn(name?, area?" in body["messages"][0]["content"]


@pytest.mark.parametrize(
    ("agent", "structured"),
    [
        pytest.param({CONF_MODEL: MODEL}, False, id="automatic, tools"),
        pytest.param({CONF_MODEL: MODEL, CONF_MODE: "structured"}, True, id="wanted"),
        pytest.param({CONF_MODEL: LLAMA, CONF_MODE: "tools"}, False, id="not wanted"),
        pytest.param({CONF_MODEL: LLAMA, CONF_MODE: "auto"}, True, id="family"),
    ],
)
async def test_mode(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    agent: Mapping[str, Any],
    structured: bool,
) -> None:
    """The setting decides, and where it leaves that open the model's family does."""
    await start(hass, ollama_server, **agent)
    ollama_server.otherwise(Reply(text="Good evening."))
    assert speech(await ask("Good evening")) == "Good evening."
    assert ("format" in ollama_server.chats[0]) is structured
    assert ("tools" in ollama_server.chats[0]) is not structured


async def test_words_in_odd_pieces(
    hass: HomeAssistant, home: Home, ollama_server: ScriptedOllama
) -> None:
    """What is said is heard as it was meant, and nothing of the JSON around it."""
    await start(hass, ollama_server)
    text = '{"do": [ ], "say" : "It is \\u00e9t\\u00e9, \\"warm\\" out."}'
    ollama_server.otherwise(Reply(chunks=pieces(text)))
    heard = await talk(hass, agent_entity_id(hass), "How is it outside?")
    words = [delta["content"] for delta in heard.deltas if delta.get("content")]
    assert "".join(words).strip() == 'It is été, "warm" out.'


async def test_earlier_turns_are_sent_again_unchanged(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """The model's own JSON goes back byte for byte, with the results as a note."""
    await start(hass, ollama_server)
    call = '{"do":[ {"get_state":{"name": "Kitchen light"} }]\n}'
    words = '{ "do":[],"say":"It is off." }'
    ollama_server.otherwise(Reply(chunks=pieces(call)), Reply(chunks=pieces(words)))
    first = await ask("Is the kitchen light on, if I may ask?")
    assert speech(first) == "It is off."
    await ask("And what else?", conversation_id=first.conversation_id)
    one, two, three = (chat["messages"] for chat in ollama_server.chats[:3])
    assert two[: len(one)] == one
    assert three[: len(two)] == two
    assert two[-2] == {"role": "assistant", "content": call}
    assert two[-1]["role"] == "user"
    assert two[-1]["content"].startswith(f"{RESULTS}get_state: ")
    assert three[len(two)] == {"role": "assistant", "content": words}
    assert "\n\nAnd what else?" not in two[-1]["content"]


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(
            '{"do": [{"tool": "HassTurnOn", "args": {"name" "x"}}], "say": ""}', id="call"
        ),
        pytest.param('{"do": [{"HassTurnOn": {"na', id="broken off"),
        pytest.param('{"lamp": ["Kitchen light"]}', id="other JSON"),
        pytest.param('{"do": [{"tool": "Nonsense", "args": {}}], "say": ""}', id="unknown tool"),
    ],
)
async def test_unusable_answer_is_never_spoken(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama, answer: str
) -> None:
    """An answer that is no use leads to another or to an honest sentence, and is not read out."""
    await start(hass, ollama_server)
    ollama_server.otherwise(Reply(chunks=pieces(answer)), Reply(text="Which one do you mean?"))
    said = speech(await ask("Do something about it"))
    assert said
    assert not set('{}[]"') & set(said)


async def test_plain_words_are_spoken(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A server that ignores the format is understood too."""
    await start(hass, ollama_server)
    ollama_server.otherwise(Reply(chunks=["Good ", "evening, ", "Sir."]))
    assert speech(await ask("Good evening")) == "Good evening, Sir."


async def test_prepared_prompt_is_the_one_used(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """What is read while the user speaks is how the request begins."""
    await start(hass, ollama_server)
    ollama_server.otherwise(Reply(text="Good evening."))
    agent = conversation.async_get_agent(hass, agent_entity_id(hass))
    assert agent is not None
    await agent.async_prepare("en")
    await hass.async_block_till_done(wait_background_tasks=True)
    await ask("Good evening")
    prepared, used = ollama_server.chats[0], ollama_server.chats[-1]
    assert prepared["messages"][0] == used["messages"][0]
    assert prepared["format"] == used["format"]
    assert prepared["think"] is used["think"] is False


async def test_thinking_model(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A model does not think first: it would read everything twice."""
    await start(
        hass, ollama_server, **{CONF_MODEL: MODEL, CONF_MODE: "structured", CONF_THINK: "on"}
    )
    ollama_server.otherwise(Reply(text="Good evening.", thinking="Hm."))
    assert speech(await ask("Good evening")) == "Good evening."
    assert ollama_server.chats[0]["think"] is False


TOOL: Mapping[str, Any] = {
    "type": "function",
    "function": {
        "name": "set_level",
        "description": "Sets  a level.",
        "parameters": {
            "type": "object",
            "properties": {
                "level": {"type": "integer", "minimum": 0, "maximum": 100},
                "name": {"type": "string", "description": "A name."},
                "kind": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
                "when": {"anyOf": [{"type": "number"}, {"type": "null"}]},
                "dry": {"type": "boolean"},
            },
            "required": ["level"],
        },
    },
}


def test_signature() -> None:
    """A tool takes one line, in which only what is not a plain text is described."""
    line = (
        "set_level(level: 0-100, name?, kind?: [a|b], when?: number, dry?: boolean) Sets a level."
    )
    assert signature(TOOL) == line


def test_made_once() -> None:
    """What is made of one of our tools is kept with it; another tool never gets it."""
    tool = Schema(TOOL)
    assert signature(tool) is signature(tool) == signature(TOOL)
    assert answer_format([tool]) == answer_format([TOOL])
    assert size(tool) == size(TOOL)
    other = Schema({**TOOL, "function": {**TOOL["function"], "name": "set_volume"}})
    assert signature(other).startswith("set_volume(")
    assert answer_format([other]) != answer_format([tool])


def test_format() -> None:
    """An answer is held to the tools' own arguments, without words that cost and bind nothing."""
    held = answer_format([TOOL])
    acting, speaking = (way["properties"] for way in held["anyOf"])
    call = acting["do"]["items"]["anyOf"][0]["properties"]["set_level"]
    assert call["required"] == ["level"]
    assert call["properties"]["name"] == {"type": "string"}
    assert call["properties"]["when"] == {"anyOf": [{"type": "number"}, {"type": "null"}]}
    assert speaking["do"] == {"const": []}


def test_roles_take_turns() -> None:
    """Results of several calls stand in one note, and the user's next words after them."""
    call = {"function": {"name": "a", "arguments": {}}}
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "S"},
        {"role": "user", "content": "Do it"},
        {"role": "assistant", "content": "", "tool_calls": [call, call]},
        {"role": "tool", "tool_name": "a", "content": "done"},
        {"role": "tool", "tool_name": "a", "content": "done: on"},
        {"role": "user", "content": "Thanks"},
    ]
    asked = StructuredWire().request([TOOL], messages)
    assert [message["role"] for message in asked.messages] == [
        "system",
        "user",
        "assistant",
        "user",
    ]
    assert asked.messages[2]["content"] == '{"do": [{"a": {}}, {"a": {}}]}'
    assert asked.messages[3]["content"] == f"{RESULTS}a: done\na: done: on\n\nThanks"
    assert StructuredWire().request((), messages).messages == messages
