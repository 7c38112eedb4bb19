"""Simple commands are confirmed in Home Assistant's own words."""

from typing import Any

import pytest

from custom_components.jarvis_local.agent.confirm import async_confirmation
from custom_components.jarvis_local.tools.base import Deed
from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm

from .home import Home

ON, OFF = "HassTurnOn", "HassTurnOff"
DONE = llm.ToolResult(data={"done": True, "now": {}})
KITCHEN, LAMP, BEDROOM = "light.kitchen", "light.living_room_lamp", "light.bedroom"


def deed(home: Home, intent: str, *entity_ids: str, **args: Any) -> Deed:
    """Return a deed of one intent."""
    targets = tuple(home.state(entity_id) for entity_id in entity_ids)
    return Deed(args=args, targets=targets, intents=(intent,))


async def say(home: Home, language: str, *deeds: Deed) -> str | None:
    """Return what is said when all of a round's calls did what they were for."""
    return await async_confirmation(home.hass, language, deeds, [DONE] * len(deeds))


SWITCHES = [
    (ON, (KITCHEN,), {"name": "kitchen"}, "Turned on the light.", "Allumé."),
    (OFF, ("switch.coffee_machine",), {"name": "x"}, "Turned off the switch.", "Éteint."),
    (ON, ("fan.bedroom",), {"name": "x"}, "Turned on the fan.", "Allumé."),
    (ON, (KITCHEN, LAMP), {"area": "x"}, "Turned on the lights.", "Allumé."),
    (OFF, (KITCHEN, LAMP), {"floor": "x"}, "Turned off the lights.", "Éteint."),
    (ON, (KITCHEN, "switch.coffee_machine"), {"area": "x"}, "Done.", "Allumé."),
    (ON, ("cover.living_room_blinds",), {}, "Opening.", "Ouverture en cours."),
    (OFF, ("cover.living_room_blinds",), {}, "Closing.", "Fermeture en cours."),
    (ON, ("lock.front_door",), {}, "Locking.", "Verrouillé."),
    (ON, ("cover.living_room_blinds", KITCHEN), {}, "Done.", "C'est fait."),
    (ON, ("climate.thermostat",), {}, "Turned on the thermostat.", "Allumé."),
]
OTHERS = [
    ("HassLightSet", (KITCHEN,), {"brightness": 40}, "Brightness set.", "Luminosité réglée."),
    (
        "HassLightSet",
        (LAMP,),
        {"brightness": 40, "color": "red"},
        "Brightness set. Color set.",
        "Luminosité réglée. Couleur réglée.",
    ),
    (
        "HassClimateSetTemperature",
        ("climate.thermostat",),
        {"temperature": 21.0},
        "Temperature set to 21 degrees.",
        "Température réglée sur 21 degrés.",
    ),
    (
        "HassClimateSetTemperature",
        ("climate.thermostat",),
        {"temperature": 20.5},
        "Temperature set to 20.5 degrees.",
        "Température réglée sur 20.5 degrés.",
    ),
    ("HassSetVolume", ("media_player.living_room_speaker",), {}, "Volume set.", "Volume réglé."),
    ("HassMediaPause", ("media_player.living_room_speaker",), {}, "Paused.", "Lecture en pause."),
    ("HassFanSetSpeed", ("fan.bedroom",), {"percentage": 0}, "Speed set.", "Vitesse réglée."),
    ("HassVacuumStart", (), {}, "Started.", "Nettoyage lancé."),
    ("HassListAddItem", (), {"item": "milk"}, "Added milk.", "Milk ajouté."),
    ("HassListRemoveItem", (), {"item": "milk"}, "Removed milk.", "Milk supprimé."),
    (
        "HassStartTimer",
        (),
        {"hours": 0, "minutes": 1, "seconds": 30},
        "Timer set for 1 minute and 30 seconds.",
        "Minuteur lancé.",
    ),
    (
        "HassStartTimer",
        (),
        {"minutes": 10, "name": "pasta"},
        "Timer set for 10 minutes named pasta.",
        "Minuteur lancé.",
    ),
    ("HassCancelTimer", (), {}, "Timer cancelled.", "Minuteur supprimé."),
    ("HassStopMoving", ("cover.living_room_blinds",), {}, "Done.", "C'est fait."),
    ("HassHumidifierSetpoint", (), {"humidity": 50}, "Done.", "C'est fait."),
]


