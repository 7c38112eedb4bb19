"""The AI task entity: text, structured data, pictures, tools."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.jarvis_local.agent import task as agent_task
from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.llm_api import JarvisAPI
from dev.scripted_ollama import Call, Failure, Reply, ScriptedOllama
from homeassistant.components import ai_task, conversation
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import selector

from .conftest import Ask, make_entry, setup_entry
from .speech import chat_session

ENTITY = "ai_task.jarvis_ai_task"
STRUCTURE = vol.Schema(
    {
        vol.Required("name", description="Who"): selector.selector({"text": {}}),
        vol.Optional("age"): selector.selector({"number": {"min": 0, "max": 150}}),
    }
)


async def generate(hass: HomeAssistant, instructions: str = "Describe him.", **task: Any) -> Any:
    """Run a task through the entity, as the action does once it has found the attachments."""
    entity = hass.data["ai_task"].get_entity(ENTITY)
    with chat_session(hass) as session:
        result = await entity.internal_async_generate_data(
            session, ai_task.GenDataTask(name="test", instructions=instructions, **task)
        )
    return result.data


def picture(folder: Path, mime_type: str = "image/png") -> conversation.Attachment:
    """Return a picture as an attachment."""
    path = folder / "picture.png"
    path.write_bytes(b"PNG")
    return conversation.Attachment(
        media_content_id="media-source://test", mime_type=mime_type, path=path
    )


async def test_action(
    hass: HomeAssistant, jarvis: MockConfigEntry, ollama_server: ScriptedOllama
) -> None:
    """The action returns the model's text."""
    ollama_server.otherwise(Reply(text="A calm man."))
    response = await hass.services.async_call(
        "ai_task",
        "generate_data",
        {"task_name": "test", "entity_id": ENTITY, "instructions": "Describe him."},
        blocking=True,
        return_response=True,
    )
    assert response is not None
    assert response["data"] == "A calm man."
    chat = ollama_server.chats[0]
    assert [message["role"] for message in chat["messages"]] == ["system", "user"]
    assert chat["messages"][1]["content"] == "Describe him."
    assert "tools" not in chat


async def test_structure(
    hass: HomeAssistant, jarvis: MockConfigEntry, ollama_server: ScriptedOllama
) -> None:
    """The answer is held to the structure's schema and validated."""
    ollama_server.otherwise(Reply(text='{"name": "Tom", "age": 40}'))
    assert await generate(hass, structure=STRUCTURE) == {"name": "Tom", "age": 40}
    chat = ollama_server.chats[0]
    assert chat["format"]["properties"]["age"]["maximum"] == 150
    assert '"required"' in chat["messages"][-1]["content"]


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param("Tom, forty", id="no JSON"),
        pytest.param('{"age": 40}', id="missing"),
        pytest.param('{"name": "Tom", "age": 400}', id="out of range"),
    ],
)
async def test_structure_corrected(
    hass: HomeAssistant, jarvis: MockConfigEntry, ollama_server: ScriptedOllama, bad: str
) -> None:
    """The model may correct itself once, then the task fails."""
    ollama_server.otherwise(Reply(text=bad))
    ollama_server.when("does not fit", Reply(text='{"name": "Tom"}'))
    assert await generate(hass, structure=STRUCTURE) == {"name": "Tom"}
    ollama_server.when("does not fit", Reply(text=bad))
    with pytest.raises(HomeAssistantError) as raised:
        await generate(hass, structure=STRUCTURE)
    assert raised.value.translation_key == "invalid_structured_answer"


async def test_pictures(
    hass: HomeAssistant, jarvis: MockConfigEntry, ollama_server: ScriptedOllama, tmp_path: Path
) -> None:
    """Pictures go along with the instructions."""
    ollama_server.otherwise(Reply(text="A door."))
    assert await generate(hass, attachments=[picture(tmp_path)]) == "A door."
    assert ollama_server.chats[0]["messages"][1]["images"] == ["UE5H"]


@pytest.mark.parametrize(
    ("model", "mime_type", "key"),
    [
        pytest.param("qwen3.5:4b", "application/pdf", "attachment_unsupported", id="no picture"),
        pytest.param("llama3.1:8b", "image/png", "vision_unsupported", id="blind"),
    ],
)
async def test_pictures_refused(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    tmp_path: Path,
    model: str,
    mime_type: str,
    key: str,
) -> None:
    """What the model cannot look at is refused before it is asked."""
    await setup_entry(hass, make_entry(ollama_server.url, task={"model": model}))
    with pytest.raises(HomeAssistantError) as raised:
        await generate(hass, attachments=[picture(tmp_path, mime_type)])
    assert raised.value.translation_key == key
    assert not ollama_server.chats


