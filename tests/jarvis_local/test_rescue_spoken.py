"""A model that prints its tool calls, in a whole conversation: the light turns on, nothing is heard of it."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from dev.scripted_ollama import Reply, ScriptedOllama

from .conftest import Ask
from .home import Home
from .rescue_shapes import SHAPES
from .speech import speech

LIGHT = {"name": "Kitchen light", "domain": ["light"]}


@pytest.mark.parametrize(
    "shape",
    ["object", "fence", "python", "tool_code", "quote tokens", "function tag", "channel", "with"],
)
async def test_printed_call(
    home: Home, jarvis: MockConfigEntry, ask: Ask, ollama_server: ScriptedOllama, shape: str
) -> None:
    """The call is made, and nothing of how it was written is spoken."""
    printed = SHAPES[shape]("HassTurnOn", LIGHT)
    text = f"Of course!\n{printed}"
    chunks = [text[start : start + 3] for start in range(0, len(text), 3)]
    ollama_server.otherwise(Reply(chunks=chunks), Reply(text="It is cosy now."))

    heard = speech(await ask("Make the kitchen cosy"))

    assert home.value("light.kitchen") == "on"
    assert heard
    assert "Hass" not in heard
    assert not set("{}<>|`()=") & set(heard)
