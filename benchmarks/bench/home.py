"""Puts a planned home into a running Home Assistant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pytest_homeassistant_custom_component.common import MockConfigEntry

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.intent import async_register_timer_handler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
)
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
from homeassistant.util import slugify
from tests.jarvis_local.build_home import add_devices
from tests.jarvis_local.home import (
    Cover,
    Device,
    Fan,
    Home as Places,
    Light,
    Lock,
    Speaker,
    Switch,
    Thermostat,
)

from .plan import Plan, Planned

SATELLITES: Final = 3
# These act; the rest only has a state.
_REAL: Mapping[str, Callable[[], Entity]] = {
    "light": Light,
    "switch": Switch,
    "cover": Cover,
    "fan": Fan,
    "climate": Thermostat,
    "lock": Lock,
    "media_player": Speaker,
}
_STATES = {
    "sensor": "21.5",
    "scene": "unknown",
    "todo": "3",
    "vacuum": "docked",
    "weather": "sunny",
}


@dataclass(frozen=True, kw_only=True)
class BuiltHome:
    """The home as it runs: entity ids by name, devices of the satellites."""

    hass: HomeAssistant
    plan: Plan
    ids: Mapping[str, str]
    satellites: list[str] = field(default_factory=list)

    def is_as_wanted(self, entity: Planned, wanted: str | None) -> bool:
        """Return whether an entity is in a state."""
        state = self.hass.states.get(self.ids[entity.name])
        return state is not None and state.state == wanted

    def rename(self, entity: Planned, name: str | None) -> None:
        """Give an entity another name, or its own again."""
        er.async_get(self.hass).async_update_entity(self.ids[entity.name], name=name)


async def build(hass: HomeAssistant, plan: Plan) -> BuiltHome:
    """Make floors, rooms, satellites and entities, all exposed."""
    for component in ("homeassistant", "intent", "conversation"):
        await async_setup_component(hass, component, {})
    areas = _rooms(hass, plan)
    ids = {entity.name: f"{entity.domain}.{slugify(entity.name)}" for entity in plan.entities}
    for domain in {entity.domain for entity in plan.entities} - _REAL.keys():
        await async_setup_component(hass, domain, {})
    real = [
        Device(
            entity_id=ids[planned.name],
            name=planned.name,
            entity=_REAL[planned.domain](),
            area=planned.room,
            aliases=(planned.alias,) if planned.alias else (),
        )
        for planned in plan.entities
        if planned.domain in _REAL
    ]
    await add_devices(hass, Places(hass=hass, areas=areas), real)
    for planned in plan.entities:
        if planned.domain not in _REAL:
            _register(hass, planned, ids[planned.name], areas[planned.room])
    satellites = [_satellite(hass, areas[room.name], room.name) for room in plan.rooms[:SATELLITES]]
    await hass.async_block_till_done()
    return BuiltHome(hass=hass, plan=plan, ids=ids, satellites=satellites)


def _rooms(hass: HomeAssistant, plan: Plan) -> dict[str, str]:
    """Make floors and areas; return the ids of the areas by name."""
    floors = {
        name: fr.async_get(hass).async_create(name, level=level).floor_id
        for level, name in enumerate(dict.fromkeys(room.floor for room in plan.rooms))
    }
    areas = ar.async_get(hass)
    return {
        room.name: areas.async_create(room.name, floor_id=floors[room.floor]).id
        for room in plan.rooms
    }


def _register(hass: HomeAssistant, planned: Planned, entity_id: str, area: str) -> None:
    """Make an entity that only has a state."""
    registry = er.async_get(hass)
    registry.async_get_or_create(
        planned.domain,
        "test",
        entity_id,
        suggested_object_id=entity_id.partition(".")[2],
        original_name=planned.name,
    )
    aliases: list[str | er.ComputedNameType] = [er.COMPUTED_NAME]
    registry.async_update_entity(
        entity_id, area_id=area, aliases=aliases + ([planned.alias] if planned.alias else [])
    )
    attributes = {"friendly_name": planned.name, "device_class": planned.device_class}
    hass.states.async_set(
        entity_id,
        _STATES.get(planned.domain, "off"),
        {key: value for key, value in attributes.items() if value},
    )
    async_expose_entity(hass, "conversation", entity_id, should_expose=True)


def _satellite(hass: HomeAssistant, area: str, room: str) -> str:
    """Make a room's satellite, which has timers as today's have; return its device's id."""
    entry = MockConfigEntry(domain="satellites", title=room)
    entry.add_to_hass(hass)
    devices = dr.async_get(hass)
    device = devices.async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("satellites", area)}, name=f"{room} voice"
    )
    devices.async_update_device(device.id, area_id=area)
    async_register_timer_handler(hass, device.id, lambda _event, _timer: None)
    return device.id
