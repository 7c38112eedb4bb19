"""The gate: what opens or disarms the house is refused, whichever way it is called."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.policy import (
    Confirmation,
    async_confirmation_for_intent,
    async_is_guarded_intent,
    confirmation_for,
    strictest,
)
from homeassistant.components.cover import CoverDeviceClass
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, intent
from homeassistant.setup import async_setup_component

from .attack import expose
from .home import Home
from .tool_calls import call_tool, make_context

NONE, ASK, PIN = Confirmation.NONE, Confirmation.ASK, Confirmation.PIN


def test_strictest_wins() -> None:
    """Levels compare by how strict they are, not by their letters."""
    assert strictest([ASK, PIN, NONE]) is PIN
    assert strictest([NONE, ASK]) is ASK
    assert strictest([]) is NONE


@pytest.mark.parametrize(
    ("entity_id", "device_class", "verb", "level"),
    [
        ("light.a", None, "turn_on", NONE),
        ("lock.a", None, "lock", NONE),
        ("lock.a", None, "turn_on", NONE),
        ("lock.a", None, "unlock", PIN),
        ("lock.a", None, "turn_off", PIN),
        ("lock.a", None, "toggle", PIN),
        ("lock.a", None, "open", PIN),
        ("cover.a", None, "turn_on", NONE),
        ("cover.a", "blind", "HassSetPosition", NONE),
        ("cover.a", "garage", "turn_on", PIN),
        ("cover.a", "garage", "open_cover", PIN),
        ("cover.a", "garage", "turn_off", NONE),
        ("cover.a", "garage", "stop", NONE),
        ("cover.a", "door", "toggle", PIN),
        ("cover.a", "gate", "HassSetPosition", PIN),
        ("valve.a", "water", "turn_on", ASK),
        ("valve.a", "gas", "turn_on", PIN),
        ("valve.a", "gas", "turn_off", NONE),
        ("alarm_control_panel.a", None, "alarm_arm_away", NONE),
        ("alarm_control_panel.a", None, "alarm_disarm", PIN),
        ("automation.a", None, "turn_off", ASK),
        ("button.a", None, "turn_on", ASK),
        ("input_button.a", None, "turn_on", ASK),
        ("remote.a", None, "turn_on", NONE),
        ("remote.a", None, "send_command", ASK),
        ("group.empty", None, "turn_on", ASK),
        ("something_new.a", None, "turn_on", ASK),
        ("scene.unknown", None, "turn_on", ASK),
        ("script.unknown", None, "turn_on", ASK),
        ("script.unknown", None, "turn_off", NONE),
    ],
)
async def test_what_an_action_needs(
    hass: HomeAssistant, entity_id: str, device_class: str | None, verb: str, level: Confirmation
) -> None:
    """The worst that an action can do decides; what is unknown has to be asked."""
    hass.states.async_set(entity_id, "on", {"device_class": device_class})

    assert confirmation_for(hass, entity_id, verb) is level


async def test_missing_cover_counts_as_a_door(hass: HomeAssistant) -> None:
    """An entity without a state is judged at its domain's worst."""
    assert confirmation_for(hass, "cover.gone", "open_cover") is PIN


@pytest.mark.parametrize(
    ("name", "args"),
    [
        pytest.param("HassTurnOff", {"name": "Front door"}, id="name"),
        pytest.param("HassTurnOff", {"name": "lock.front_door"}, id="entity id"),
        pytest.param("HassTurnOff", {"name": "porte d'entrée", "domain": "lock"}, id="alias"),
        pytest.param("HassTurnOff", {"domain": ["lock"]}, id="every lock"),
        pytest.param("HassTurnOff", {"name": "all", "domain": "lock,light"}, id="among lights"),
        pytest.param("HassTurnOff", {"area": "Kitchen", "domain": "lock"}, id="area"),
    ],
)
async def test_lock_stays_locked(
    hass: HomeAssistant, home: Home, name: str, args: dict[str, Any]
) -> None:
    """Unlocking is refused in words for the model and for the user."""
    er.async_get(hass).async_update_entity("lock.front_door", area_id=home.areas["Kitchen"])

    result = await call_tool(hass, name, **args)

    assert result.error
    assert "Refused" in result.data["error"]
    assert result.data["say"]
    assert home.value("lock.front_door") == "locked"


async def test_locking_needs_nobody(hass: HomeAssistant, home: Home) -> None:
    """What makes the house safer is done."""
    await hass.services.async_call(
        "lock", "unlock", {"entity_id": "lock.front_door"}, blocking=True
    )

    result = await call_tool(hass, "HassTurnOn", name="Front door")

    assert result.data == {"done": True, "now": {"Front door": "locked"}}


@pytest.mark.parametrize(
    ("name", "args"),
    [
        pytest.param("HassTurnOn", {}, id="open"),
        pytest.param("HassSetPosition", {"position": 100}, id="set position"),
    ],
)
async def test_garage_stays_closed(
    hass: HomeAssistant, home: Home, name: str, args: dict[str, Any]
) -> None:
    """A garage door is no blind, by position either."""
    state = home.state("cover.living_room_blinds")
    attributes = {**state.attributes, "device_class": CoverDeviceClass.GARAGE}
    hass.states.async_set("cover.living_room_blinds", "closed", attributes)

    result = await call_tool(hass, name, name="Living room blinds", **args)

    assert "Refused" in result.data["error"]
    assert home.value("cover.living_room_blinds") == "closed"


