"""What changed in the home is told beside the prompt, which stays as it is until it is renewed."""

from collections.abc import Callable

import pytest

from custom_components.jarvis_local.home import (
    Form,
    async_home,
    async_renew_prefix,
    async_shown_home,
)
from custom_components.jarvis_local.home.changes import changes
from dev.scripted_ollama import Reply, ScriptedOllama
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers import area_registry as ar, entity_registry as er, floor_registry as fr

from .conftest import Ask
from .home import Home

REQUEST = "Please make it cosy in here"
LIGHT = "light.kitchen"


@pytest.fixture(name="shown")
def shown_fixture(hass: HomeAssistant, home: Home) -> None:
    """Have the home shown, once all that the reading wrote down is read."""
    async_home(hass)
    async_shown_home(hass)


def rename(hass: HomeAssistant, name: str | None, entity_id: str = LIGHT) -> None:
    """Give an entity another name."""
    er.async_get(hass).async_update_entity(entity_id, name=name)


def area_id(hass: HomeAssistant, name: str) -> str:
    """Return the id of a room."""
    area = ar.async_get(hass).async_get_area_by_name(name)
    assert area is not None
    return area.id


def expose_attic(hass: HomeAssistant) -> None:
    """Put the attic's light into the bedroom and show it."""
    er.async_get(hass).async_update_entity("light.attic", area_id=area_id(hass, "Bedroom"))
    async_expose_entity(hass, "conversation", "light.attic", should_expose=True)


def move_up(hass: HomeAssistant) -> None:
    """Say that the kitchen is on the first floor."""
    floor = fr.async_get(hass).async_get_floor_by_name("First floor")
    assert floor is not None
    ar.async_get(hass).async_update(area_id(hass, "Kitchen"), floor_id=floor.floor_id)


CHANGES: dict[str, tuple[Callable[[HomeAssistant], object], list[str]]] = {
    "renamed": (lambda hass: rename(hass, "Sun"), ["Kitchen: Kitchen light is now Sun"]),
    "renamed without a room": (
        lambda hass: rename(hass, "Gate", "lock.front_door"),
        ["Front door is now Gate"],
    ),
    "alias": (
        lambda hass: er.async_get(hass).async_update_entity(
            LIGHT, aliases=[er.COMPUTED_NAME, "sun"]
        ),
        ["Kitchen: Kitchen light is also called sun"],
    ),
    "no alias": (
        lambda hass: er.async_get(hass).async_update_entity(LIGHT, aliases=[er.COMPUTED_NAME]),
        ["Kitchen: Kitchen light is also called nothing else"],
    ),
    "new": (expose_attic, ["Bedroom: new light Attic light"]),
    "gone": (
        lambda hass: async_expose_entity(hass, "conversation", LIGHT, should_expose=False),
        ["Kitchen: light Kitchen light is gone"],
    ),
    "moved": (
        lambda hass: er.async_get(hass).async_update_entity(
            LIGHT, area_id=area_id(hass, "Bedroom")
        ),
        ["light Kitchen light is now in Bedroom"],
    ),
    "moved out": (
        lambda hass: er.async_get(hass).async_update_entity(LIGHT, area_id=None),
        ["light Kitchen light is now in no room"],
    ),
    "room renamed": (
        lambda hass: ar.async_get(hass).async_update(area_id(hass, "Kitchen"), name="Galley"),
        ["room Kitchen is now Galley"],
    ),
    "room moved": (move_up, ["room Kitchen is now on First floor"]),
    "room without floor": (
        lambda hass: ar.async_get(hass).async_update(area_id(hass, "Kitchen"), floor_id=None),
        ["room Kitchen is now on no floor"],
    ),
    "floor renamed": (
        lambda hass: fr.async_get(hass).async_update(
            async_home(hass).devices[LIGHT].floor_id or "", name="Deck"
        ),
        ["floor Ground floor is now Deck"],
    ),
    "room came": (lambda hass: ar.async_get(hass).async_create("Garden"), []),
}


