"""The exposed devices with the names a person may use for them and for where they are."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

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
    """An area or a floor by its id and names, its own name first.

    `floor_id` is an area's; `level` is a floor's, where it has one.
    """

    id: str
    names: tuple[str, ...]
    floor_id: str | None = None
    level: int | None = None

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


@dataclass(frozen=True, kw_only=True, eq=False)
class Home:
    """The exposed home: devices by entity id, areas and floors by id.

    The same object as long as nothing of it changed, so what is derived may be kept by its identity.
    """

    devices: Mapping[str, Device] = field(default_factory=dict)
    areas: Mapping[str, Place] = field(default_factory=dict)
    floors: Mapping[str, Place] = field(default_factory=dict)

    @cached_property
    def domains(self) -> frozenset[str]:
        """Return the domains that have an exposed entity."""
        return frozenset(device.domain for device in self.devices.values())

    @cached_property
    def kinds(self) -> frozenset[tuple[str, str | None]]:
        """Return each domain with each of its device classes that there are."""
        return frozenset((d.domain, d.device_class) for d in self.devices.values())

    @cached_property
    def by_domain(self) -> Mapping[str, Sequence[Device]]:
        """Return the devices by domain."""
        found: defaultdict[str, list[Device]] = defaultdict(list)
        for device in self.devices.values():
            found[device.domain].append(device)
        return dict(found)

    @cached_property
    def by_area(self) -> Mapping[str | None, Sequence[Device]]:
        """Return the devices by the id of their area."""
        found: defaultdict[str | None, list[Device]] = defaultdict(list)
        for device in self.devices.values():
            found[device.area_id].append(device)
        return dict(found)

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Device]]:
        """Return the devices by each of their names, casefolded."""
        found: defaultdict[str, list[Device]] = defaultdict(list)
        for device in self.devices.values():
            for name in device.names:
                found[name.casefold()].append(device)
        return dict(found)

    @cached_property
    def by_short_name(self) -> Mapping[str, Sequence[Device]]:
        """Return the devices whose name says their room by what is left of it, casefolded."""
        found: defaultdict[str, list[Device]] = defaultdict(list)
        for device in self.devices.values():
            if (short := self.short_name(device)) != device.name:
                found[short.casefold()].append(device)
        return dict(found)

    @cached_property
    def areas_by_name(self) -> Mapping[str, Collection[str]]:
        """Return the ids of the areas by each of their names, casefolded."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for area in self.areas.values():
            for name in area.names:
                found[name.casefold()].add(area.id)
        return dict(found)

    def of_domains(self, domains: Collection[str]) -> Sequence[Device]:
        """Return the devices of domains, in the home's order."""
        present = [domain for domain in domains if domain in self.by_domain]
        if len(present) < 2:
            return self.by_domain[present[0]] if present else []
        return [device for device in self.devices.values() if device.domain in domains]

    def area_of(self, device: Device) -> Place | None:
        """Return the area a device is in."""
        return self.areas.get(device.area_id or "")

    def short_name(self, device: Device) -> str:
        """Return the name without its room's: `Kitchen ceiling` in the kitchen is `ceiling`."""
        name, area = device.name, self.area_of(device)
        if area is None or not name.casefold().startswith(f"{area.name.casefold()} "):
            return name
        return name[len(area.name) :].strip() or name


@callback
def async_read(hass: HomeAssistant, assistant: str = ASSISTANT) -> Home:
    """Read the home as it is exposed to an assistant; `async_home` keeps it."""
    floors = {
        floor.floor_id: Place(
            id=floor.floor_id, names=_names(floor.name, floor.aliases), level=floor.level
        )
        for floor in fr.async_get(hass).async_list_floors()
    }
    areas = {
        area.id: Place(id=area.id, names=_names(area.name, area.aliases), floor_id=area.floor_id)
        for area in ar.async_get(hass).async_list_areas()
    }
    devices = {
        state.entity_id: async_read_device(hass, state, areas)
        for state in hass.states.async_all()
        if async_should_expose(hass, assistant, state.entity_id)
    }
    return Home(devices=devices, areas=areas, floors=floors)


@callback
def async_read_device(hass: HomeAssistant, state: State, areas: Mapping[str, Place]) -> Device:
    """Return an exposed entity with its names and place."""
    entry = er.async_get(hass).async_get(state.entity_id)
    names = intent.async_get_entity_aliases(hass, entry, state=state)
    area = areas.get(async_area_id(hass, entry) or "")
    return Device(
        entity_id=state.entity_id,
        domain=state.domain,
        # An entity may be left without a name to call it by; it still is shown by one.
        names=tuple(dict.fromkeys(filter(None, map(tidy, names)))) or (tidy(state.name),),
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
