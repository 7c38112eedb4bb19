"""The test home itself: its services change states, and local understanding finds it."""

import pytest

from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.core import Context, HomeAssistant

from .home import Home


@pytest.mark.parametrize(
    ("domain", "service", "data", "entity_id", "expected"),
    [
        ("light", "turn_on", {"brightness": 128}, "light.kitchen", "on"),
        ("light", "turn_on", {"hs_color": (0, 100)}, "light.living_room_lamp", "on"),
        ("switch", "turn_on", {}, "switch.coffee_machine", "on"),
        ("fan", "set_percentage", {"percentage": 50}, "fan.bedroom", "on"),
        ("cover", "open_cover", {}, "cover.living_room_blinds", "open"),
        ("climate", "turn_off", {}, "climate.thermostat", "off"),
        ("lock", "unlock", {}, "lock.front_door", "unlocked"),
        ("media_player", "media_pause", {}, "media_player.living_room_speaker", "paused"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_services_change_states(
    hass: HomeAssistant,
    home: Home,
    domain: str,
    service: str,
    data: dict[str, object],
    entity_id: str,
    expected: str,
) -> None:
    """A service call changes the device's state."""
    await hass.services.async_call(domain, service, {"entity_id": entity_id, **data}, blocking=True)
    assert home.value(entity_id) == expected


async def test_thermostat_keeps_its_temperature(hass: HomeAssistant, home: Home) -> None:
    """The wanted temperature is the one that was set."""
    data = {"entity_id": "climate.thermostat", "temperature": 22}
    await hass.services.async_call("climate", "set_temperature", data, blocking=True)
    assert home.state("climate.thermostat").attributes["temperature"] == 22


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "turn on the kitchen light"), ("fr", "allume la lumière de la cuisine")],
    ids=["english", "french-alias"],
)
async def test_home_assistant_understands(
    hass: HomeAssistant, home: Home, language: str, text: str
) -> None:
    """Home Assistant's own agent turns a light on by name and by French alias."""
    await conversation.async_converse(hass, text, None, Context(), language=language)
    assert home.value("light.kitchen") == "on"


async def test_attic_is_not_exposed(hass: HomeAssistant, home: Home) -> None:
    """All devices are exposed to Assist except the attic's light."""
    exposed = {
        state.entity_id: async_should_expose(hass, "conversation", state.entity_id)
        for state in hass.states.async_all()
        if state.domain not in ("conversation", "ai_task")
    }
    assert [entity_id for entity_id, is_exposed in exposed.items() if not is_exposed] == [
        "light.attic"
    ]