@pytest.mark.parametrize(("name", "entity_ids", "args", "english", "french"), [*SWITCHES, *OTHERS])
async def test_words(
    home: Home,
    name: str,
    entity_ids: tuple[str, ...],
    args: dict[str, Any],
    english: str,
    french: str,
) -> None:
    """Each kind of deed is confirmed with the response of its kind, in both languages."""
    done = deed(home, name, *entity_ids, **args)
    assert (await say(home, "en", done), await say(home, "fr-CA", done)) == (english, french)


async def test_scene(hass: HomeAssistant, home: Home) -> None:
    """A scene is activated, and a button in a language without a word for it is just done."""
    hass.states.async_set("scene.movie", "scening")
    hass.states.async_set("button.bell", "unknown")
    scene, button = deed(home, ON, "scene.movie"), deed(home, ON, "button.bell")
    assert await say(home, "fr", scene) == "Scène activée."
    assert await say(home, "fr", button) == "C'est fait."
    # Home Assistant 2026.10 has no word for it in English either.
    assert await say(home, "en", button) in {"Pressed.", "Done."}


async def test_unknown_thing(hass: HomeAssistant, home: Home) -> None:
    """What Home Assistant's response has no name for is not called None."""
    hass.states.async_set("group.all", "on")
    assert await say(home, "en", deed(home, ON, "group.all")) == "Done."


async def test_several_deeds(home: Home) -> None:
    """Several deeds are said one after the other; what was done to several devices names them."""
    lights = [deed(home, ON, KITCHEN), deed(home, ON, BEDROOM)]
    blinds = deed(home, OFF, "cover.living_room_blinds")
    assert await say(home, "en", *lights) == "Done: Kitchen light, Bedroom light."
    assert await say(home, "en", *lights, blinds) == "Done: Kitchen light, Bedroom light. Closing."
    assert await say(home, "fr", lights[0], blinds) == "Allumé. Fermeture en cours."
    volumes = [deed(home, "HassSetVolume", key, volume_level=20) for key in (KITCHEN, BEDROOM)]
    assert await say(home, "en", *volumes) == "Volume set."
    assert await say(home, "fr", *lights, deed(home, "HassStopMoving")) == "C'est fait."


async def test_many_deeds(hass: HomeAssistant, home: Home) -> None:
    """So many names nobody wants to hear."""
    for number in range(6):
        hass.states.async_set(f"light.spot_{number}", "on", {"friendly_name": f"Spot {number}"})
    spots = [deed(home, ON, f"light.spot_{number}") for number in range(6)]
    assert await say(home, "en", *spots) == "Done."


async def test_cancelled_timers(home: Home) -> None:
    """How many timers were cancelled is said."""
    done = deed(home, "HassCancelAllTimers")
    results = [llm.ToolResult(data={"done": True, "cancelled": 2})]
    assert await async_confirmation(home.hass, "en", [done], results) == "Canceled 2 timers."


async def test_missing_slot(home: Home) -> None:
    """A response that needs what nobody knows is not spoken."""
    assert await say(home, "en", deed(home, "HassCancelAllTimers")) == "Done."


async def test_two_intents_in_one_call(home: Home) -> None:
    """A call that came to two intents is confirmed without details."""
    both = Deed(args={}, targets=(), intents=("HassTurnOn", "HassTurnOff"))
    assert await say(home, "en", both) == "Done."


async def test_language_without_responses(home: Home) -> None:
    """A language that Home Assistant has no sentences in gets our own word."""
    assert await say(home, "tlh", deed(home, ON, KITCHEN)) == "Done."


@pytest.mark.parametrize(
    "data",
    [
        {"done": False, "not_confirmed": ["Kitchen light"], "now": {}},
        {"done": True, "timers": []},
        {"now": {}},
        {"done": True, "failed": ["x"]},
    ],
    ids=["not confirmed", "an answer", "no deed", "partly failed"],
)
async def test_left_to_the_model(home: Home, data: dict[str, Any]) -> None:
    """What has more to tell than that it was done is not confirmed here."""
    results = [llm.ToolResult(data=data)]
    assert await async_confirmation(home.hass, "en", [deed(home, ON, KITCHEN)], results) is None


async def test_reads_and_errors_are_left_to_the_model(home: Home) -> None:
    """A read, an error, a call that was no deed, and nothing at all are not confirmed."""
    done, read = deed(home, ON, KITCHEN), deed(home, "HassGetState")
    error = llm.ToolResult(data={"done": True}, error=True)
    assert await async_confirmation(home.hass, "en", [read], [DONE]) is None
    assert await async_confirmation(home.hass, "en", [done], [error]) is None
    assert await async_confirmation(home.hass, "en", [done], [DONE, DONE]) is None
    assert await async_confirmation(home.hass, "en", [], []) is None
