"""Tests of the home that is built from a fixture."""

from typing import Any

import pytest

from benchmarks.evaluate.homes import Condition
from benchmarks.evaluate.house import House
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.helpers import area_registry as ar, device_registry as dr, floor_registry as fr


async def test_the_home_stands(house: House) -> None:
    """Floors, areas and devices are in the registries, and Assist may have every entity."""
    hass = house.hass
    panel = dr.async_get(hass).async_get(house.devices["hall_panel"])

    assert {floor.name for floor in fr.async_get(hass).async_list_floors()} == {"Lower", "Upper"}
    assert {area.name for area in ar.async_get(hass).async_list_areas()} >= {"Loft", "Nook"}
    assert panel is not None
    assert panel.area_id == house.areas["hall"]
    assert all(async_should_expose(hass, "conversation", key) for key in house.conditions())
    assert house.conditions().keys() == {item.entity_id for item in house.home.furnishings}


async def test_states_are_the_fixture_s(house: House) -> None:
    """A lamp with a brightness is on; what has no state of its own takes it from its attributes."""
    states = {key: condition.state for key, condition in house.conditions().items()}

    assert states == {
        "binary_sensor.motion": "on",
        "climate.stove": "off",
        "cover.loft_shade": "closed",
        "fan.draught": "off",
        "light.bench_lamp": "on",
        "light.hall_lamp": "off",
        "light.loft_lamp": "off",
        "light.nook_lamp": "off",
        "lock.back_door": "locked",
        "media_player.radio": "playing",
        "number.pump_power": "40",
        "sensor.damp": "61.5",
        "switch.saw": "off",
        "todo.hardware": "1",
        "vacuum.dust_eater": "docked",
        "valve.pond_valve": "closed",
        "weather.garden": "sunny",
    }


@pytest.mark.parametrize(
    ("entity_id", "steps", "expected"),
    [
        ("light.hall_lamp", [("turn_on", {})], "on"),
        ("light.bench_lamp", [("turn_on", {"brightness": 50}), ("turn_off", {})], "off"),
        ("switch.saw", [("turn_on", {})], "on"),
        ("switch.saw", [("turn_on", {}), ("turn_off", {})], "off"),
        ("lock.back_door", [("unlock", {})], "unlocked"),
        ("lock.back_door", [("unlock", {}), ("lock", {})], "locked"),
        ("cover.loft_shade", [("open_cover", {})], "open"),
        ("cover.loft_shade", [("set_cover_position", {"position": 30})], "open"),
        ("cover.loft_shade", [("open_cover", {}), ("close_cover", {})], "closed"),
        ("valve.pond_valve", [("open_valve", {})], "open"),
        ("valve.pond_valve", [("open_valve", {}), ("close_valve", {})], "closed"),
        ("vacuum.dust_eater", [("start", {})], "cleaning"),
        ("vacuum.dust_eater", [("start", {}), ("stop", {})], "idle"),
        ("vacuum.dust_eater", [("return_to_base", {})], "returning"),
        ("climate.stove", [("set_temperature", {"temperature": 21, "hvac_mode": "heat"})], "heat"),
        ("climate.stove", [("set_hvac_mode", {"hvac_mode": "heat"})], "heat"),
        ("media_player.radio", [("media_pause", {})], "paused"),
        ("media_player.radio", [("media_pause", {}), ("media_next_track", {})], "playing"),
        ("media_player.radio", [("turn_off", {})], "off"),
        ("media_player.radio", [("turn_off", {}), ("turn_on", {})], "idle"),
        ("fan.draught", [("turn_on", {})], "on"),
        ("fan.draught", [("set_percentage", {"percentage": 40}), ("turn_off", {})], "off"),
        ("todo.hardware", [("add_item", {"item": "screws"})], "2"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
async def test_services_work_and_are_undone(
    house: House, entity_id: str, steps: list[tuple[str, dict[str, Any]]], expected: str
) -> None:
    """Each takes effect at once; a restart puts everything back."""
    before = house.conditions()

    for service, data in steps:
        await house.hass.services.async_call(
            entity_id.partition(".")[0], service, {"entity_id": entity_id, **data}, blocking=True
        )
    after = house.conditions()[entity_id].state
    house.restart({})

    assert after == expected
    assert house.conditions() == before


async def test_a_setup_is_where_a_request_starts(house: House) -> None:
    """It changes what the fixture says, for real entities and for plain states."""
    house.restart(
        {
            "cover.loft_shade": Condition(state="open"),
            "media_player.radio": Condition(state="paused", attributes={"volume_level": 0.8}),
            "number.pump_power": Condition(state="70"),
        }
    )
    conditions = house.conditions()

    assert conditions["cover.loft_shade"].attributes["current_position"] == 100
    assert conditions["media_player.radio"].state == "paused"
    assert conditions["media_player.radio"].attributes["volume_level"] == 0.8
    assert conditions["number.pump_power"].state == "70"
