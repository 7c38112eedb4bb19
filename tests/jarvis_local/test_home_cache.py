"""The kept home: the same object while nothing changed, another as soon as something did."""

from collections.abc import Callable

import pytest

from custom_components.jarvis_local.home import Device, async_forget, async_home
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
)

from .home import Home

LIGHT = "light.kitchen"


@pytest.fixture(name="settled")
def settled_fixture(hass: HomeAssistant, home: Home) -> None:
    """Have the home read, and what the reading wrote down read again."""
    async_home(hass)
    async_home(hass)


def device(hass: HomeAssistant, entity_id: str = LIGHT) -> Device:
    """Return a device as the kept home has it."""
    return async_home(hass).devices[entity_id]


@pytest.mark.usefixtures("settled")
async def test_kept(hass: HomeAssistant, home: Home) -> None:
    """States change all the time; the home does not."""
    before = async_home(hass)
    state = home.state(LIGHT)
    hass.states.async_set(LIGHT, "on", {**state.attributes, "brightness": 7})
    er.async_get(hass).async_update_entity(LIGHT, icon="mdi:lamp")
    await hass.async_block_till_done()
    assert async_home(hass) is before


CHANGES: dict[str, Callable[[HomeAssistant], object]] = {
    "name": lambda hass: er.async_get(hass).async_update_entity(LIGHT, name="Sun"),
    "entity id": lambda hass: er.async_get(hass).async_update_entity(
        LIGHT, new_entity_id="light.sun"
    ),
    "entity area": lambda hass: er.async_get(hass).async_update_entity(LIGHT, area_id=None),
    "area name": lambda hass: ar.async_get(hass).async_update(
        device(hass).area_id or "", name="Galley"
    ),
    "floor name": lambda hass: fr.async_get(hass).async_update(
        device(hass).floor_id or "", name="Deck"
    ),
    "exposure": lambda hass: async_expose_entity(hass, "conversation", LIGHT, should_expose=False),
    "state gone": lambda hass: hass.states.async_remove(LIGHT),
    "device class": lambda hass: hass.states.async_set(
        LIGHT, "on", {"device_class": "lantern", "friendly_name": "Kitchen light"}
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.usefixtures("settled")
async def test_changes_are_seen(
    hass: HomeAssistant, change: Callable[[HomeAssistant], object]
) -> None:
    """Whatever shows in the home is read again at once."""
    before = async_home(hass)
    change(hass)
    after = async_home(hass)
    assert after is not before
    assert (after.devices, after.areas, after.floors) != (
        before.devices,
        before.areas,
        before.floors,
    )


@pytest.mark.usefixtures("settled")
async def test_what_stayed_is_the_same(hass: HomeAssistant) -> None:
    """A change of one device leaves the objects of the others."""
    before = device(hass, "lock.front_door")
    er.async_get(hass).async_update_entity(LIGHT, name="Sun")
    assert device(hass).name == "Sun"
    assert device(hass, "lock.front_door") is before


@pytest.mark.usefixtures("settled")
async def test_without_registry(hass: HomeAssistant) -> None:
    """An entity that only has a state comes, is exposed, renamed and goes."""
    hass.states.async_set("input_boolean.guests", "off", {"friendly_name": "Guests"})
    assert "input_boolean.guests" not in async_home(hass).devices
    async_expose_entity(hass, "conversation", "input_boolean.guests", should_expose=True)
    assert device(hass, "input_boolean.guests").names == ("Guests",)
    hass.states.async_set("input_boolean.guests", "off", {"friendly_name": "Visitors"})
    assert device(hass, "input_boolean.guests").names == ("Visitors",)
    hass.states.async_remove("input_boolean.guests")
    assert "input_boolean.guests" not in async_home(hass).devices


async def test_device_moves(hass: HomeAssistant, home: Home) -> None:
    """An entity without a room of its own is where its device is, wherever that goes."""
    areas = {area.name: area.id for area in ar.async_get(hass).async_list_areas()}
    devices = dr.async_get(hass)
    config_entry = hass.config_entries.async_entries("satellites")[0]
    lamp = devices.async_get_or_create(
        config_entry_id=config_entry.entry_id, identifiers={("test", "lamp")}, name="Lamp"
    )
    er.async_get(hass).async_update_entity(LIGHT, area_id=None, device_id=lamp.id)
    assert device(hass).area_id is None
    devices.async_update_device(lamp.id, area_id=areas["Bedroom"])
    assert device(hass).area_id == areas["Bedroom"]
    er.async_get(hass).async_update_entity(LIGHT, name="Sun")
    assert device(hass).name.endswith("Sun")
    before = async_home(hass)
    devices.async_update_device(lamp.id, sw_version="2")
    assert async_home(hass) is before


@pytest.mark.usefixtures("settled")
async def test_language(hass: HomeAssistant) -> None:
    """Another language has all names read again; the same names are the same home."""
    before = async_home(hass)
    await hass.config.async_update(language="fr")
    assert async_home(hass) is before


@pytest.mark.usefixtures("settled")
async def test_forgotten(hass: HomeAssistant) -> None:
    """Once it is forgotten nothing is watched, and it is read anew when it is wanted."""
    before = async_home(hass)
    async_forget(hass)
    async_forget(hass)
    er.async_get(hass).async_update_entity(LIGHT, name="Sun")
    assert before.devices[LIGHT].name == "Kitchen light"
    assert device(hass).name == "Sun"


@pytest.mark.usefixtures("settled")
async def test_other_assistant(hass: HomeAssistant) -> None:
    """Another assistant has its own exposure."""
    async_expose_entity(hass, "cloud.alexa", LIGHT, should_expose=False)
    assert LIGHT not in async_home(hass, "cloud.alexa").devices
    assert LIGHT in async_home(hass).devices
