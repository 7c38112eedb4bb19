"""The tool for homes too large to be listed: what it finds, and when it is offered."""

from typing import Any

import pytest

from custom_components.jarvis_local.agent.wire import fitting, tool_schemas
from custom_components.jarvis_local.home import Form, ShownHome
from custom_components.jarvis_local.llm_api import JarvisAPI
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant

from .tool_calls import call_tool, make_context


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("args", "language", "room", "line"),
    [
        pytest.param(
            {"query": "coffee machine"}, "en", "Kitchen", "switch Coffee machine: off", id="name"
        ),
        pytest.param(
            {"query": "enceinte"}, "fr", "Living Room", "media_player speaker: playing", id="alias"
        ),
        pytest.param(
            {"query": "light", "area": "Bedroom"},
            "en",
            "Bedroom",
            "light Bedroom light: off",
            id="room",
        ),
        pytest.param(
            {"query": "front door"}, "en", "elsewhere", "lock Front door: locked", id="no room"
        ),
    ],
)
async def test_finds(
    hass: HomeAssistant, args: dict[str, Any], language: str, room: str, line: str
) -> None:
    """What fits best comes first, under its room, with its state."""
    result = await call_tool(hass, "find_devices", language=language, **args)
    found = result.data["devices"]
    assert next(iter(found)) == room
    assert found[room][0].startswith(line)


@pytest.mark.usefixtures("home")
async def test_only_of_a_domain(hass: HomeAssistant) -> None:
    """A domain keeps the others away."""
    result = await call_tool(hass, "find_devices", query="living room", domain=["cover"])
    assert result.data == {"devices": {"Living Room": ["cover blinds: closed, 0%"]}}


@pytest.mark.usefixtures("home")
async def test_finds_nothing(hass: HomeAssistant) -> None:
    """Where nothing fits, the rooms are told."""
    result = await call_tool(hass, "find_devices", query="submarine")
    assert not result.error
    assert result.data == {"devices": {}, "rooms": ["Bedroom", "Kitchen", "Living Room"]}


@pytest.mark.usefixtures("home")
async def test_finds_too_many(hass: HomeAssistant) -> None:
    """A long result is cut, and says so."""
    for number in range(25):
        entity_id = f"light.zebra_{number}"
        hass.states.async_set(entity_id, "off", {"friendly_name": f"Zebra {number}"})
        async_expose_entity(hass, "conversation", entity_id, should_expose=True)
    result = await call_tool(hass, "find_devices", query="zebra")
    assert sum(map(len, result.data["devices"].values())) == 20
    assert result.data["more"].startswith("5 more")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("form", Form, ids=str)
async def test_offered(hass: HomeAssistant, form: Form) -> None:
    """It is offered only where the prompt does not name every device; schemas are made once."""
    api = await JarvisAPI(hass=hass).async_get_api_instance(make_context())
    schemas = tool_schemas(api)
    names = [schema["function"]["name"] for schema in fitting(schemas, ShownHome(form=form))]
    assert ("find_devices" in names) is not form.is_complete
    assert all(a is b for a, b in zip(schemas, tool_schemas(api), strict=True))
