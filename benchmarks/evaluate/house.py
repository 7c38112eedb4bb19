"""A running Home Assistant with one home of the data in it, used again for every request."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
import tempfile
from typing import Any

from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    MockPlatform,
    async_test_home_assistant,
    mock_config_flow,
    mock_integration,
    mock_platform,
)

from homeassistant import loader
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.config_entries import ConfigEntry, ConfigFlow
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    frame,
)
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity_platform import AddEntitiesCallback
from homeassistant.setup import async_setup_component

from .entities import KINDS, Furniture
from .homes import Condition, Conditions, Furnishing, Home

_OWNER = "fixture_home"


class _NoFlow(ConfigFlow):
    """Home Assistant loads no entry of an integration without a flow."""


@dataclass(frozen=True, kw_only=True)
class House:
    """A home that stands; `devices` and `areas` are registry ids by the fixture's keys."""

    hass: HomeAssistant
    home: Home
    furniture: dict[str, Furniture] = field(default_factory=dict)
    areas: dict[str, str] = field(default_factory=dict)
    devices: dict[str, str] = field(default_factory=dict)

    def restart(self, setup: Conditions) -> None:
        """Put every entity back to where a request starts."""
        for entity_id, entity in self.furniture.items():
            entity.restart(setup.get(entity_id, Condition()))
            entity.async_write_ha_state()
        for furnishing in self.home.furnishings:
            if furnishing.entity_id not in self.furniture:
                self._restart_plain(furnishing, setup.get(furnishing.entity_id, Condition()))

    def _restart_plain(self, furnishing: Furnishing, setup: Condition) -> None:
        """Put back an entity that is only a state."""
        origin = furnishing.condition
        state = setup.state or origin.state or "unknown"
        name = {"friendly_name": furnishing.name} if furnishing.name else {}
        attributes = {**origin.attributes, **setup.attributes, **name}
        self.hass.states.async_set(furnishing.entity_id, state, attributes)

    def conditions(self) -> Conditions:
        """Return what every entity of the home is now."""
        ids = (furnishing.entity_id for furnishing in self.home.furnishings)
        states = {entity_id: self.hass.states.get(entity_id) for entity_id in ids}
        return {
            entity_id: Condition(state=state.state, attributes=dict(state.attributes))
            for entity_id, state in states.items()
            if state is not None
        }


@asynccontextmanager
async def standing(home: Home, *, language: str = "en") -> AsyncGenerator[House]:
    """Return Home Assistant with the home, everything in it exposed to Assist."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        hass = await stack.enter_async_context(async_test_home_assistant(config_dir=folder))
        stack.push_async_callback(hass.async_stop, force=True)
        hass.config.language = language
        stack.enter_context(mock_config_flow(_OWNER, _NoFlow))
        frame.async_setup(hass)
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS, None)
        for component in ("homeassistant", "intent", "conversation"):
            await async_setup_component(hass, component, {})
        house = House(hass=hass, home=home)
        _add_rooms(house)
        await _async_furnish(house)
        yield house


def _add_rooms(house: House) -> None:
    """Make the floors and areas."""
    floors = fr.async_get(house.hass)
    for room in house.home.rooms:
        floor = floors.async_get_floor_by_name(room.floor) if room.floor else None
        if room.floor and floor is None:
            floor = floors.async_create(room.floor)
        area = ar.async_get(house.hass).async_create(
            room.name, floor_id=floor.floor_id if floor else None
        )
        house.areas[room.key] = area.id


async def _async_furnish(house: House) -> None:
    """Make the devices and entities, through an integration of their own."""
    hass = house.hass
    domains = {item.domain for item in house.home.furnishings} & KINDS.keys()

    async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        _add_devices(house, entry)
        await hass.config_entries.async_forward_entry_setups(entry, sorted(domains))
        return True

    module = MockModule(_OWNER, async_setup_entry=async_setup_entry)
    mock_integration(hass, module, built_in=False)
    mock_platform(hass, f"{_OWNER}.config_flow", built_in=False)
    for domain in domains:
        platform = MockPlatform(async_setup_entry=_platform_setup(house, domain))
        mock_platform(hass, f"{_OWNER}.{domain}", platform, built_in=False)
    entry = MockConfigEntry(domain=_OWNER, title=house.home.name)
    entry.add_to_hass(hass)
    if not await hass.config_entries.async_setup(entry.entry_id):
        raise RuntimeError(f"{house.home.name} cannot be set up: {entry.reason}")
    await hass.async_block_till_done()
    house.restart({})
    _place_and_expose(house)


def _add_devices(house: House, entry: ConfigEntry) -> None:
    """Make the devices and put them into their rooms."""
    registry = dr.async_get(house.hass)
    for device in house.home.devices:
        made = registry.async_get_or_create(
            config_entry_id=entry.entry_id, identifiers={(_OWNER, device.key)}, name=device.name
        )
        registry.async_update_device(made.id, area_id=house.areas.get(device.room or ""))
        house.devices[device.key] = made.id


def _platform_setup(house: House, domain: str) -> Any:
    """Return the function that adds a domain's entities."""
    infos: Mapping[str, DeviceInfo] = {
        device.key: DeviceInfo(
            identifiers={(_OWNER, device.key)}, name=device.name, **_known(device.info)
        )
        for device in house.home.devices
    }

    async def async_setup_entry(
        hass: HomeAssistant, entry: ConfigEntry, async_add_entities: AddEntitiesCallback
    ) -> None:
        for item in house.home.furnishings:
            if item.domain == domain:
                entity = KINDS[domain](item, infos.get(item.device or ""))
                house.furniture[item.entity_id] = entity
        async_add_entities(
            entity
            for entity_id, entity in house.furniture.items()
            if entity_id.startswith(f"{domain}.")
        )

    return async_setup_entry


def _known(info: Mapping[str, str]) -> Any:
    """Return what Home Assistant keeps of a device's description."""
    kept = ("manufacturer", "model", "sw_version", "hw_version", "serial_number")
    return {key: info[key] for key in kept if key in info}


def _place_and_expose(house: House) -> None:
    """Put entities without a device into their rooms, and let Assist have them all."""
    registry = er.async_get(house.hass)
    for item in house.home.furnishings:
        if item.device is None and item.room and registry.async_get(item.entity_id):
            registry.async_update_entity(item.entity_id, area_id=house.areas[item.room])
        async_expose_entity(house.hass, "conversation", item.entity_id, should_expose=True)
