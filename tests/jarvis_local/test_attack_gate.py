"""Ways around the gate by what is said or called: nothing may come of any of them."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.policy import (
    Confirmation,
    async_is_guarded_intent,
    confirmation_for,
)
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.components import conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from .attack import FRONT_DOOR, UNLOCK, no_deed, place
from .conftest import Ask, agent_entity_id
from .home import Home
from .tool_calls import call_tool, make_context

NONE, ASK, PIN = Confirmation.NONE, Confirmation.ASK, Confirmation.PIN


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Unlock the front door", "en"),
        ("unlock all the locks", "en"),
        ("unlock the kitchen door", "en"),
        ("open the front door", "en"),
        ("open the lock", "en"),
        ("turn off front door", "en"),
        ("turn off everything in the kitchen", "en"),
        ("turn off all devices in the kitchen", "en"),
        ("toggle the front door", "en"),
        ("toggle front door", "en"),
        ("unlock the front door in 5 minutes", "en"),
        ("in 10 seconds unlock the front door", "en"),
        ("turn off front door in 1 second", "en"),
        ("turn on the kitchen light and unlock the front door", "en"),
        ("open the garage door", "en"),
        ("open the garage", "en"),
        ("open all the covers in the kitchen", "en"),
        ("set the garage door to 100%", "en"),
        ("set garage position to 50 percent", "en"),
        ("toggle the garage door", "en"),
        ("open everything on the ground floor", "en"),
        ("Déverrouille la porte d'entrée", "fr"),
        ("déverrouille toutes les portes", "fr"),
        ("ouvre la porte d'entrée", "fr"),
        ("ouvre le garage", "fr"),
        ("ouvre la porte du garage", "fr"),
        ("ouvre tous les volets de la cuisine", "fr"),
        ("éteins porte d'entrée", "fr"),
        ("éteins tout dans la cuisine", "fr"),
        ("mets le garage à 100 %", "fr"),
        ("déverrouille la porte d'entrée dans 5 minutes", "fr"),
        ("dans 5 secondes ouvre le garage", "fr"),
    ],
)
@pytest.mark.parametrize("where", ["nowhere", "kitchen"])
async def test_local_sentence_opens_nothing(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    text: str,
    language: str,
    where: str,
) -> None:
    """A sentence understood locally opens nothing, now or later, whatever else it does."""
    place(hass, home, FRONT_DOOR, "Kitchen")
    place(hass, home, "cover.living_room_blinds", "Kitchen")
    er.async_get(hass).async_update_entity(
        "cover.living_room_blinds", device_class="garage", name="Garage", aliases=["garage door"]
    )
    await hass.async_block_till_done()
    ollama_server.otherwise(Reply(text="No."))

    await ask(text, language, device_id=home.satellites["Kitchen"] if where == "kitchen" else None)
    await hass.async_block_till_done(wait_background_tasks=True)

    no_deed(home)
    assert home.value("cover.living_room_blinds") == "closed"


async def test_satellite_that_only_home_assistant_places(
    hass: HomeAssistant, home: Home, jarvis: MockConfigEntry, ollama_server: ScriptedOllama
) -> None:
    """Two of a name, and a satellite whose entity has the area: HA would take the nearer lock."""
    registry = er.async_get(hass)
    place(hass, home, FRONT_DOOR, "Kitchen")
    registry.async_update_entity("switch.coffee_machine", aliases=["Front door"])
    place(hass, home, "switch.coffee_machine", "Bedroom")
    satellite = registry.async_get_or_create("assist_satellite", "test", "satellite")
    place(hass, home, satellite.entity_id, "Kitchen")
    await hass.async_block_till_done()
    ollama_server.otherwise(Reply(text="No."))

    await conversation.async_converse(
        hass,
        "turn off front door",
        None,
        Context(),
        language="en",
        agent_id=agent_entity_id(hass),
        satellite_id=satellite.entity_id,
    )

    no_deed(home)


async def test_two_of_a_name_are_both_judged(hass: HomeAssistant, home: Home) -> None:
    """Which of two entities is meant is not the gate's guess."""
    er.async_get(hass).async_update_entity("switch.coffee_machine", aliases=["Front door"])

    assert async_is_guarded_intent(hass, "HassTurnOff", {"name": "Front door"}, make_context())


