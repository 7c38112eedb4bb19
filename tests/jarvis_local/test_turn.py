"""Turns with the model, over HTTP, in a real Home Assistant."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.agent.speech import SpeechFilter
from custom_components.jarvis_local.const import CONF_MAX_HISTORY, CONF_THINK
from custom_components.jarvis_local.ollama.types import ToolCall
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.components.conversation import ConversationEntityFeature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.intent import IntentResponseType

from .conftest import MODEL, Ask, agent_entity_id, make_entry, setup_entry
from .home import Home
from .speech import speech, talk

REQUEST = "Please make it cosy in here"


@pytest.mark.parametrize(
    ("text", "language", "name", "answer"),
    [
        pytest.param(REQUEST, "en", "Kitchen light", "The light is on.", id="English"),
        pytest.param("Fais-moi un coin douillet", "fr", "plafonnier", "C'est allumé.", id="French"),
        pytest.param(REQUEST, "en", "lumière de la cuisine", "It is on.", id="alias"),
    ],
)
async def test_light_goes_on(
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
    name: str,
    answer: str,
) -> None:
    """The model calls a tool, the light goes on, the model's answer is said."""
    ollama_server.when(text, Reply(calls=[Call("HassTurnOn", {"name": name})]), Reply(text=answer))
    result = await ask(text, language)
    assert home.value("light.kitchen") == "on"
    assert speech(result) == answer
    assert result.response.response_type is IntentResponseType.ACTION_DONE


async def test_two_commands(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """Several calls in one answer are all carried out, and their results go back in order."""
    calls = [
        Call("HassTurnOn", {"name": "Kitchen light"}),
        Call("HassTurnOn", {"name": "Coffee machine"}),
    ]
    ollama_server.otherwise(Reply(text="Right.", calls=calls), Reply(text="Both are on."))
    assert speech(await ask(REQUEST)) == "Right. Both are on."
    assert home.value("light.kitchen") == home.value("switch.coffee_machine") == "on"
    messages = ollama_server.chats[1]["messages"]
    assert [message["role"] for message in messages[2:]] == ["assistant", "tool", "tool"]
    assert messages[2]["content"] == "Right."


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        pytest.param("One moment.", ["One moment.", "call", " It is on."], id="sentence"),
        pytest.param("One moment", ["One moment", "call", " It is on."], id="no full stop"),
        pytest.param("I turned it on.", ["call", "It is on."], id="not true yet"),
        pytest.param(
            "```One moment.```", ["call", "```One moment.```", " It is on."], id="maybe a call"
        ),
    ],
)
async def test_words_come_before_calls(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ollama_server: ScriptedOllama,
    text: str,
    heard: list[str],
) -> None:
    """What is said before a call is heard before the tool runs, but no claim to have run it."""
    calls = [Call("HassTurnOn", {"name": "Kitchen light"})]
    ollama_server.otherwise(Reply(text=text, calls=calls), Reply(chunks=["It is on."]))
    deltas = (await talk(hass, agent_entity_id(hass), REQUEST)).deltas
    told = [delta.get("content") or "call" for delta in deltas if _is_told(delta)]
    assert told == heard


def _is_told(delta: dict[str, Any]) -> bool:
    """Return whether a delta has words or calls, and no result."""
    return "tool_calls" in delta or bool(delta.get("content") and "tool_name" not in delta)


@pytest.mark.parametrize(
    ("args", "room"),
    [
        pytest.param({"name": "blinds", "area": "Living Room"}, None, id="room given"),
        pytest.param({"name": "blinds", "area": "salon"}, None, id="other name of the room"),
        pytest.param({"name": "blinds"}, "Living Room", id="room of the satellite"),
        pytest.param({"name": "blinds"}, "Kitchen", id="only one"),
        pytest.param({"name": "Living room blinds"}, None, id="full name"),
    ],
)
async def test_shortened_name(
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    args: dict[str, str],
    room: str | None,
) -> None:
    """A device is found by the name that the prompt shows of it."""
    ollama_server.otherwise(Reply(calls=[Call("HassTurnOn", args)]), Reply(text="They are open."))
    device_id = home.satellites[room] if room else None
    assert speech(await ask(REQUEST, device_id=device_id)) == "They are open."
    assert home.value("cover.living_room_blinds") == "open"
    # What the server remembers of its answer is what the model wrote, not what was made of it.
    call = ollama_server.chats[1]["messages"][2]["tool_calls"][0]["function"]
    assert call == {"name": "HassTurnOn", "arguments": args}


