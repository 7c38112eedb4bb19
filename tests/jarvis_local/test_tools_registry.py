"""What must hold for every tool, and what the model is told of each."""

from dataclasses import asdict
import json
import re
from typing import Any

from probatio import to_openapi
import pytest
from syrupy.assertion import SnapshotAssertion

from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.tools import GROUPS, async_tools
from custom_components.jarvis_local.tools.base import IntentTool, JarvisTool
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import intent, llm
from homeassistant.setup import async_setup_component

from .home import Home
from .tool_calls import make_context

TOOLS = [tool for tools in GROUPS.values() for tool in tools]
# Measured with Llama 3's tokenizer on schemas like ours: a token is about 3.6 characters.
CHARACTERS_PER_TOKEN = 3.6
MOST_TOKENS = 1700
MOST_TOOLS = 16

each_tool = pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)


def schema(tool: JarvisTool) -> dict[str, Any]:
    """Return a tool's arguments as JSON schema, as an agent makes it."""
    return dict(
        to_openapi(
            tool.parameters, custom_serializer=llm.selector_serializer, openapi_version="3.1.0"
        )
    )


def function(tool: JarvisTool) -> dict[str, Any]:
    """Return a tool as the model sees it."""
    parameters = {
        key: value for key, value in schema(tool).items() if key != "additionalProperties"
    }
    return {"name": tool.name, "description": tool.description, "parameters": parameters}


@each_tool
def test_tool_is_well_formed(tool: JarvisTool) -> None:
    """Names, texts, annotations and arguments are such as every model can read."""
    assert re.fullmatch(r"[A-Za-z_]{1,32}", tool.name)
    assert tool.title
    assert 0 < len(tool.description) <= 200
    assert tool.integration == DOMAIN
    assert tool.name in {other.name for other in GROUPS[tool.group]}
    assert not (tool.annotations.read_only and tool.annotations.destructive)
    assert tool.annotations != llm.ToolAnnotations()
    for argument in schema(tool)["properties"].values():
        assert argument.get("type") in {"array", "boolean", "integer", "number", "string"}
        assert "type" in argument.get("items", {"type": "string"})


def test_names_are_unique() -> None:
    """A call finds one tool."""
    assert len({tool.name for tool in TOOLS}) == len(TOOLS)


def test_catalogue_fits_its_bound() -> None:
    """All tools together leave room for the home."""
    catalogue = [{"type": "function", "function": function(tool)} for tool in TOOLS]
    size = len(json.dumps(catalogue, separators=(",", ":")))

    assert size / CHARACTERS_PER_TOKEN <= MOST_TOKENS
    assert len(TOOLS) <= MOST_TOOLS


def test_catalogue(snapshot: SnapshotAssertion) -> None:
    """A changed word for the model is seen in review."""
    for tool in sorted(TOOLS, key=lambda tool: tool.name):
        shown = function(tool) | {
            "annotations": asdict(tool.annotations),
            "confirmation": str(tool.confirmation),
            "group": tool.group,
        }
        assert shown == snapshot(name=tool.name)


def _calls(tool: IntentTool) -> list[dict[str, Any]]:
    """Return calls of a tool with every argument and each word that it takes."""
    full = dict.fromkeys(tool.properties, 1)
    for key, schema_of in tool.properties.items():
        if "enum" in schema_of:
            return [full | {key: word} for word in schema_of["enum"]]
    return [full]


async def test_arguments_are_those_of_home_assistants_intents(
    hass: HomeAssistant, home: Home
) -> None:
    """Every value that an intent is given is one that its handler knows."""
    for component in ("humidifier", "vacuum", "lawn_mower", "todo", "valve"):
        assert await async_setup_component(hass, component, {})
    await hass.async_block_till_done()
    handlers = {handler.intent_type: handler for handler in intent.async_get(hass)}

    for tool in TOOLS:
        # Setting up satellites takes a voice pipeline; the announcement's test does.
        if not isinstance(tool, IntentTool) or tool.name == "HassBroadcast":
            continue
        for args in _calls(tool):
            domains = tool.spec.reach_for(args) | tool.spec.by_name if tool.spec.targets else ()
            states = [State(f"{d}.x", "on", {"supported_features": 2**20 - 1}) for d in domains]
            targets: list[State | None] = [*states] or [None]
            for state in targets:
                # Only a brightness can be meant for anything but a light.
                plain = state and tool.name == "HassLightSet" and state.domain != "light"
                for act in tool.spec.acts_on(state, {"brightness": 1} if plain else args):
                    known = _names(handlers[act.intent].slot_schema or {})
                    assert set(act.slots) <= known, (tool.name, act)


def _names(slot_schema: dict[Any, Any]) -> set[str]:
    """Return the names of slots; a marker may stand for any of several."""
    names: set[str] = set()
    for key in slot_schema:
        inner = getattr(key, "schema", key)
        names |= set(getattr(inner, "validators", (inner,)))
    return names


async def test_list_is_the_same_everywhere(hass: HomeAssistant, home: Home) -> None:
    """The list depends on the home, not on who asks: it is part of the cached prefix."""
    lists = [
        [tool.name for tool in async_tools(hass, make_context(device_id))]
        for device_id in (None, *home.satellites.values())
    ]

    assert all(names == lists[0] for names in lists)
    assert lists[0] == sorted(lists[0])


async def test_offers_what_the_home_has(hass: HomeAssistant, home: Home) -> None:
    """No vacuum, no tool for it; timers, switching and looking are always there."""
    names = {tool.name for tool in async_tools(hass, make_context())}

    assert {"HassTurnOn", "HassLightSet", "timer", "media_control", "get_state"} <= names
    assert not {"humidifier", "todo_list"} & names


async def test_groups_limit_the_list(hass: HomeAssistant, home: Home) -> None:
    """An agent has only the groups it is allowed."""
    tools = async_tools(hass, make_context(), frozenset({"state", "timers"}))

    assert {tool.group for tool in tools} == {"state", "timers"}
    assert async_tools(hass, make_context(), frozenset()) == []