@pytest.mark.parametrize("overridden", ["HassNevermind", "HassRespond", "HassGetState"])
async def test_harmless_intent_with_another_script(
    hass: HomeAssistant, home: Home, overridden: str
) -> None:
    """An intent's harmless name counts for nothing once the owner gave it another script."""
    assert await async_setup_component(
        hass, "intent_script", {"intent_script": {overridden: {"action": [UNLOCK]}}}
    )

    assert async_is_guarded_intent(hass, overridden, {}, make_context())


@pytest.mark.parametrize("name", ["HassTurnOn", "HassLightSet", "HassMediaPause"])
async def test_tool_whose_intent_has_another_script(
    hass: HomeAssistant, home: Home, name: str
) -> None:
    """A tool runs whatever handles its intent, so that is what is judged."""
    assert await async_setup_component(
        hass, "intent_script", {"intent_script": {name: {"action": [UNLOCK]}}}
    )
    target = "Living room speaker" if name == "HassMediaPause" else "Kitchen light"

    await call_tool(hass, name, name=target)
    await hass.async_block_till_done()

    no_deed(home)


@pytest.mark.parametrize(
    ("state", "verb", "level"),
    [
        ("armed_away", "alarm_arm_home", PIN),
        ("armed_away", "alarm_arm_night", PIN),
        ("triggered", "alarm_arm_home", PIN),
        ("disarmed", "alarm_arm_home", NONE),
        ("armed_home", "alarm_arm_away", NONE),
        ("armed_away", "alarm_disarm", PIN),
        ("armed_away", "turn_off", PIN),
    ],
)
async def test_alarm_is_not_lowered(
    hass: HomeAssistant, state: str, verb: str, level: Confirmation
) -> None:
    """Arming only half of an armed house lets people in."""
    hass.states.async_set("alarm_control_panel.home", state)

    assert confirmation_for(hass, "alarm_control_panel.home", verb) is level


CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "area named like the lock": ("HassTurnOff", {"area": "Front door"}),
    "area": ("HassTurnOff", {"area": "Kitchen"}),
    "area with domain": ("HassTurnOff", {"area": "Kitchen", "domain": ["lock"]}),
    "floor": ("HassTurnOff", {"floor": "Ground floor", "domain": "lock"}),
    "floor of everything": ("HassTurnOff", {"floor": "Ground floor"}),
    "all": ("HassTurnOff", {"name": "all", "area": "Kitchen"}),
    "all locks in capitals": ("HassTurnOff", {"name": "ALL", "domain": "LOCK"}),
    "entity id in capitals": ("HassTurnOff", {"name": "LOCK.Front_Door"}),
    "domain in a string": ("HassTurnOff", {"name": "Front door", "domain": "['lock', 'light']"}),
    "unlisted room": ("HassTurnOff", {"domain": "lock", "preferred_area_id": "kitchen"}),
    "list of names": ("HassTurnOff", {"name": ["Front door", "Kitchen light"]}),
    "name in a list": ("HassTurnOff", {"name": ["Front door"]}),
    "nested": ("HassTurnOff", {"target": {"entity_id": FRONT_DOOR}}),
    "nested name": ("HassTurnOff", {"name": {"value": "Front door"}}),
    "slot": ("HassTurnOff", {"name": {"value": "Kitchen light", "text": "Front door"}}),
    "confirmed by the model": ("HassTurnOff", {"name": "Front door", "confirmed": True}),
    "with a PIN": ("HassTurnOff", {"name": "Front door", "code": "1234"}),
    "trailing space": ("HassTurnOff", {"name": " front DOOR \n"}),
    "toggle": ("HassToggle", {"name": "Front door"}),
    "open": ("HassOpenCover", {"name": "Garage"}),
    "unlock": ("HassUnlock", {"name": "Front door"}),
    "cover on": ("HassTurnOn", {"name": "Garage"}),
    "cover class": ("HassTurnOn", {"area": "Kitchen", "device_class": ["garage"]}),
    "covers of a room": ("HassTurnOn", {"area": "Kitchen", "domain": "cover"}),
    "position": ("HassSetPosition", {"name": "Garage", "position": 100}),
    "position of a room": ("HassSetPosition", {"area": "Kitchen", "position": "100 %"}),
    "position of a class": ("HassSetPosition", {"device_class": "garage", "position": 1}),
    "delayed": ("HassStartTimer", {"seconds": 1, "conversation_command": "unlock the front door"}),
    "delayed by name": ("HassStartTimer", {"seconds": 1, "name": "unlock the front door"}),
    "any action": ("call_service", {"service": "lock.unlock", "entity_id": FRONT_DOOR}),
}