async def test_question_goes_on(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A question keeps the conversation open, and a reply that nothing else explains is the model's."""
    ollama_server.otherwise(Reply(text="How was your day?"))
    first = await ask("Good evening")
    assert first.continue_conversation
    ollama_server.otherwise(Reply(text="I am glad."))
    second = await ask("Quite nice", conversation_id=first.conversation_id)
    assert speech(second) == "I am glad."
    assert not second.continue_conversation


async def test_earlier_turns_are_sent_again_unchanged(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """What the server has read once, it is sent again byte for byte, whoever asks from wherever."""
    ollama_server.otherwise(
        Reply(calls=[Call("get_state", {"name": "Kitchen light"})]), Reply(text="It is off.")
    )
    first = await ask(REQUEST, device_id=home.satellites["Kitchen"])
    await ask(
        "And now?",
        conversation_id=first.conversation_id,
        device_id=home.satellites["Living Room"],
    )
    one, two, three, four = (chat["messages"] for chat in ollama_server.chats)
    assert two[: len(one)] == one
    assert three[: len(two)] == two
    assert four[: len(three)] == three
    assert "room: Kitchen (Ground floor)" in three[1]["content"]
    assert "room: Living Room (Ground floor)" in three[-1]["content"]
    assert len({str(chat["tools"]) for chat in ollama_server.chats}) == 1


async def test_history_is_cut_in_steps(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """Old turns go several at a time, at a user's turn, so that the prompt mostly stays."""
    await setup_entry(hass, make_entry(ollama_server.url, agent={CONF_MAX_HISTORY: 4}))
    ollama_server.otherwise(Reply(text="Yes."))
    for number in range(8):
        await ask(f"Question number {number}", conversation_id="long")
    first_kept = [chat["messages"][1]["content"].splitlines()[0] for chat in ollama_server.chats]
    assert [int(text.split()[-1]) for text in first_kept] == [0, 0, 0, 0, 2, 2, 4, 4]


async def test_local_match_in_history(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """What was understood locally is shown to the model as the call that it should make."""
    ollama_server.otherwise(Reply(text="Of course."))
    await ask("Turn on the kitchen light", conversation_id="mixed")
    assert not ollama_server.chats
    await ask("Tell me something nice", conversation_id="mixed")
    messages = ollama_server.chats[0]["messages"]
    assert [m["role"] for m in messages] == [
        "system",
        "user",
        "assistant",
        "tool",
        "assistant",
        "user",
    ]
    assert messages[2]["tool_calls"][0]["function"]["name"] == "HassTurnOn"


@pytest.mark.parametrize(
    ("model", "think", "sent"),
    [
        pytest.param(MODEL, "off", False, id="off"),
        pytest.param(MODEL, "high", "high", id="level"),
        pytest.param("llama3.1:8b", "on", False, id="cannot think"),
    ],
)
async def test_request(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    model: str,
    think: str,
    sent: bool | str,
) -> None:
    """The agent's settings go along with the request."""
    agent = {"model": model, CONF_THINK: think, "temperature": 0.3, "num_ctx": 4096}
    await setup_entry(hass, make_entry(ollama_server.url, agent=agent, task={"num_ctx": 4096}))
    ollama_server.otherwise(Reply(thinking="Hmm.", text="Hello."))
    assert speech(await ask("Good evening")) == "Hello."
    chat: dict[str, Any] = ollama_server.chats[0]
    assert (chat["model"], chat["think"], chat["keep_alive"]) == (model, sent, -1)
    assert chat["options"] == {"num_ctx": 4096, "num_predict": 512, "temperature": 0.3}


async def test_no_tool_groups(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """An agent without tools only talks, and calls it makes all the same are not run."""
    await setup_entry(hass, make_entry(ollama_server.url, agent={"tool_groups": []}))
    ollama_server.otherwise(
        Reply(text="Well.", calls=[Call("HassTurnOn", {"name": "Kitchen light"})])
    )
    assert speech(await ask(REQUEST)) == "Well."
    assert "tools" not in ollama_server.chats[0]
    assert home.value("light.kitchen") == "off"
    features = home.state("conversation.jarvis").attributes["supported_features"]
    assert not features & ConversationEntityFeature.CONTROL


@pytest.mark.parametrize("size", [1, 3, 1000], ids=["letters", "pieces", "whole"])
@pytest.mark.parametrize(
    ("text", "said", "calls"),
    [
        pytest.param("Hello there.", "Hello there.", [], id="plain"),
        pytest.param("2 < 3 and <b>bold", "2 < 3 and <b>bold", [], id="other tags"),
        pytest.param("<think>Well.</think>\n\nHello.", "Hello.", [], id="thought"),
        pytest.param("<thinking>Well.</thinking>Hello.", "Hello.", [], id="long tag"),
        pytest.param("</think>Hello.", "Hello.", [], id="stray end"),
        pytest.param("Hello.<think>Well", "Hello.", [], id="no end"),
        pytest.param("Hello <thi", "Hello <thi", [], id="half a tag"),
        pytest.param(
            'One.<tool_call>{"name": "a", "arguments": {"b": 1}}</tool_call>',
            "One.",
            [ToolCall(name="a", arguments={"b": 1})],
            id="call",
        ),
        pytest.param(
            '<tool_call>{"name": "a", "parameters": {}}',
            "",
            [ToolCall(name="a", arguments={})],
            id="call without end",
        ),
        pytest.param("<tool_call>no JSON</tool_call>Hm.", "Hm.", [], id="broken call"),
        pytest.param("<tool_call>[1]</tool_call>", "", [], id="no call"),
        pytest.param(
            '<tool_call>{"name":"a","arguments":1}</tool_call>',
            "",
            [ToolCall(name="a", arguments={}, unreadable="1")],
            id="no arguments",
        ),
    ],
)
def test_speech_filter(text: str, said: str, calls: list[ToolCall], size: int) -> None:
    """Thoughts and written calls are not spoken, however the text is cut."""
    speech_filter = SpeechFilter()
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    heard = "".join(map(speech_filter.feed, pieces)) + speech_filter.finish()
    assert heard.strip() == said
    assert speech_filter.tool_calls == calls
