"""Calls that fail, hang or never end: what was done is said, and nothing is done twice."""

import asyncio
from unittest.mock import patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import CONF_LOCAL_FIRST
from custom_components.jarvis_local.languages import phrase
from dev.scripted_ollama import Call, Failure, Reply, ScriptedOllama
from homeassistant.components.conversation import AssistantContent, ToolResultContent
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers.intent import IntentResponseType

from .conftest import Ask, agent_entity_id, make_entry, setup_entry
from .failing import OPTIONS, REQUEST, TURN_ON, words
from .home import Home
from .speech import speech, talk


@pytest.fixture
def config_entry(ollama_server: ScriptedOllama) -> MockConfigEntry:
    """Return an entry with short bounds."""
    return make_entry(ollama_server.url, options=OPTIONS, agent={"think": "on"})


@pytest.mark.parametrize(
    ("call", "told"),
    [
        pytest.param(Call("HassFly", {"name": "Kitchen light"}), "HassFly", id="unknown tool"),
        pytest.param(
            Call("HassLightSet", {"name": "Kitchen light", "brightness": "very"}),
            "brightness",
            id="wrong type",
        ),
        pytest.param(
            Call("HassSetPosition", {"name": "Living room blinds"}),
            "position",
            id="missing argument",
        ),
        pytest.param(Call("HassTurnOn", {"name": "Fountain"}), "Fountain", id="unknown device"),
        pytest.param(Call("HassTurnOn", "{name: Kitchen"), "unreadable", id="broken arguments"),
        pytest.param(Call("HassTurnOn", {"name": "Broken plug"}), "error", id="device breaks"),
    ],
)
async def test_tool_error(
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    call: Call,
    told: str,
) -> None:
    """The model is told what was wrong with its call, and may correct it."""
    ollama_server.otherwise(Reply(calls=[call]), Reply(calls=[TURN_ON]), Reply(text="It is on."))
    result = await ask(REQUEST)
    assert speech(result) == "It is on."
    assert home.value("light.kitchen") == "on"
    results = [m for m in ollama_server.chats[-1]["messages"] if m["role"] == "tool"]
    assert told in results[0]["content"]
    assert '"error"' in results[0]["content"]


async def test_claim_without_deed(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A claim after calls that all failed is held back; a question is left as it is."""
    call = Call("HassLightSet", {"name": "Kitchen light", "brightness": "very"})
    ollama_server.otherwise(Reply(calls=[call]), Reply(text="Done, the light is bright."))
    result = await ask(REQUEST)
    assert speech(result) == phrase("en", "answers.could_not")
    assert result.response.response_type is IntentResponseType.ERROR
    ollama_server.otherwise(Reply(calls=[call]), Reply(text="How bright?"))
    result = await ask(REQUEST)
    assert speech(result) == "How bright?"
    assert result.continue_conversation


async def test_arguments_as_text(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """Arguments that come as JSON in a string are understood."""
    ollama_server.otherwise(
        Reply(calls=[Call("HassTurnOn", '{"name": "Kitchen light"}')]), Reply(text="It is on.")
    )
    assert speech(await ask(REQUEST)) == "It is on."
    assert home.value("light.kitchen") == "on"


async def test_written_tool_call(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A call that is written into the text is made, not read aloud."""
    written = (
        '<tool_call>{"name": "HassTurnOn", "arguments": {"name": "Kitchen light"}}</tool_call>'
    )
    ollama_server.otherwise(Reply(text=written), Reply(text="It is on."))
    assert speech(await ask(REQUEST)) == "It is on."
    assert home.value("light.kitchen") == "on"


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        pytest.param((Reply(calls=[TURN_ON]), Reply()), phrase("en", "answers.done"), id="silence"),
        pytest.param(
            (Reply(calls=[TURN_ON]), Reply(thinking="Good.")),
            phrase("en", "answers.done"),
            id="thinking",
        ),
        pytest.param(
            (Reply(calls=[TURN_ON, Call("HassTurnOn", {"name": "Fountain"})]), Reply()),
            phrase("en", "answers.partly_done"),
            id="half done",
        ),
        pytest.param(
            (Reply(calls=[TURN_ON]), Reply(failure=Failure.disconnect_after(0))),
            phrase("en", "errors.after_action", reason=phrase("en", "errors.connection_lost")),
            id="disconnect",
        ),
        pytest.param(
            (Reply(text="Let me see.", calls=[TURN_ON]), Reply(failure=Failure.hang())),
            "Let me see. "
            + phrase("en", "errors.after_action", reason=phrase("en", "errors.timeout", seconds=1)),
            id="hang after text",
        ),
        pytest.param(
            (Reply(calls=[Call("HassTurnOn", {"name": "Fountain"})]), Reply()),
            phrase("en", "errors.empty_answer"),
            id="nothing done",
        ),
    ],
)
async def test_after_a_tool(
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    replies: tuple[Reply, ...],
    said: str,
) -> None:
    """What was done is said to be done, and nothing is done twice."""
    ollama_server.otherwise(*replies)
    assert speech(await ask(REQUEST)) == said


