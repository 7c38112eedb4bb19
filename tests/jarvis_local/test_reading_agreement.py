"""A model's call is held against a request each word of which was understood."""

import pytest

from custom_components.jarvis_local.agent.reading import Agreement, agrees, read

from .houses import ENGLISH, states

AGREES, UNKNOWN, CONTRADICTS = Agreement


@pytest.mark.parametrize(
    ("text", "tool", "target", "expected"),
    [
        ("turn on the hall light", "HassTurnOn", "light.hall", AGREES),
        ("turn on the hall light", "HassTurnOff", "light.hall", CONTRADICTS),
        ("turn on the hall light", "HassTurnOn", "light.night", CONTRADICTS),
        ("turn on the hall light", "HassTurnOn", "light.hall light.night", CONTRADICTS),
        ("turn on the hall light", "HassLightSet", "light.hall", CONTRADICTS),
        ("turn on the hall light", "get_state", "light.night", UNKNOWN),
        ("turn on the hall light", "HassStartTimer", "", CONTRADICTS),
        ("open the left blind", "HassTurnOff", "cover.lounge_left", CONTRADICTS),
        ("next song on the telly", "HassMediaPrevious", "media_player.tv", CONTRADICTS),
        ("next song on the telly", "HassMediaUnpause", "media_player.tv", CONTRADICTS),
        ("pause the telly", "HassTurnOff", "media_player.tv", CONTRADICTS),
        ("mute the telly", "HassSetVolume", "media_player.tv", UNKNOWN),
        ("turn the telly down", "HassSetVolume", "media_player.tv", UNKNOWN),
        ("start Rosie", "HassVacuumReturnToBase", "vacuum.rosie", CONTRADICTS),
        ("start Rosie", "HassTurnOn", "vacuum.rosie", CONTRADICTS),
        ("close the lights", "HassTurnOff", "light.hall", UNKNOWN),
        ("turn off the light", "HassTurnOff", "light.hall", UNKNOWN),
        ("is the hall light on", "HassTurnOn", "light.hall", UNKNOWN),
        ("add milk to the shopping list", "HassListRemoveItem", "todo.groceries", CONTRADICTS),
        ("add milk to the shopping list", "HassListAddItem", "todo.chores", CONTRADICTS),
        (
            "turn on the hall light and turn off the night light",
            "HassTurnOff",
            "light.night",
            AGREES,
        ),
        (
            "turn on the hall light and turn off the night light",
            "HassTurnOn",
            "light.night",
            CONTRADICTS,
        ),
    ],
)
def test_agrees(text: str, tool: str, target: str, expected: Agreement) -> None:
    """Other devices and other deeds contradict; what is as good, or only looks, does not."""
    reading = read(ENGLISH, states(ENGLISH), text, "en")
    assert agrees(reading, tool, target.split()) is expected
