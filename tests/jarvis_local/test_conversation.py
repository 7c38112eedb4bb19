"""The conversation entity: always there, streams, prepares the model."""

import asyncio
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import DOMAIN
from dev.scripted_ollama import Call, Failure, Reply, ScriptedOllama
from homeassistant.components import conversation
from homeassistant.components.conversation import ConversationEntity, ConversationEntityFeature
from homeassistant.const import MATCH_ALL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component

from .conftest import AGENT_ID, MODEL, Ask, agent_entity_id, make_entry, setup_entry
from .home import Home
from .speech import speech, talk

REQUEST = "Please make it cosy in here"


def get_agent(hass: HomeAssistant) -> ConversationEntity:
    """Return the agent."""
    agent = conversation.async_get_agent(hass, agent_entity_id(hass))
    assert isinstance(agent, ConversationEntity)
    return agent


@pytest.mark.parametrize(
    "urls", [pytest.param((), id="no server"), pytest.param("http://127.0.0.1:9", id="off")]
)
async def test_always_there(hass: HomeAssistant, urls: str) -> None:
    """The agent is there with and without a server, for every language, and can act."""
    await setup_entry(hass, make_entry(urls))
    agent = get_agent(hass)
    assert agent.available
    assert agent.supported_features == ConversationEntityFeature.CONTROL
    assert agent.supported_languages == MATCH_ALL
    assert agent.supports_streaming


async def test_device(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """Each agent is a device of its subentry, with its model."""
    entry = er.async_get(hass).async_get(agent_entity_id(hass))
    assert entry is not None
    assert entry.config_subentry_id == AGENT_ID
    device = dr.async_get(hass).async_get(entry.device_id or "")
    assert isinstance(device, dr.DeviceEntry)
    assert device.identifiers == {(DOMAIN, AGENT_ID)}
    assert (device.name, device.model, device.entry_type) == ("Jarvis", MODEL, "service")


async def test_streams(
    hass: HomeAssistant, home: Home, jarvis: MockConfigEntry, ollama_server: ScriptedOllama
) -> None:
    """What the model says is passed on piece by piece, in one conversation with its tools."""
    ollama_server.otherwise(
        Reply(text="One moment.", calls=[Call("HassTurnOn", {"name": "Kitchen light"})]),
        Reply(chunks=["It is ", "on. ", "Enjoy ", "the evening."]),
    )
    deltas = (await talk(hass, agent_entity_id(hass), REQUEST)).deltas
    pieces = [delta["content"] for delta in deltas if delta.get("content")]
    assert len(pieces) > 1
    assert "".join(pieces) == "One moment. It is on. Enjoy the evening."
    assert sum("tool_calls" in delta for delta in deltas) == 1


def evaluated(server: ScriptedOllama) -> list[Any]:
    """Return the chats that the model had to read; a look at its template is none."""
    return [chat for chat in server.chats if not chat.get("_debug_render_only")]


async def test_prepare(
    home: Home,
    hass: HomeAssistant,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
) -> None:
    """The model is loaded and reads, before the user has spoken, what every turn begins with."""
    ollama_server.otherwise(Reply(text="Yes."))
    agent = get_agent(hass)
    await asyncio.gather(agent.async_prepare("fr"), agent.async_prepare("fr"))
    await ask("Good evening", device_id=home.satellites["Kitchen"])
    warm_up, turn = evaluated(ollama_server)
    assert warm_up["messages"][0] == turn["messages"][0]
    assert warm_up["tools"] == turn["tools"]
    assert warm_up["options"] == {**turn["options"], "num_predict": 1}
    assert warm_up["think"] == turn["think"]


async def test_prepare_keeps_the_conversation(
    home: Home,
    hass: HomeAssistant,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
) -> None:
    """What the model has just read is not sent again, unless it was unloaded since."""
    ollama_server.otherwise(Reply(text="Yes."))
    agent = get_agent(hass)
    await ask("Good evening")
    await agent.async_prepare("en")
    assert len(evaluated(ollama_server)) == 1
    ollama_server.core.engine.clear()
    await agent.async_prepare("en")
    assert len(evaluated(ollama_server)) == 2


@pytest.mark.parametrize(
    ("agent", "failure", "asked"),
    [
        pytest.param({}, Failure.status(500, "out of memory"), 1, id="fails"),
        pytest.param({"model": ""}, None, 0, id="no model"),
        pytest.param({"model": "gone:1b"}, None, 0, id="model gone"),
        pytest.param({"tool_groups": []}, None, 1, id="no tools"),
    ],
)
async def test_prepare_never_raises(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    agent: dict[str, Any],
    failure: Failure | None,
    asked: int,
) -> None:
    """Nothing that goes wrong while preparing reaches the pipeline."""
    await setup_entry(hass, make_entry(ollama_server.url, agent=agent))
    ollama_server.otherwise(Reply(text="Yes.", failure=failure))
    await get_agent(hass).async_prepare("en")
    assert len(evaluated(ollama_server)) == asked


async def test_prepare_without_server(hass: HomeAssistant) -> None:
    """Without a server there is only the local understanding to prepare."""
    await setup_entry(hass, make_entry("http://127.0.0.1:9"))
    await get_agent(hass).async_prepare("en")


async def test_rest(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ollama_server: ScriptedOllama,
    hass_client: Any,
) -> None:
    """A failure is an answer of type error over REST, never a bare 500."""
    assert await async_setup_component(hass, "http", {})
    client = await hass_client()
    await ollama_server.stop()
    response = await client.post(
        "/api/conversation/process",
        json={"text": REQUEST, "language": "en", "agent_id": agent_entity_id(hass)},
    )
    assert response.status == 200
    answer = (await response.json())["response"]
    assert (answer["response_type"], answer["data"]["code"]) == ("error", "failed_to_handle")
    assert "cannot reach the Ollama server" in answer["speech"]["plain"]["speech"]


async def test_two_conversations_at_once(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """Conversations do not mix."""
    ollama_server.when("first", Reply(text="First.", first_token_delay=0.2))
    ollama_server.when("second", Reply(text="Second."))
    results = await asyncio.gather(ask("The first, please"), ask("The second, please"))
    assert [speech(result) for result in results] == ["First.", "Second."]


async def test_reload(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
) -> None:
    """A conversation survives a reload of the integration."""
    ollama_server.otherwise(Reply(text="Yes."))
    first = await ask(REQUEST)
    assert await hass.config_entries.async_reload(jarvis.entry_id)
    second = await ask("And now?", conversation_id=first.conversation_id)
    assert speech(second) == "Yes."
    assert len(ollama_server.chats[-1]["messages"]) == 4


async def test_tools_taken_away(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
) -> None:
    """A group of tools that is no longer allowed is gone from a running conversation too."""
    ollama_server.otherwise(Reply(text="Yes."))
    first = await ask(REQUEST)
    subentry = jarvis.subentries[AGENT_ID]
    hass.config_entries.async_update_subentry(
        jarvis, subentry, data={**subentry.data, "tool_groups": ["state"]}
    )
    await hass.async_block_till_done()
    await ask(REQUEST, conversation_id=first.conversation_id)
    assert [tool["function"]["name"] for tool in ollama_server.chats[-1]["tools"]] == ["get_state"]
