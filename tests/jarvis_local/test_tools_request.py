"""What the user did not say is asked for; what the room or the words say is done."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

from custom_components.jarvis_local.home import Device, Home as Index, Place
from custom_components.jarvis_local.tools.base import Request, UnresolvedError, current_request
from custom_components.jarvis_local.tools.base.spoken import meant
from custom_components.jarvis_local.tools.base.target import Asked
from custom_components.jarvis_local.tools.base.words import words_of
from homeassistant.core import HomeAssistant, State

from .home import Home
from .tool_calls import Result, call_tool

HALL = Place(id="hall", names=("Hall",))
SHED = Place(id="shed", names=("Shed", "Cabane"))


def _device(entity_id: str, name: str, area: str | None = None) -> Device:
    """Return a device."""
    return Device(
        entity_id=entity_id, domain=entity_id.partition(".")[0], names=(name,), area_id=area
    )


FRONT = _device("lock.front", "Main bolt", "hall")
REAR = _device("lock.rear", "Back door lock", "shed")
FOOD = _device("todo.food", "Groceries")
WORK = _device("todo.work", "Office chores")
LAMP = _device("light.lamp", "Reading lamp", "hall")
TUBE = _device("light.tube", "Neon", "shed")
HOME = Index(
    devices={d.entity_id: d for d in (FRONT, REAR, FOOD, WORK, LAMP, TUBE)},
    areas={"hall": HALL, "shed": SHED},
)


def _meant(
    text: str, *targets: Device, room: str | None = None, whole: bool = False, **more: Any
) -> tuple[Device, ...]:
    """Return what is meant by calls on targets, said in a room."""
    pool = [d for d in HOME.devices.values() if d.domain == targets[0].domain]
    who = Asked(words=words_of(text), area_id=room, **more)
    return meant(HOME, targets, pool, who, whole=whole)


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Lock the door", (FRONT,)),
        ("Lock the door", (REAR,)),
        ("Please lock the lock now", (REAR,)),
        ("Lock all the doors", (FRONT, REAR)),
        ("Unlock everything", (FRONT,)),
        ("Lock the shed", (FRONT,)),
        ("Put it on the list", (FOOD,)),
        ("Add it to my chores", (FOOD,)),
        ("ajoute ça à la liste", (WORK,)),
        ("Turn off the light", (LAMP,)),
        ("Turn off the lights", (LAMP, TUBE)),
        ("éteins la lumière", (TUBE,)),
    ],
    ids=str,
)
def test_what_was_not_said_is_asked(text: str, targets: tuple[Device, ...]) -> None:
    """A device that the model chose and the user did not name is asked about."""
    with pytest.raises(UnresolvedError) as raised:
        _meant(text, *targets)

    assert raised.value.data["ask"] is True
    assert raised.value.data["say"].startswith("Which one: ")


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("Lock the main bolt", (FRONT,)),
        ("Lock the door of the shed", (REAR,)),
        ("ferme la cabane", (REAR,)),
        ("verrouille la porte de derrière", (REAR,)),
        ("Put milk on the shopping list", (FOOD,)),
        ("Add it to the chores", (WORK,)),
        ("Turn off all the lights", (LAMP, TUBE)),
        ("éteins tout", (LAMP, TUBE)),
        ("It is too dark to read", (LAMP,)),
        ("Allume la lumière du hall", (LAMP,)),
    ],
    ids=str,
)
def test_what_was_said_is_done(text: str, targets: tuple[Device, ...]) -> None:
    """A name, a room, or words that only a model understands are enough."""
    assert _meant(text, *targets) == targets


def test_room_decides() -> None:
    """Said in a room, what could be any is the one there, whatever the model chose."""
    assert _meant("Turn off the light", TUBE, room="hall") == (LAMP,)
    assert _meant("Turn off the light", LAMP, room="hall") == (LAMP,)
    assert _meant("Lock the door", FRONT, room="shed") == (REAR,)


def test_conversation_decides() -> None:
    """What was spoken of last needs no naming."""
    assert _meant("Lock it", FRONT, focus=("lock.front",)) == (FRONT,)


def test_whole_home_has_to_be_said() -> None:
    """A call on all there is takes a word for it, or is asked about."""
    with pytest.raises(UnresolvedError):
        _meant("Make it cosy", LAMP, TUBE, whole=True)
    assert _meant("Make everything cosy", LAMP, TUBE, whole=True) == (LAMP, TUBE)
    # Nobody wrote down the words of this language, so the model is trusted.
    german = _meant("Alle Lichter aus", LAMP, TUBE, whole=True, language="de")
    assert german == (LAMP, TUBE)


@contextmanager
def saying(text: str, **more: Any) -> Iterator[Request]:
    """Make calls for this request."""
    request = Request(text=text, language="en", **more)
    token = current_request.set(request)
    try:
        yield request
    finally:
        current_request.reset(token)


async def test_light_without_a_room_is_asked_about(hass: HomeAssistant, home: Home) -> None:
    """The model's guess of a light is not acted on; a satellite's room makes it clear."""
    with saying("Turn on the light"):
        nowhere = await call_tool(hass, "HassTurnOn", name="Kitchen light")
        bedroom = await call_tool(
            hass, "HassTurnOn", device_id=home.satellites["Bedroom"], name="Kitchen light"
        )

    assert nowhere.error
    assert nowhere.data["ask"] is True
    assert nowhere.data["candidates"] == ["Bedroom light", "Kitchen light", "Living room lamp"]
    assert bedroom.data["now"].keys() == {"Bedroom light"}
    assert home.value("light.kitchen") == "off"


async def test_call_without_a_room_is_narrowed(hass: HomeAssistant, home: Home) -> None:
    """A call on all lights, for a request that names a room, is on that room's."""
    with saying("Turn on the light in the kitchen"):
        await call_tool(hass, "HassTurnOn", domain="light")

    assert home.value("light.kitchen") == "on"
    assert home.value("light.bedroom") == "off"


async def test_review_and_deeds(hass: HomeAssistant, home: Home) -> None:
    """A call is looked at before the policy, and kept once it succeeded."""

    def _review(intents: Sequence[str], targets: list[State]) -> dict[str, Any] | None:
        """Doubt the bedroom."""
        return {"error": "Not there."} if targets[0].entity_id == "light.bedroom" else None

    with saying("Lights on in the kitchen and the bedroom", review=_review) as request:
        results: list[Result] = [
            await call_tool(hass, "HassLightSet", name="Kitchen light"),
            await call_tool(hass, "HassLightSet", name="Bedroom light"),
        ]

    assert [result.error for result in results] == [False, True], results
    assert results[1].data == {"error": "Not there."}
    (deed,) = request.deeds
    assert deed.intents == ("HassTurnOn",)
    assert [state.state for state in deed.targets] == ["off"]
