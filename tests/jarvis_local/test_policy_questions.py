"""What the gate asks, in words, and the temperatures that it asks about."""

import pytest

from custom_components.jarvis_local.policy import (
    Confirmation,
    act_on,
    async_confirmation_for_intent,
    question,
)
from homeassistant.core import HomeAssistant, State

from .home import Home
from .tool_calls import make_context


@pytest.mark.parametrize(
    ("language", "asked"),
    [("en", "Lock 0, Lock 1"), ("fr", "et d’autres")],
)
async def test_many_locks(hass: HomeAssistant, language: str, asked: str) -> None:
    """Not more names than can be listened to are said, and that there are more."""
    locks = [
        State(f"lock.l{number}", "locked", {"friendly_name": f"Lock {number}"})
        for number in range(9)
    ]
    act = act_on("HassTurnOff", {}, locks, Confirmation.ASK, ["unlock"] * 9)
    said = question([act], language)
    assert asked in said
    assert "Lock 8" not in said


@pytest.mark.parametrize(
    ("temperature", "level"),
    [
        (21, Confirmation.NONE),
        ("21.5", Confirmation.NONE),
        (29, Confirmation.ASK),
        (4, Confirmation.ASK),
        ("warm", Confirmation.ASK),
        (None, Confirmation.ASK),
    ],
)
async def test_temperature_understood_by_home_assistant(
    hass: HomeAssistant, home: Home, temperature: object, level: Confirmation
) -> None:
    """What Home Assistant itself understood is judged too, and what is no number is not trusted."""
    slots = {"temperature": {"value": temperature}}
    context = make_context()
    found = async_confirmation_for_intent(hass, "HassClimateSetTemperature", slots, context)
    assert found is level
