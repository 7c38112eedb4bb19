"""A call that cannot work does nothing, and tells the model why and what would work."""

from typing import Any, override

import aiohttp
import pytest
import voluptuous as vol

from custom_components.jarvis_local.policy import Confirmation
from custom_components.jarvis_local.tools.base import READS, Call, JarvisTool
from custom_components.jarvis_local.tools.base.hints import explain_arguments
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, llm

from .home import Home
from .tool_calls import call_tool, make_context


@pytest.mark.parametrize(
    ("name", "args", "argument", "help_text"),
    [
        pytest.param(
            "HassLightSet",
            {"name": "Kitchen light", "brightness": "bright"},
            "brightness",
            "must be integer, from 0 to 100",
            id="no number",
        ),
        pytest.param(
            "HassLightSet",
            {"name": "Kitchen light", "brightness": 150},
            "brightness",
            "from 0 to 100",
            id="out of range",
        ),
        pytest.param(
            "HassSetPosition",
            {"name": "Living room blinds"},
            "position",
            "must be integer",
            id="missing",
        ),
        pytest.param(
            "HassTurnOn",
            {"name": "Kitchen light", "level": 3},
            "level",
            "use only: name, area, floor, domain",
            id="unknown argument",
        ),
        pytest.param(
            "HassTurnOn", {}, "arguments", "give at least one of: name, area", id="no target"
        ),
        pytest.param(
            "HassStartTimer", {"name": "Tea"}, "arguments", "hours, minutes", id="no duration"
        ),
        pytest.param(
            "HassSetVolumeRelative",
            {"volume_step": "a bit"},
            "volume_step",
            "up, down or a change in percent",
            id="volume step",
        ),
        pytest.param(
            "HassTurnOn",
            {"name": ["Kitchen light", "Bedroom light"]},
            "name",
            "must be string",
            id="two names",
        ),
    ],
)
async def test_bad_arguments_are_explained(
    hass: HomeAssistant,
    home: Home,
    name: str,
    args: dict[str, Any],
    argument: str,
    help_text: str,
) -> None:
    """Each bad argument is named, with why and what would work; nothing happens."""
    result = await call_tool(hass, name, **args)

    assert result.error
    assert help_text in result.data["invalid"][argument]
    assert home.value("light.kitchen") == "off"


@pytest.mark.parametrize(
    ("args", "key", "expected"),
    [
        pytest.param({"name": "Ktcn lamp"}, "known_names", "Living room lamp", id="a word of it"),
        pytest.param({"name": "kitchen"}, "hint", "Pass area='kitchen'", id="an area"),
        pytest.param({"area": "Kitsch"}, "areas", "Kitchen", id="unknown area"),
        pytest.param({"area": "zzz"}, "areas", "Bedroom", id="area unlike any"),
        pytest.param({"floor": "Cellar"}, "floors", "Ground floor", id="unknown floor"),
        pytest.param(
            {"area": "Bedroom", "domain": "cover"}, "known_names", "Living room blinds", id="kind"
        ),
    ],
)
async def test_unknown_target_gets_candidates(
    hass: HomeAssistant, home: Home, args: dict[str, Any], key: str, expected: str
) -> None:
    """What does not exist is answered with what does."""
    result = await call_tool(hass, "HassTurnOn", **args)

    assert result.error
    assert result.data["error"]
    assert expected in result.data[key]


async def test_same_name_twice_is_asked_about(hass: HomeAssistant, home: Home) -> None:
    """Two devices of one name: both are named with their room, none is touched."""
    registry = er.async_get(hass)
    for entity_id in ("light.kitchen", "light.bedroom"):
        registry.async_update_entity(entity_id, name="Ceiling")
    await hass.async_block_till_done()

    result = await call_tool(hass, "HassTurnOn", name="Ceiling")

    assert result.error
    assert result.data["candidates"] == ["Ceiling (Bedroom)", "Ceiling (Kitchen)"]
    assert home.value("light.kitchen") == home.value("light.bedroom") == "off"

    here = await call_tool(hass, "HassTurnOn", device_id=home.satellites["Bedroom"], name="Ceiling")

    assert not here.error
    assert home.value("light.kitchen") == "off"
    assert home.value("light.bedroom") == "on"