@pytest.mark.parametrize("structure", [None, STRUCTURE], ids=["text", "data"])
async def test_tools(
    hass: HomeAssistant,
    jarvis: MockConfigEntry,
    ollama_server: ScriptedOllama,
    structure: vol.Schema | None,
) -> None:
    """A task may be given tools; data is asked for when they have been used."""
    ollama_server.otherwise(
        Reply(calls=[Call("HassTurnOn", {"name": "Kitchen light"})]), Reply(text="It is on.")
    )
    ollama_server.when("JSON", Reply(text='{"name": "light"}'))
    data = await generate(hass, "Turn it on.", structure=structure, llm_api=JarvisAPI(hass=hass))
    assert data == ({"name": "light"} if structure else "It is on.")
    assert [message["role"] for message in ollama_server.chats[1]["messages"][2:]] == [
        "assistant",
        "tool",
    ]
    assert "format" not in ollama_server.chats[0]
    assert ("format" in ollama_server.chats[-1]) == ("tools" not in ollama_server.chats[-1])


@pytest.mark.parametrize(
    ("reply", "key"),
    [
        pytest.param(Reply(failure=Failure.status(500, "died")), "server_failed", id="failed"),
        pytest.param(Reply(failure=Failure.html()), "garbled", id="page"),
        pytest.param(Reply(failure=Failure.disconnect_after(0)), "connection_lost", id="lost"),
        pytest.param(Reply(), "empty_answer", id="silence"),
        pytest.param(Reply(text="It is", done_reason="length"), "too_long", id="cut"),
    ],
)
async def test_failures(
    hass: HomeAssistant,
    jarvis: MockConfigEntry,
    ollama_server: ScriptedOllama,
    reply: Reply,
    key: str,
) -> None:
    """A failure is an error that the user can read."""
    ollama_server.otherwise(reply)
    with pytest.raises(HomeAssistantError) as raised:
        await generate(hass)
    assert (raised.value.translation_domain, raised.value.translation_key) == (DOMAIN, key)
    assert str(raised.value) != key


@pytest.mark.parametrize(
    ("urls", "task", "key"),
    [
        pytest.param((), {}, "no_server", id="no server"),
        pytest.param("http://127.0.0.1:9", {}, "unreachable", id="off"),
        pytest.param("http://127.0.0.1:9", {"model": ""}, "no_model", id="no model"),
    ],
)
async def test_nothing_to_ask(
    hass: HomeAssistant, urls: str, task: dict[str, str], key: str
) -> None:
    """Without a server or model the task fails with what is missing."""
    await setup_entry(hass, make_entry(urls, task=task))
    with pytest.raises(HomeAssistantError) as raised:
        await generate(hass)
    assert raised.value.translation_key == key


async def test_tools_refused(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """A task that needs tools fails on a model without them."""
    await setup_entry(hass, make_entry(ollama_server.url, task={"model": "phi3:mini"}))
    ollama_server.otherwise(Reply(text="Done."))
    with pytest.raises(HomeAssistantError) as raised:
        await generate(hass, llm_api=JarvisAPI(hass=hass))
    assert raised.value.translation_key == "tools_unsupported"


async def test_waits_for_a_person(
    hass: HomeAssistant, jarvis: MockConfigEntry, ollama_server: ScriptedOllama, ask: Ask
) -> None:
    """A task that is being written is broken off for someone who talks, and done after that."""
    ollama_server.otherwise(Reply(failure=Failure.hang()))
    task = hass.async_create_task(generate(hass))
    async with asyncio.timeout(10):
        while not ollama_server.chats:
            await asyncio.sleep(0)
    ollama_server.otherwise(Reply(text="Because of the air."))

    answer = await ask("Why is the sky blue?")
    done = await task

    assert answer.response.speech["plain"]["speech"] == "Because of the air."
    assert done == "Because of the air."
    assert [chat["messages"][-1]["content"][:8] for chat in ollama_server.chats] == [
        "Describe",
        ollama_server.chats[1]["messages"][-1]["content"][:8],
        "Describe",
    ]


async def test_does_not_wait_for_ever(
    hass: HomeAssistant,
    jarvis: MockConfigEntry,
    ollama_server: ScriptedOllama,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where people never stop talking a task has its turn all the same."""
    monkeypatch.setattr(agent_task, "ERRAND_SECONDS", 0)
    ollama_server.otherwise(Reply(text="A calm man."))
    talking = asyncio.Event()

    async def talk() -> None:
        async with jarvis.runtime_data.pool.foreground():
            await talking.wait()

    talker = hass.async_create_task(talk())
    assert await generate(hass) == "A calm man."
    talking.set()
    await talker


async def test_within_a_turn(
    hass: HomeAssistant, jarvis: MockConfigEntry, ollama_server: ScriptedOllama
) -> None:
    """A task that a turn's own tool starts does not wait for the turn to end."""
    ollama_server.otherwise(Reply(text="A calm man."))
    async with jarvis.runtime_data.pool.foreground():
        assert await generate(hass) == "A calm man."


async def test_fallback_that_sees(
    hass: HomeAssistant, ollama_server: ScriptedOllama, tmp_path: Path
) -> None:
    """Pictures go to the fallback model that can look at them, words to the model that was chosen."""
    task = {"model": "llama3.1:8b", "fallback_models": ["phi3:mini", "qwen3.5:4b"]}
    await setup_entry(hass, make_entry(ollama_server.url, task=task))
    ollama_server.otherwise(Reply(text="A door."))
    await generate(hass, attachments=[picture(tmp_path)])
    await generate(hass)
    assert [chat["model"] for chat in ollama_server.chats] == ["qwen3.5:4b", "llama3.1:8b"]