async def test_group_with_a_lock_is_judged_by_its_members(hass: HomeAssistant, home: Home) -> None:
    """A group hides nothing, not even within another or within itself."""
    groups = {
        "night": {"name": "Night", "entities": ["light.kitchen", "group.inner"]},
        "inner": {"name": "Inner", "entities": ["lock.front_door", "group.night"]},
        "lamps": {"name": "Lamps", "entities": ["light.kitchen"]},
    }
    assert await async_setup_component(hass, "group", {"group": groups})
    expose(hass, "group.night", "group.lamps")

    refused = await call_tool(hass, "HassTurnOff", name="Night")
    allowed = await call_tool(hass, "HassTurnOn", name="Lamps")

    assert "Refused" in refused.data["error"]
    assert home.value("lock.front_door") == "locked"
    # Home Assistant's intents cannot switch such a group; the policy has nothing against it.
    assert "Refused" not in allowed.data["error"]


async def test_scene_is_judged_by_what_it_sets(hass: HomeAssistant, home: Home) -> None:
    """A scene may dim and lock; one that unlocks is refused."""
    scenes = [
        {"name": "Movie", "entities": {"light.kitchen": "on", "cover.living_room_blinds": "open"}},
        {"name": "Good night", "entities": {"light.kitchen": "off", "lock.front_door": "locked"}},
        {"name": "Welcome", "entities": {"light.kitchen": "on", "lock.front_door": "unlocked"}},
    ]
    assert await async_setup_component(hass, "scene", {"scene": scenes})
    await hass.async_block_till_done()
    expose(hass, "scene.movie", "scene.good_night", "scene.welcome")

    assert not (await call_tool(hass, "HassTurnOn", name="Movie")).error
    assert home.value("light.kitchen") == "on"
    assert not (await call_tool(hass, "HassTurnOn", name="Good night")).error
    assert "Refused" in (await call_tool(hass, "HassTurnOn", name="Welcome")).data["error"]
    assert home.value("lock.front_door") == "locked"


@pytest.mark.parametrize(
    ("others", "level"),
    [
        pytest.param(("light",), NONE, id="a bridge of lamps"),
        pytest.param(("light", "lock"), ASK, id="a hub with a lock"),
    ],
)
async def test_scene_of_a_bridge_is_judged_by_the_bridge(
    hass: HomeAssistant, others: tuple[str, ...], level: Confirmation
) -> None:
    """A scene that nobody can look into is as dangerous as what its bridge has."""
    entry = MockConfigEntry(domain="bridge")
    entry.add_to_hass(hass)
    registry = er.async_get(hass)
    for domain in ("scene", *others):
        registry.async_get_or_create(domain, "bridge", domain, config_entry=entry)
    hass.states.async_set("scene.bridge_scene", "unknown")

    assert confirmation_for(hass, "scene.bridge_scene", "turn_on") is level


@pytest.mark.parametrize(
    ("name", "slots", "guarded"),
    [
        pytest.param("HassTurnOff", {"name": "Front door"}, True, id="unlock"),
        pytest.param(
            "HassTurnOff", {"name": {"value": "Front door", "text": "front door"}}, True, id="slots"
        ),
        pytest.param("HassTurnOff", {"domain": "lock"}, True, id="every lock"),
        pytest.param("HassTurnOn", {"name": "Front door"}, False, id="lock"),
        pytest.param("HassTurnOn", {"name": "Kitchen light"}, False, id="light"),
        pytest.param("HassTurnOff", {"name": "Nobody"}, False, id="nothing to touch"),
        pytest.param("HassSetPosition", {"name": "Gate", "position": 1}, True, id="ajar"),
        pytest.param("HassSetPosition", {"name": "Gate", "position": "0"}, False, id="shut"),
        pytest.param("HassSetPosition", {"name": "Gate", "position": {"value": 0}}, False, id="0"),
        pytest.param("HassSetPosition", {"name": "Gate", "position": False}, True, id="no number"),
        pytest.param("HassSetPosition", {"name": "Gate"}, True, id="no position"),
        pytest.param("HassSetPosition", {"name": "Gas", "position": 0}, False, id="gas off"),
        pytest.param("HassSetPosition", {"name": "Gas", "position": 5}, True, id="gas on"),
        pytest.param("HassToggle", {"name": "Front door"}, True, id="toggle"),
        pytest.param("HassGetState", {"name": "Front door"}, False, id="look"),
        pytest.param("HassStartTimer", {"minutes": 5}, False, id="timer"),
        pytest.param(
            "HassStartTimer",
            {"minutes": 5, "conversation_command": "unlock the door"},
            True,
            id="delayed command",
        ),
        pytest.param("OwnersSentence", {}, True, id="unknown intent"),
    ],
)
async def test_local_sentences_meet_the_same_gate(
    hass: HomeAssistant, home: Home, name: str, slots: dict[str, Any], guarded: bool
) -> None:
    """What is understood without the model is judged as the model's calls are."""
    for entity_id, called, kind in (("cover.gate", "Gate", "gate"), ("valve.gas", "Gas", "gas")):
        hass.states.async_set(entity_id, "open", {"friendly_name": called, "device_class": kind})
        expose(hass, entity_id)

    assert async_is_guarded_intent(hass, name, slots, make_context()) is guarded


async def test_free_intents_are_home_assistants(hass: HomeAssistant, home: Home) -> None:
    """A new intent of Home Assistant's is not free until someone has looked at it."""
    for component in ("humidifier", "vacuum", "lawn_mower", "todo", "valve"):
        await async_setup_component(hass, component, {})
    await hass.async_block_till_done()
    context = make_context()

    unknown = {
        handler.intent_type
        for handler in intent.async_get(hass)
        if async_confirmation_for_intent(hass, handler.intent_type, {}, context) is not NONE
    }

    # Without a slot these have every entity for a target, the lock too.
    assert unknown == {
        "HassSetPosition",
        "HassStopMoving",
        "HassToggle",
        "HassTurnOff",
        "HassTurnOn",
    }