@pytest.mark.parametrize("name", ["Attic light", "light.attic"])
async def test_unexposed_entity_is_untouched(hass: HomeAssistant, home: Home, name: str) -> None:
    """What the user did not expose does not exist for the model, and is not suggested."""
    result = await call_tool(hass, "HassTurnOn", name=name)

    assert result.error
    assert "Attic light" not in result.data["known_names"]
    assert home.value("light.attic") == "off"
    assert (await call_tool(hass, "get_state", name=name)).error


async def test_failing_device_is_an_error(hass: HomeAssistant, home: Home) -> None:
    """A device that raises ends in an error result, not in a claim."""
    result = await call_tool(hass, "HassTurnOn", name="Broken plug")

    assert result.error
    assert "turn_on" in result.data["error"]


async def test_one_of_two_failing_is_named(hass: HomeAssistant, home: Home) -> None:
    """Where one device fails and others follow, the result says which."""
    result = await call_tool(hass, "HassTurnOn", area="Bedroom")

    assert not result.error
    assert result.data["done"] is False
    assert result.data["failed"] == ["Broken plug"]
    assert home.value("light.bedroom") == "on"


class Crash(JarvisTool):
    """A tool whose action raises."""

    name = "crash"
    title = "Crash"
    description = "Crash."
    parameters = vol.Schema({})
    annotations = READS
    group = "state"
    confirmation = Confirmation.NONE
    time_limit = 0.05

    def __init__(self, error: Exception) -> None:
        """Make a tool that raises this."""
        self.error = error

    @override
    async def async_run(self, hass: HomeAssistant, call: Call) -> llm.ToolResult:
        """Raise it."""
        raise self.error


@pytest.mark.parametrize(
    ("error", "text"),
    [
        pytest.param(KeyError("x"), "nobody knows whether it worked", id="KeyError"),
        pytest.param(TimeoutError(), "too long", id="TimeoutError"),
        pytest.param(
            aiohttp.ServerDisconnectedError(), "nobody knows whether it worked", id="aiohttp"
        ),
        pytest.param(HomeAssistantError("Door stuck"), "Door stuck", id="HomeAssistantError"),
        pytest.param(HomeAssistantError(), "HomeAssistantError", id="without words"),
    ],
)
async def test_crash_ends_in_an_error_result(
    hass: HomeAssistant, error: Exception, text: str
) -> None:
    """Whatever an action raises, the turn goes on."""
    result = await Crash(error).async_call(hass, llm.ToolInput("crash", {}), make_context())

    assert result.error
    assert text in str(result.data["error"])


class Undecided(Crash):
    """A tool whose author said nothing about consent."""

    confirmation = JarvisTool.confirmation


async def test_tool_that_says_nothing_of_consent_is_refused(hass: HomeAssistant) -> None:
    """The default fails closed, and says so in the user's language."""
    tool = Undecided(AssertionError("ran"))

    result = await tool.async_call(hass, llm.ToolInput("crash", {}), make_context(language="fr"))

    assert result.error
    assert "Refused" in str(result.data["error"])
    assert "le oui de quelqu" in str(result.data["say"])


async def test_device_area_counts_for_candidates(hass: HomeAssistant, home: Home) -> None:
    """An entity without an area of its own is in its device's."""
    registry = er.async_get(hass)
    entity_ids = ("light.kitchen", "light.bedroom")
    for entity_id in entity_ids:
        registry.async_update_entity(entity_id, name="Spot", area_id=None)
    entry = registry.async_get_or_create(
        "light", "test2", "x", device_id=home.satellites["Kitchen"]
    )
    hass.states.async_set(entry.entity_id, "off", {"friendly_name": "Spot"})
    registry.async_update_entity(entry.entity_id, name="Spot", aliases=[er.COMPUTED_NAME, "Spot"])
    async_expose_entity(hass, "conversation", entry.entity_id, should_expose=True)
    await hass.async_block_till_done()

    result = await call_tool(hass, "HassTurnOn", name="Spot")

    assert len(result.data["candidates"]) == 2
    assert "Spot" in result.data["candidates"]
    satellite = await call_tool(hass, "HassTurnOn", name="Spot", area="Kitchen")
    assert satellite.data["now"].keys() == {"Spot"}


def test_choices_are_named() -> None:
    """Where only some words are allowed, the error lists them."""
    with pytest.raises(vol.Invalid) as raised:
        vol.Schema({"mode": vol.In(["eco", "boost"])})({"mode": "fast"})

    data = explain_arguments(raised.value, {"mode": {"type": "string", "enum": ["eco", "boost"]}})

    assert "one of eco, boost" in data["invalid"]["mode"]
