"""One turn with the model, over HTTP, in a real Home Assistant."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from dev.scripted_ollama import Call, Reply, ScriptedOllama

from .conftest import Ask
from .home import Home


async def test_light(
    hass: HomeAssistant, home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """The model calls a tool, the light goes on, the model's answer is said."""
    ollama_server.when(
        "cosy",
        Reply(calls=[Call("HassTurnOn", {"name": "Ceiling", "area": "Kitchen"})]),
        Reply(text="The kitchen light is on."),
    )
    result = await ask("Make the kitchen cosy")
    print(ollama_server.chats)
    print(result)
    print(hass.states.async_all())
    assert 0