@pytest.mark.parametrize(("change", "lines"), CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.usefixtures("shown")
async def test_lines(
    hass: HomeAssistant, change: Callable[[HomeAssistant], object], lines: list[str]
) -> None:
    """Each kind of change is one short line, and the text shown stays; renewed, there is none."""
    before = async_shown_home(hass)
    change(hass)
    after = async_shown_home(hass)
    assert list(changes(after.told, after.now)) == lines
    assert after.text == before.text
    assert async_renew_prefix(hass)
    assert not async_renew_prefix(hass)
    renewed = async_shown_home(hass)
    assert changes(renewed.told, renewed.now) == ()


async def test_renewed_before_it_was_shown(hass: HomeAssistant, home: Home) -> None:
    """There is nothing to renew where nothing was shown."""
    assert not async_renew_prefix(hass)


@pytest.mark.usefixtures("shown")
async def test_too_many_changes(hass: HomeAssistant) -> None:
    """Many changes have the home shown anew at once."""
    for number in range(16):
        entity_id = f"light.new_{number}"
        hass.states.async_set(entity_id, "off", {"friendly_name": f"New {number}"})
        async_expose_entity(hass, "conversation", entity_id, should_expose=True)
    shown = async_shown_home(hass)
    assert shown.told is shown.now
    assert "New 15" in shown.text


@pytest.mark.usefixtures("shown")
async def test_new_kind(hass: HomeAssistant) -> None:
    """A new kind of device brings new tools, so the home is shown anew with them."""
    hass.states.async_set("vacuum.robot", "docked", {"friendly_name": "Robot"})
    async_expose_entity(hass, "conversation", "vacuum.robot", should_expose=True)
    assert "vacuum Robot" in async_shown_home(hass).text


@pytest.mark.usefixtures("shown")
async def test_while_starting(hass: HomeAssistant) -> None:
    """While Home Assistant starts, entities are still to come, and all are shown."""
    hass.set_state(CoreState.starting)
    rename(hass, "Sun")
    assert "light Sun" in async_shown_home(hass).text


@pytest.mark.usefixtures("shown")
async def test_readers_have_their_own_form(hass: HomeAssistant) -> None:
    """A model with little room is told less, without a change for the others."""
    assert async_shown_home(hass).form is Form.FULL
    small = async_shown_home(hass, 10, reader="small")
    assert small.form is Form.PLACES
    assert "light" not in small.text
    assert async_shown_home(hass).form is Form.FULL


@pytest.mark.parametrize(
    ("name", "area", "here", "expected"),
    [
        pytest.param("lamp", None, None, "Living room lamp", id="short"),
        pytest.param("LAMP", "salon", None, "Living room lamp", id="in a room by its alias"),
        pytest.param("lamp", "Kitchen", None, "lamp", id="in another room"),
        pytest.param("Kitchen light", None, None, "Sun", id="the name of before"),
        pytest.param("Kitchen light", "Kitchen", None, "Sun", id="of before, in its room"),
        pytest.param("Sun", None, None, "Sun", id="the name of today"),
        pytest.param("Sun", "Kitchen", None, "Sun", id="of today, in its room"),
        pytest.param("moon", None, "Kitchen", "moon", id="no name"),
    ],
)
@pytest.mark.usefixtures("shown")
async def test_full_name(
    hass: HomeAssistant, name: str, area: str | None, here: str | None, expected: str
) -> None:
    """A device is found by what was shown of its name, also by one it no longer has."""
    rename(hass, "Sun")
    assert async_shown_home(hass).full_name(name, area, here) == expected


@pytest.mark.usefixtures("shown")
async def test_ambiguous_short_name(hass: HomeAssistant) -> None:
    """A short name that two rooms share is not guessed."""
    rename(hass, "Kitchen lamp")
    rename(hass, "Lamp", "switch.coffee_machine")
    shown = async_shown_home(hass)
    assert shown.full_name("lamp", None, None) == "lamp"
    assert shown.full_name("lamp", "Kitchen", None) == "Kitchen lamp"
    rename(hass, "Coffee machine", "switch.coffee_machine")
    shown = async_shown_home(hass)
    assert shown.full_name("lamp", None, None) == "lamp"
    assert shown.full_name("lamp", None, "Living Room") == "Living room lamp"


@pytest.mark.usefixtures("shown")
async def test_kind_is_no_name(hass: HomeAssistant) -> None:
    """The word "light" is one lamp's name only where it is the only one in the room."""
    shown = async_shown_home(hass)
    assert shown.full_name("light", "Kitchen", None) == "Kitchen light"
    er.async_get(hass).async_update_entity(
        "light.living_room_lamp", area_id=area_id(hass, "Kitchen")
    )
    assert async_shown_home(hass).full_name("light", "Kitchen", None) == "light"


@pytest.mark.usefixtures("home", "jarvis")
async def test_told_once_in_a_conversation(
    hass: HomeAssistant, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """The prompt stays, a change is told once, the next change with the next turn, anew in a new talk."""
    ollama_server.otherwise(Reply(text="What would you like?"))
    await ask(REQUEST, conversation_id="long")
    rename(hass, "Sun")
    await ask(REQUEST, conversation_id="long")
    await ask(REQUEST, conversation_id="long")
    rename(hass, "Moon")
    await ask(REQUEST, conversation_id="long")
    await ask(REQUEST, conversation_id="new")
    chats = ollama_server.chats
    assert len({chat["messages"][0]["content"] for chat in chats}) == 1
    long = [m["content"] for m in chats[-2]["messages"] if m["role"] == "user"]
    assert [user.count("changed") for user in long] == [0, 1, 0, 1]
    assert "[changed: Kitchen: Kitchen light is now Sun]" in long[1]
    assert "[changed: Kitchen: Sun is now Moon]" in long[3]
    assert "[changed: Kitchen: Kitchen light is now Moon]" in chats[-1]["messages"][-1]["content"]


@pytest.mark.usefixtures("home", "jarvis")
async def test_nothing_told_twice_by_a_new_prompt(
    hass: HomeAssistant, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """Once the prompt was renewed, it says what had been told beside it."""
    ollama_server.otherwise(Reply(text="What would you like?"))
    await ask(REQUEST)
    rename(hass, "Sun")
    assert async_renew_prefix(hass)
    await ask(REQUEST)
    prompt, user = ollama_server.chats[-1]["messages"]
    assert "Sun" in prompt["content"]
    assert "changed" not in user["content"]


@pytest.mark.usefixtures("home", "jarvis")
async def test_many_changes_are_cut_short(
    hass: HomeAssistant, ask: Ask, ollama_server: ScriptedOllama
) -> None:
    """The first changes are told, and how many more there are."""
    ollama_server.otherwise(Reply(text="What would you like?"))
    await ask(REQUEST)
    for number, entity_id in enumerate(("light.kitchen", "light.bedroom", "fan.bedroom")):
        rename(hass, f"A rather long and new name, number {number}", entity_id)
    await ask(REQUEST)
    note = ollama_server.chats[-1]["messages"][-1]["content"]
    assert "number 0; 2 more]" in note