async def test_not_done_twice(
    hass: HomeAssistant, home: Home, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """After a call whose outcome is unknown, a failing model does not make us act again."""
    await setup_entry(
        hass, make_entry(ollama_server.url, options=OPTIONS, agent={CONF_LOCAL_FIRST: False})
    )
    ollama_server.otherwise(
        Reply(calls=[Call("HassTurnOn", {"name": "Broken plug"})]),
        Reply(failure=Failure.disconnect_after(0)),
    )
    assert speech(await ask("Make it cosy and bright")) == words("en", "connection_lost")
    assert home.value("light.kitchen") == "off"


async def test_hanging_tool(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
) -> None:
    """A device that does not come back does not hold the answer up, and the log stays in order."""
    released = asyncio.Event()

    async def hang(_: ServiceCall) -> None:
        await released.wait()

    hass.services.async_register("light", "turn_on", hang)
    ollama_server.otherwise(Reply(calls=[TURN_ON, Call("HassTurnOn", {"name": "Bedroom light"})]))
    with patch("homeassistant.helpers.intent.ServiceIntentHandler.service_timeout", 60):
        result = await ask(REQUEST, conversation_id="slow")
    released.set()
    assert speech(result) == words("en", "tool_timeout")
    ollama_server.otherwise(Reply(text="Yes."))
    assert speech(await ask(REQUEST, conversation_id="slow")) == "Yes."
    roles = [message["role"] for message in ollama_server.chats[-1]["messages"]]
    assert roles == ["system", "user", "assistant", "tool", "tool", "user"]


async def test_endless_tools(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """A model that never stops calling tools is stopped."""
    ollama_server.otherwise(Reply(calls=[Call("get_state", {"name": "Kitchen light"})]))
    assert speech(await ask(REQUEST)) == words("en", "too_many_rounds")
    assert len(ollama_server.chats) == 10


async def test_chat_log_is_in_order(
    hass: HomeAssistant, home: Home, jarvis: MockConfigEntry, ollama_server: ScriptedOllama
) -> None:
    """A stream that breaks after a tool call leaves the call with its result and a closing sentence."""
    ollama_server.otherwise(
        Reply(text="One moment", calls=[TURN_ON], failure=Failure.disconnect_after(3)),
        Reply(failure=Failure.disconnect_after(0)),
    )
    talked = await talk(hass, agent_entity_id(hass), REQUEST)
    assert talked.result.response.response_type is IntentResponseType.ACTION_DONE
    assert [item.role for item in talked.content[1:]] == [
        "user",
        "assistant",
        "tool_result",
        "assistant",
    ]
    call, answer = talked.content[2:4]
    assert isinstance(call, AssistantContent)
    assert isinstance(answer, ToolResultContent)
    assert [item.id for item in call.tool_calls or ()] == [answer.tool_call_id]
