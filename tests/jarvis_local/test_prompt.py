"""The system prompt: compact, complete, and the same for everyone at any time."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.jarvis_local.personas import persona_text
from dev.scripted_ollama import Reply, ScriptedOllama
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant

from .conftest import Ask, agent_entity_id, make_entry, setup_entry
from .home import Home

REQUEST = "Please make it cosy in here"


async def test_prefix_never_changes(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
) -> None:
    """System prompt and tools are the same for every satellite, user, time, language and state."""
    ollama_server.otherwise(Reply(text="What would you like?"))
    user = MockUser(id="anna", name="Anna").add_to_hass(hass)
    await ask(REQUEST)
    hass.states.async_set("light.kitchen", "on", home.state("light.kitchen").attributes)
    await hass.config.async_set_time_zone("Asia/Tokyo")
    await ask(REQUEST, device_id=home.satellites["Kitchen"])
    await ask("Rends l'endroit plus douillet", "fr", device_id=home.satellites["Bedroom"])
    await conversation.async_converse(
        hass, REQUEST, None, Context(user_id=user.id), agent_id=agent_entity_id(hass), language="en"
    )
    prefixes = {
        (chat["messages"][0]["content"], str(chat["tools"])) for chat in ollama_server.chats
    }
    assert len(prefixes) == 1
    notes = [chat["messages"][-1]["content"].splitlines()[1] for chat in ollama_server.chats]
    assert "room" not in notes[0]
    assert "room: Kitchen (Ground floor)" in notes[1]
    assert "room: Bedroom (First floor)" in notes[2]
    assert "user: Anna" in notes[3]
    assert notes[0].strip("[]") != notes[1].split(";")[0].strip("[]")


async def test_extra_prompt(
    hass: HomeAssistant, home: Home, jarvis: MockConfigEntry, ollama_server: ScriptedOllama
) -> None:
    """What the caller adds goes with the user's turn, and stays with it."""
    ollama_server.otherwise(Reply(text="What would you like?"))
    for extra in ("The door bell rang.", None):
        await conversation.async_converse(
            hass,
            REQUEST,
            "bell",
            Context(),
            agent_id=agent_entity_id(hass),
            language="en",
            extra_system_prompt=extra,
        )
    messages = ollama_server.chats[-1]["messages"]
    assert "The door bell rang." not in messages[0]["content"]
    assert messages[1]["content"].endswith("[The door bell rang.]")
    assert not messages[3]["content"].endswith("[The door bell rang.]")


@pytest.mark.parametrize(
    ("prompt", "persona"),
    [
        pytest.param("", persona_text("butler", "en"), id="default"),
        pytest.param("You are a pirate.", "You are a pirate.", id="own"),
        pytest.param("Butler of {{ ha_name }}.", "Butler of test home.", id="template"),
        pytest.param("{{ broken", persona_text("butler", "en"), id="broken template"),
    ],
)
async def test_persona(
    hass: HomeAssistant,
    home: Home,
    ask: Ask,
    ollama_server: ScriptedOllama,
    prompt: str,
    persona: str,
) -> None:
    """The user's prompt comes first; one that is broken gives way to the default."""
    await setup_entry(hass, make_entry(ollama_server.url, agent={"prompt": prompt}))
    ollama_server.otherwise(Reply(text="What would you like?"))
    await ask(REQUEST)
    assert ollama_server.chats[0]["messages"][0]["content"].startswith(f"{persona}\n")


async def test_empty_home(
    hass: HomeAssistant, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """With nothing exposed, the model can say what there is to do."""
    ollama_server.otherwise(Reply(text="What would you like?"))
    await ask(REQUEST)
    assert "No device is exposed" in ollama_server.chats[0]["messages"][0]["content"]