@pytest.mark.parametrize(("tool", "args"), CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("where", ["nowhere", "kitchen"])
async def test_call_of_a_model_opens_nothing(
    hass: HomeAssistant,
    home: Home,
    jarvis: MockConfigEntry,
    ask: Ask,
    ollama_server: ScriptedOllama,
    tool: str,
    args: dict[str, Any],
    where: str,
) -> None:
    """Whatever a model calls with whatever arguments, the doors stay shut."""
    place(hass, home, FRONT_DOOR, "Kitchen")
    place(hass, home, "cover.living_room_blinds", "Kitchen")
    er.async_get(hass).async_update_entity(
        "cover.living_room_blinds", device_class="garage", name="Garage"
    )
    await hass.async_block_till_done()
    ollama_server.otherwise(Reply(calls=[Call(tool, args)]), Reply(text="Done."))

    await ask("Please do it", device_id=home.satellites["Kitchen"] if where == "kitchen" else None)
    await hass.async_block_till_done(wait_background_tasks=True)

    no_deed(home)
    assert home.value("cover.living_room_blinds") == "closed"


@pytest.mark.parametrize(
    "args",
    [
        {"name": "Attic light"},
        {"name": "light.attic"},
        {"area": "Kitchen", "domain": "light"},
        {"area": "Kitchen"},
        {"floor": "Ground floor"},
        {"domain": "light"},
        {"name": "all", "domain": "light"},
    ],
    ids=str,
)
async def test_unexposed_entity_is_not_touched(
    hass: HomeAssistant, home: Home, args: dict[str, Any]
) -> None:
    """What is not exposed is not reached by name, id, room or kind, nor is its state told."""
    place(hass, home, "light.attic", "Kitchen")

    await call_tool(hass, "HassTurnOn", **args)
    told = await call_tool(hass, "get_state", **args)

    assert home.value("light.attic") == "off"
    assert "Attic" not in str(told.data.get("states"))


async def test_context_of_the_asker_reaches_every_action(
    hass: HomeAssistant, home: Home, jarvis: MockConfigEntry, ollama_server: ScriptedOllama
) -> None:
    """What the model does is done in the name of who asked, so that permissions hold."""
    context = Context(user_id=(await hass.auth.async_create_user("Guest")).id)
    seen: list[tuple[str, str | None]] = []
    hass.bus.async_listen(
        "call_service",
        lambda event: seen.append((event.data["service"], event.context.user_id)),
    )
    ollama_server.otherwise(
        Reply(
            calls=[
                Call("HassTurnOn", {"name": "Kitchen light"}),
                Call("HassMediaPause", {"name": "Living room speaker"}),
                Call("HassFanSetSpeed", {"name": "Bedroom fan", "percentage": 50}),
            ]
        ),
        Reply(text="Done."),
    )

    await conversation.async_converse(
        hass,
        "Prepare a cosy evening in the kitchen",
        None,
        context,
        language="en",
        agent_id=agent_entity_id(hass),
    )

    assert len(seen) >= 3
    assert {user_id for _, user_id in seen} == {context.user_id}, seen
