"""The exposed home as the prompt shows it: floors, areas, domains, names without their room's."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from homeassistant.components.conversation import DOMAIN as ASSISTANT
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    intent,
)


@dataclass(frozen=True, kw_only=True)
class Listed:
    """An exposed entity by the names a person may use for it."""

    domain: str
    names: tuple[str, ...]

    def short_name(self, area: str) -> str:
        """Return the name without its room's: `Kitchen ceiling` in the kitchen is `ceiling`."""
        name = self.names[0]
        if not area or not name.casefold().startswith(f"{area.casefold()} "):
            return name
        short = name[len(area) :].strip()
        # "light light" would say less than it saves.
        return name if not short or short.casefold() == self.domain else short


@callback
def async_area_of(hass: HomeAssistant, entry: er.RegistryEntry | None) -> str | None:
    """Return the id of the area an entity is in, its own or its device's."""
    if entry is None:
        return None
    if entry.area_id is not None:
        return entry.area_id
    if entry.device_id is None or (device := dr.async_get(hass).async_get(entry.device_id)) is None:
        return None
    return dr.async_get_effective_area_id(hass, device)


@dataclass(frozen=True, kw_only=True)
class ShownHome:
    """The home as it was shown, and how to find a device by what was shown of its name.

    `shortened` holds, by short name, the rooms and full names that are behind it; all casefolded
    but the full names.
    """

    text: str
    names: frozenset[str] = frozenset()
    shortened: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def full_name(self, name: str, area: str | None, here: str | None) -> str:
        """Return the full name of a device; as it is where it is one, or could be several."""
        by_room = self.shortened.get(name.casefold(), {})
        if area:
            return by_room.get(area.casefold(), name)
        if name.casefold() in self.names:
            return name
        if here and here.casefold() in by_room:
            return by_room[here.casefold()]
        candidates = set(by_room.values())
        return candidates.pop() if len(candidates) == 1 else name


@callback
def async_show_home(hass: HomeAssistant) -> ShownHome:
    """Return the exposed home, one line per area; the same text as long as the home is the same."""
    by_area = _async_exposed_by_area(hass)
    floors = sorted(
        fr.async_get(hass).async_list_floors(),
        key=lambda floor: (floor.level is None, floor.level or 0, floor.name.casefold()),
    )
    lines: list[str] = []
    for floor in floors:
        areas = _async_sorted_areas(hass, floor.floor_id)
        if floor_lines := list(_area_lines(areas, by_area)):
            lines += [f"# {_with_aliases(floor.name, floor.aliases)}", *floor_lines]
    loose = list(_area_lines(_async_sorted_areas(hass, None), by_area))
    if elsewhere := by_area.get(None):
        loose.append(_line("(no room)", "", elsewhere))
    if loose and lines:
        lines.append("# (no floor)")
    return ShownHome(
        text="\n".join(lines + loose),
        names=frozenset(
            n.casefold() for listed in by_area.values() for e in listed for n in e.names
        ),
        shortened=_async_shortened(hass, by_area),
    )


@callback
def _async_shortened(
    hass: HomeAssistant, by_area: Mapping[str | None, list[Listed]]
) -> Mapping[str, Mapping[str, str]]:
    """Return the full names behind the short ones."""
    shortened: dict[str, dict[str, str]] = defaultdict(dict)
    for area in ar.async_get(hass).async_list_areas():
        for entity in by_area.get(area.id, ()):
            short = entity.short_name(area.name)
            if short != entity.names[0]:
                for name in (area.name, *area.aliases):
                    shortened[short.casefold()][name.casefold()] = entity.names[0]
    return shortened


@callback
def _async_exposed_by_area(hass: HomeAssistant) -> Mapping[str | None, list[Listed]]:
    """Return the exposed entities by the id of their area."""
    registry = er.async_get(hass)
    by_area: dict[str | None, list[Listed]] = defaultdict(list)
    for state in hass.states.async_all():
        if not async_should_expose(hass, ASSISTANT, state.entity_id):
            continue
        entry = registry.async_get(state.entity_id)
        by_area[async_area_of(hass, entry)].append(_async_listed(hass, entry, state))
    return by_area


@callback
def _async_listed(hass: HomeAssistant, entry: er.RegistryEntry | None, state: State) -> Listed:
    """Return how an entity is listed."""
    names = intent.async_get_entity_aliases(hass, entry, state=state)
    return Listed(domain=state.domain, names=tuple(dict.fromkeys(map(_tidy, names))))


@callback
def _async_sorted_areas(hass: HomeAssistant, floor_id: str | None) -> list[ar.AreaEntry]:
    """Return the areas of a floor by name."""
    areas = ar.async_get(hass).async_list_areas()
    return sorted(
        (area for area in areas if area.floor_id == floor_id),
        key=lambda area: area.name.casefold(),
    )


def _area_lines(
    areas: list[ar.AreaEntry], by_area: Mapping[str | None, list[Listed]]
) -> Iterator[str]:
    """Yield the line of each area that holds something exposed."""
    for area in areas:
        if listed := by_area.get(area.id):
            yield _line(_with_aliases(area.name, area.aliases), area.name, listed)


def _line(heading: str, area: str, listed: list[Listed]) -> str:
    """Return an area's line: `Kitchen: light Ceiling, Worktop (Spots); cover Blind`."""
    by_domain: dict[str, list[str]] = defaultdict(list)
    for entity in listed:
        aliases = list(entity.names[1:])
        by_domain[entity.domain].append(_with_aliases(entity.short_name(area), aliases))
    parts = (
        f"{domain} {', '.join(sorted(by_domain[domain], key=str.casefold))}"
        for domain in sorted(by_domain)
    )
    return f"{heading}: {'; '.join(parts)}"


def _with_aliases(name: str, aliases: set[str] | list[str]) -> str:
    """Return a name with its other names in brackets."""
    name = _tidy(name)
    others = sorted({_tidy(alias) for alias in aliases} - {name}, key=str.casefold)
    return f"{name} ({', '.join(others)})" if others else name


def _tidy(name: str) -> str:
    """Return a name on one line."""
    return " ".join(name.split())
