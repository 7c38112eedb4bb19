"""Puts the test home into a running Home Assistant."""

from collections.abc import Iterable

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    mock_integration,
    setup_test_component_platform,
)

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
)
from homeassistant.setup import async_setup_component

from .home import Device, Home, devices

FLOORS = {"Ground floor": ("rez-de-chaussée", 0), "First floor": ("premier étage", 1)}
AREAS = {
    "Kitchen": ("cuisine", "Ground floor"),
    "Living Room": ("salon", "Ground floor"),
    "Bedroom": ("chambre", "First floor"),
}


async def build_home(hass: HomeAssistant) -> Home:
    """Make floors, areas, devices and satellites; everything but the attic is exposed."""
    home = Home(hass=hass)
    _add_rooms(hass, home)
    _add_satellites(hass, home)
    for component in ("intent", "conversation"):
        assert await async_setup_component(hass, component, {})
    await add_devices(hass, home, devices())
    return home


async def add_devices(hass: HomeAssistant, home: Home, new: Iterable[Device]) -> None:
    """Add devices; once per domain and test, for a domain's platform is set up only once."""
    by_domain: dict[str, list[Device]] = {}
    for device in new:
        by_domain.setdefault(device.entity_id.partition(".")[0], []).append(device)
    mock_integration(hass, MockModule("test"))
    for domain, members in by_domain.items():
        _name(members)
        setup_test_component_platform(hass, domain, [device.entity for device in members])
        assert await async_setup_component(hass, domain, {domain: {"platform": "test"}})
    await hass.async_block_till_done()
    for device in new:
        _register(hass, home, device)
    await hass.async_block_till_done()


def _name(members: list[Device]) -> None:
    """Tell the entities who they are."""
    for device in members:
        device.entity.entity_id = device.entity_id
        device.entity._attr_name = device.name
        device.entity._attr_unique_id = device.entity_id


def _register(hass: HomeAssistant, home: Home, device: Device) -> None:
    """Put a device into its area, give it its aliases and expose it or not."""
    er.async_get(hass).async_update_entity(
        device.entity_id,
        area_id=home.areas[device.area] if device.area else None,
        aliases=[er.COMPUTED_NAME, *device.aliases],
    )
    async_expose_entity(hass, "conversation", device.entity_id, device.exposed)


def _add_rooms(hass: HomeAssistant, home: Home) -> None:
    """Make the floors and areas."""
    for name, (alias, level) in FLOORS.items():
        floor = fr.async_get(hass).async_create(name, aliases={alias}, level=level)
        home.floors[name] = floor.floor_id
    for name, (alias, floor_name) in AREAS.items():
        area = ar.async_get(hass).async_create(
            name, aliases={alias}, floor_id=home.floors[floor_name]
        )
        home.areas[name] = area.id


def _add_satellites(hass: HomeAssistant, home: Home) -> None:
    """Make a voice satellite's device in each area; `home.satellites` has their ids by area."""
    entry = MockConfigEntry(domain="satellites", title="Satellites")
    entry.add_to_hass(hass)
    for name, area_id in home.areas.items():
        device = dr.async_get(hass).async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={("satellites", area_id)},
            name=f"{name} satellite",
        )
        dr.async_get(hass).async_update_device(device.id, area_id=area_id)
        home.satellites[name] = device.id
