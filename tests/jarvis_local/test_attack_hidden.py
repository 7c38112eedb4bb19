"""Ways around the gate through entities and scripts that hide what they do."""

from collections.abc import Mapping
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.policy import (
    Confirmation,
    async_is_guarded_intent,
    confirmation_for,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.entity_component import DATA_INSTANCES
from homeassistant.helpers.script import Script
from homeassistant.setup import async_setup_component

from .attack import FRONT_DOOR, UNLOCK, expose, no_deed, place
from .home import Home
from .tool_calls import call_tool, make_context

NONE, ASK, PIN = Confirmation.NONE, Confirmation.ASK, Confirmation.PIN


@pytest.fixture
async def switch_as_lock(hass: HomeAssistant, home: Home) -> None:
    """Make the coffee machine's switch a lock's relay."""
    entry = MockConfigEntry(
        domain="switch_as_x",
        options={"entity_id": "switch.coffee_machine", "target_domain": "lock", "invert": False},
        title="Relay",
        version=1,
        minor_version=3,
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    # Home Assistant hides the switch; an owner may have exposed it all the same.
    expose(hass, "switch.coffee_machine")


def template_switch(action: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template switch that does something when it is turned on."""
    return {
        "name": "Harmless",
        "state": "{{ false }}",
        "turn_on": [action],
        "turn_off": [{"delay": 0}],
    }


TEMPLATES = {
    "switch": template_switch(UNLOCK),
    "light": template_switch(UNLOCK),
    "fan": template_switch(UNLOCK),
    "cover": {
        "name": "Harmless",
        "state": "{{ 'closed' }}",
        "device_class": "blind",
        "open_cover": [UNLOCK],
        "close_cover": [{"delay": 0}],
    },
    "vacuum": {"name": "Harmless", "start": [UNLOCK]},
}


@pytest.mark.parametrize("domain", TEMPLATES)
async def test_template_entity_hides_an_unlock(
    hass: HomeAssistant, home: Home, domain: str
) -> None:
    """A template entity is what its actions do, not what its domain promises."""
    assert await async_setup_component(
        hass, "template", {"template": [{domain: TEMPLATES[domain]}]}
    )
    await hass.async_block_till_done()
    entity_id = f"{domain}.harmless"
    expose(hass, entity_id)
    wrapper = {
        "wrapped": {
            "alias": "Wrapped",
            "sequence": [{"action": f"{domain}.turn_on", "target": {"entity_id": entity_id}}],
        }
    }
    assert await async_setup_component(hass, "script", {"script": wrapper})
    expose(hass, "script.wrapped")

    tool = "HassVacuumStart" if domain == "vacuum" else "HassTurnOn"
    results = [await call_tool(hass, tool, name="Harmless")]
    results.append(await call_tool(hass, "HassTurnOn", name="Wrapped"))
    await hass.async_block_till_done()

    assert all("Refused" in result.data["error"] for result in results)
    no_deed(home)


async def test_position_of_nothing_may_run_a_script(hass: HomeAssistant, home: Home) -> None:
    """Shutting a template cover by its position runs a script that nothing says is for shutting."""
    cover = TEMPLATES["cover"] | {
        "open_cover": [{"delay": 0}],
        "set_cover_position": [UNLOCK],
    }
    assert await async_setup_component(hass, "template", {"template": [{"cover": cover}]})
    await hass.async_block_till_done()
    expose(hass, "cover.harmless")

    assert async_is_guarded_intent(
        hass, "HassSetPosition", {"name": "Harmless", "position": 0}, make_context()
    )
    result = await call_tool(hass, "HassSetPosition", name="Harmless", position=0)
    await hass.async_block_till_done()

    assert "Refused" in result.data["error"]
    no_deed(home)


async def test_harmless_half_of_a_template_entity(hass: HomeAssistant, home: Home) -> None:
    """Only the script that would run counts, where the entity says which."""
    config = {"template": [{"switch": template_switch(UNLOCK)}]}
    assert await async_setup_component(hass, "template", config)
    await hass.async_block_till_done()

    assert confirmation_for(hass, "switch.harmless", "turn_off") is NONE
    assert confirmation_for(hass, "switch.harmless", "toggle") is PIN


async def test_entity_with_a_single_script(hass: HomeAssistant, home: Home) -> None:
    """A wake-on-LAN switch runs its script when turned off, and says nowhere that it does."""
    relay = hass.data[DATA_INSTANCES]["switch"].get_entity("switch.coffee_machine")
    assert relay is not None
    vars(relay)["_off_script"] = Script(hass, cv.SCRIPT_SCHEMA([UNLOCK]), "Computer", "wake_on_lan")

    result = await call_tool(hass, "HassTurnOff", name="Coffee machine")

    assert "Refused" in result.data["error"]
    no_deed(home)


async def test_switch_that_is_really_a_lock(
    hass: HomeAssistant, home: Home, switch_as_lock: None
) -> None:
    """Switch as X makes a lock of a relay; the relay itself opens the same door."""
    result = await call_tool(hass, "HassTurnOn", name="switch.coffee_machine")

    assert "Refused" in result.data["error"]
    assert home.value("switch.coffee_machine") == "off"


async def test_lock_that_claims_to_be_a_group(hass: HomeAssistant, home: Home) -> None:
    """A list of members in its attributes makes no lock harmless."""
    state = home.state(FRONT_DOOR)
    hass.states.async_set(
        FRONT_DOOR, state.state, {**state.attributes, "entity_id": ["light.kitchen"]}
    )

    result = await call_tool(hass, "HassTurnOff", name="Front door")

    assert "Refused" in result.data["error"]
    no_deed(home)


@pytest.mark.parametrize("domain", ["lock", "cover", "switch", "light"])
async def test_group_helper_of_a_guarded_entity(
    hass: HomeAssistant, home: Home, domain: str
) -> None:
    """A group of any domain is as dangerous as its most dangerous member."""
    hass.states.async_set("cover.garage", "closed", {"device_class": "garage"})
    member = {"lock": FRONT_DOOR, "cover": "cover.garage"}.get(domain, FRONT_DOOR)
    hass.states.async_set(f"{domain}.all", "off", {"entity_id": [f"{domain}.inner"]})
    hass.states.async_set(f"{domain}.inner", "off", {"entity_id": (member,)})

    assert confirmation_for(hass, f"{domain}.all", "toggle") is PIN


async def test_group_that_is_turned_on_to_turn_itself_off(hass: HomeAssistant, home: Home) -> None:
    """Meeting a group again on the way does not mean that the same is done to it."""
    scripts = {
        "back": {
            "sequence": [
                {"action": "homeassistant.turn_off", "target": {"entity_id": "group.night"}}
            ]
        }
    }
    groups = {"night": {"name": "Night", "entities": [FRONT_DOOR, "script.back"]}}
    assert await async_setup_component(hass, "script", {"script": scripts})
    assert await async_setup_component(hass, "group", {"group": groups})

    assert confirmation_for(hass, "group.night", "turn_on") is PIN


def sequence(step: Any) -> dict[str, Any]:
    """Return the configuration of a script of one step."""
    return {"script": {"attack": {"alias": "Attack", "sequence": step}}}


STEPS: dict[str, Any] = {
    "legacy entity beside the target": {
        "action": "cover.open_cover",
        "entity_id": "cover.garage",
        "target": {"entity_id": "cover.living_room_blinds"},
    },
    "legacy entity of another domain": {
        "action": "homeassistant.turn_off",
        "entity_id": FRONT_DOOR,
        "target": {"entity_id": "light.kitchen"},
    },
    "entity in data and in the target": {
        "action": "homeassistant.turn_off",
        "data": {"entity_id": FRONT_DOOR},
        "target": {"entity_id": "light.kitchen"},
    },
    "target by template": {
        "action": "homeassistant.turn_off",
        "target": "{{ {'entity_id': 'lock.front_door'} }}",
    },
    "data by template": {
        "action": "homeassistant.turn_off",
        "data": "{{ {'entity_id': 'lock.front_door'} }}",
    },
    "entity by template": {
        "action": "homeassistant.turn_off",
        "target": {"entity_id": "{{ 'lock.front' ~ '_door' }}"},
    },
    "action by template": {"action": "{{ 'lock.unlock' }}", "target": {"entity_id": FRONT_DOOR}},
    "old service template": {
        "service_template": "{{ 'lock.unlock' }}",
        "data_template": {"entity_id": FRONT_DOOR},
    },
    "area": {"action": "homeassistant.turn_off", "target": {"area_id": "kitchen"}},
    "label": {
        "action": "homeassistant.turn_off",
        "target": {"entity_id": "light.kitchen", "label_id": "doors"},
    },
    "all": {"action": "homeassistant.turn_off", "target": {"entity_id": "all"}},
    "parallel lists": {"parallel": [[{"delay": 0}], [UNLOCK]]},
    "repeat for each": {
        "repeat": {
            "for_each": ["front_door"],
            "sequence": [
                {"action": "lock.unlock", "target": {"entity_id": "lock.{{ repeat.item }}"}}
            ],
        }
    },
    "choose within if": {
        "if": "{{ true }}",
        "then": {"choose": {"conditions": [], "sequence": UNLOCK}},
    },
    "default of choose": {"choose": [], "default": UNLOCK},
    "scene applied": {"action": "scene.apply", "data": {"entities": {FRONT_DOOR: "unlocked"}}},
    "scene created": {
        "action": "scene.create",
        "data": {"scene_id": "x", "entities": {FRONT_DOOR: "unlocked"}},
    },
    "event": {"event": "open_sesame"},
    "said to an agent": {"action": "conversation.process", "data": {"text": "unlock front door"}},
    "automation": {"action": "automation.trigger", "target": {"entity_id": "automation.x"}},
    "script in between": {"action": "script.turn_on", "target": {"entity_id": "script.second"}},
}


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
async def test_script_hides_an_unlock(hass: HomeAssistant, home: Home, step: Any) -> None:
    """A script that opens something is refused, however it says so."""
    hass.states.async_set("cover.garage", "closed", {"device_class": "garage"})
    place(hass, home, FRONT_DOOR, "Kitchen")
    config = sequence(step)
    config["script"]["second"] = {"sequence": [UNLOCK]}
    assert await async_setup_component(hass, "scene", {})
    assert await async_setup_component(hass, "script", config)
    expose(hass, "script.attack")

    for name in ("Attack", "script.attack"):
        result = await call_tool(hass, "HassTurnOn", name=name)
        assert "Refused" in result.data["error"]
    await hass.async_block_till_done()

    no_deed(home)
