"""The exposed devices with the names a person may use for them and for where they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from homeassistant.components.conversation import DOMAIN as ASSISTANT
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.const import ATTR_DEVICE_CLASS
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    intent,
)


@dataclass(frozen=True, kw_only=True)
class Place:
    """An area or a floor by its id and names, its own name first; `floor_id` is an area's."""

    id: str
    names: tuple[str, ...]
    floor_id: str | None = None

    @property
    def name(self) -> str:
        """Return the name it is shown by."""
        return self.names[0]


@dataclass(frozen=True, kw_only=True)
class Device:
    """An exposed entity: its names (its own first, then aliases), its kind and where it is."""

    entity_id: str
    domain: str
    names: tuple[str, ...]
    device_class: str | None = None
    area_id: str | None = None
    floor_id: str | None = None

    @property
    def name(self) -> str:
        """Return the name it is shown by."""
        return self.names[0]


@dataclass(frozen=True, kw_only=True)
class Home:
    """The exposed home: devices by entity id, areas and floors by id."""

    devices: Mapping[str, Device] = field(default_factory=dict)
    areas: Mapping[str, Place] = field(default_factory=dict)
    floors: Mapping[str, Place] = field(default_factory=dict)


@callback
def async_home(hass: HomeAssistant, assistant: str = ASSISTANT) -> Home:
    """Return the home as it is exposed to an assistant."""
    floors = {
        floor.floor_id: Place(id=floor.floor_id, names=_names(floor.name, floor.aliases))
        for floor in fr.async_get(hass).async_list_floors()
    }
    areas = {
        area.id: Place(id=area.id, names=_names(area.name, area.aliases), floor_id=area.floor_id)
        for area in ar.async_get(hass).async_list_areas()
    }
    devices = {
        state.entity_id: _async_device(hass, state, areas)
        for state in hass.states.async_all()
        if async_should_expose(hass, assistant, state.entity_id)
    }
    return Home(devices=devices, areas=areas, floors=floors)


@callback
def _async_device(hass: HomeAssistant, state: State, areas: Mapping[str, Place]) -> Device:
    """Return an exposed entity with its names and place."""
    entry = er.async_get(hass).async_get(state.entity_id)
    names = intent.async_get_entity_aliases(hass, entry, state=state)
    area = areas.get(async_area_id(hass, entry) or "")
    return Device(
        entity_id=state.entity_id,
        domain=state.domain,
        names=tuple(dict.fromkeys(map(tidy, names))),
        device_class=state.attributes.get(ATTR_DEVICE_CLASS),
        area_id=area.id if area else None,
        floor_id=area.floor_id if area else None,
    )


@callback
def async_area_id(hass: HomeAssistant, entry: er.RegistryEntry | None) -> str | None:
    """Return the id of the area an entity is in, its own or its device's."""
    if entry is None:
        return None
    if entry.area_id is not None:
        return entry.area_id
    if entry.device_id is None or (device := dr.async_get(hass).async_get(entry.device_id)) is None:
        return None
    return dr.async_get_effective_area_id(hass, device)


def _names(name: str, aliases: set[str]) -> tuple[str, ...]:
    """Return a place's name and then its other names, sorted."""
    others = sorted({tidy(alias) for alias in aliases} - {tidy(name)}, key=str.casefold)
    return (tidy(name), *others)


def tidy(name: str) -> str:
    """Return a name on one line."""
    return " ".join(name.split())
