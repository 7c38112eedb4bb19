"""The exposed home as the prompt shows it: floors, areas, domains, names without their room's.

`Kitchen (cuisine): light Ceiling (spots), Worktop; cover Blind` is a room's line in the full form.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
import re
from typing import Final

from .index import Device, Home, Place

_PIECE: Final = re.compile(r"[^\W\d_]+|\d|[^\w\s]|_|\n")
_LETTERS_A_TOKEN: Final = 6
# Beyond it aliases are left to the selection: they would be evaluated to be used once a week.
_COMFORT: Final = 4000
# A richer form is taken up again only where it fits this well, so that one entity does not flip it.
_ROOM_TO_SPARE: Final = 0.9
_SENSORS: Final = frozenset({"binary_sensor", "sensor"})
# One word for what is only read, where words are dear.
_SENSOR: Final = "sensor"
_MERGED: Final = {"binary_sensor": _SENSOR}
_OTHER: Final = "other"
_SERIES: Final = {
    True: re.compile(r"([^/]*\S) ([^/\s]+)"),
    False: re.compile(r"([^/]*\S) ([1-9][0-9]{0,2})"),
}
_ROOMS: Final = "The home, one room per line"
_SHORT: Final = "a room's name is left out of its devices' names, so pass the area too"
_SERIES_RULE: Final = (
    f"`Spot 1/2` is two devices, `{_OTHER}` those that are the only ones of their kind"
)
_SEARCH: Final = "call find_devices for exact names before you use them"
_LEGENDS: Final[Mapping[str, str]] = {
    "full": f"{_ROOMS}, other names in brackets; {_SHORT}:",
    "dense": f"{_ROOMS}; {_SHORT}; {_SERIES_RULE}:",
    "controls": f"{_ROOMS}; {_SHORT}; {_SERIES_RULE}. Sensors are only counted; {_SEARCH}:",
    "summary": f"{_ROOMS}, with how many devices of a kind it has; {_SEARCH}:",
    "places": f"The rooms of the home; {_SEARCH}:",
}

type _Show = Callable[[Home, Sequence[Device], Place | None], Iterator[str]]


class Form(StrEnum):
    """How much of the home is listed, the most first.

    FULL has every name and alias; DENSE every name; CONTROLS what can be controlled, and how many
    sensors; SUMMARY how many of each domain a room has; PLACES only the rooms.
    """

    FULL = "full"
    DENSE = "dense"
    CONTROLS = "controls"
    SUMMARY = "summary"
    PLACES = "places"

    @property
    def is_complete(self) -> bool:
        """Return whether it names every device, so that no tool is needed to find one."""
        return self in (Form.FULL, Form.DENSE)


def estimate_tokens(text: str) -> int:
    """Return about how many tokens a text has: a sixth too many in English, about right in French.

    Words count by their letters; each digit, sign and line break counts one. Multiply a budget in
    real tokens by (estimate / real) of a known text to compare it with this.
    """
    return sum(1 + (len(piece) - 1) // _LETTERS_A_TOKEN for piece in _PIECE.findall(text))


def choose_form(
    tokens: Callable[[Form], int], budget: int | None, before: Form | None = None
) -> Form:
    """Return the richest form whose tokens fit a budget; if in doubt the one that was before."""
    *forms, last = Form
    for index, form in enumerate(forms):
        limit = _COMFORT if form is Form.FULL and budget is None else budget
        if limit is None:
            return form
        limit = min(limit, _COMFORT) if form is Form.FULL else limit
        if before in [*forms, last][index + 1 :]:
            limit = int(limit * _ROOM_TO_SPARE)
        if tokens(form) <= limit:
            return form
    return last


def render(home: Home, form: Form) -> str:
    """Return the home in a form under its legend; the same text as long as the home is the same."""
    lines = _lines(home, form)
    return "\n".join((_LEGENDS[form], *lines)) if lines else ""


def _lines(home: Home, form: Form) -> Sequence[str]:
    """Return the lines of the floors and rooms that have something exposed."""
    floors = sorted(
        home.floors.values(),
        key=lambda floor: (floor.level is None, floor.level or 0, floor.name.casefold()),
    )
    lines: list[str] = []
    for floor in floors:
        if floor_lines := list(_area_lines(home, floor.id, form)):
            lines += [f"# {_with_aliases(floor.names)}", *floor_lines]
    loose = list(_area_lines(home, None, form))
    if (elsewhere := home.by_area.get(None)) and form is not Form.PLACES:
        loose.append(f"(no room): {'; '.join(_SHOW[form](home, elsewhere, None))}")
    if loose and lines:
        lines.append("# (no floor)")
    return lines + loose


def _area_lines(home: Home, floor_id: str | None, form: Form) -> Iterator[str]:
    """Yield the line of each area of a floor that holds something exposed."""
    areas = [area for area in home.areas.values() if area.floor_id == floor_id]
    for area in sorted(areas, key=lambda area: area.name.casefold()):
        if devices := home.by_area.get(area.id):
            shown = "; ".join(_SHOW[form](home, devices, area))
            yield ": ".join(filter(None, (_with_aliases(area.names), shown)))


def _full(home: Home, devices: Sequence[Device], area: Place | None) -> Iterator[str]:
    """Yield each domain with its devices' names and aliases."""
    for domain, group in _by_domain(devices, {}):
        names = (_with_aliases((listed_name(home, d), *d.names[1:])) for d in group)
        yield f"{domain} {', '.join(sorted(names, key=str.casefold))}"


def _dense(home: Home, devices: Sequence[Device], area: Place | None) -> Iterator[str]:
    """Yield each domain with its devices' names, series in one; last the only ones of their kind."""
    alone: list[str] = []
    for domain, group in _by_domain(devices, _MERGED):
        names = sorted((home.short_name(device) for device in group), key=str.casefold)
        if len(group) == 1:
            alone += names
        else:
            yield f"{domain} {', '.join(_collapsed(domain, names))}"
    if alone:
        yield f"{_OTHER} {', '.join(sorted(alone, key=str.casefold))}"


def _controls(home: Home, devices: Sequence[Device], area: Place | None) -> Iterator[str]:
    """Yield each domain that can be controlled with its devices' names, and the count of the rest."""
    yield from _dense(home, [d for d in devices if d.domain not in _SENSORS], area)
    yield from _counts(home, [d for d in devices if d.domain in _SENSORS], area)


def _counts(home: Home, devices: Sequence[Device], area: Place | None) -> Iterator[str]:
    """Yield each domain, with the number of its devices where there are several."""
    for domain, group in _by_domain(devices, _MERGED):
        yield f"{len(group)} {domain}" if len(group) > 1 else domain


def _nothing(home: Home, devices: Sequence[Device], area: Place | None) -> Iterator[str]:
    """Yield nothing but the room."""
    yield from ()


_SHOW: Final[dict[Form, _Show]] = {
    Form.FULL: _full,
    Form.DENSE: _dense,
    Form.CONTROLS: _controls,
    Form.SUMMARY: _counts,
    Form.PLACES: _nothing,
}


def listed_name(home: Home, device: Device) -> str:
    """Return the name a device is listed by in its room."""
    short = home.short_name(device)
    # "light light" would say less than it saves.
    return device.name if short.casefold() == device.domain else short


def _by_domain(
    devices: Sequence[Device], merged: Mapping[str, str]
) -> Iterator[tuple[str, Sequence[Device]]]:
    """Yield the domains in order with their devices, some domains as one."""
    found: defaultdict[str, list[Device]] = defaultdict(list)
    for device in devices:
        found[merged.get(device.domain, device.domain)].append(device)
    for domain in sorted(found):
        yield domain, found[domain]


def _collapsed(domain: str, names: Sequence[str]) -> Iterator[str]:
    """Yield names, those that differ in their last word in one: `Spot 1/2/3` for three spots.

    Any word for sensors, of which a device may have a dozen; a number for what is controlled.
    """
    series: defaultdict[tuple[str, bool], list[str]] = defaultdict(list)
    for name in names:
        match = _SERIES[domain == _SENSOR].fullmatch(name)
        stem, last = match.groups() if match else (name, "")
        series[stem, bool(match)].append(last)
    for (stem, is_series), lasts in series.items():
        yield f"{stem} {'/'.join(sorted(lasts, key=_by_number))}" if is_series else stem


def _by_number(word: str) -> tuple[int, str]:
    """Return what sorts numbers by their value."""
    return (int(word) if word.isdecimal() else 0, word.casefold())


def _with_aliases(names: Sequence[str]) -> str:
    """Return a name with its other names in brackets, sorted."""
    others = sorted({*names[1:]} - {names[0]}, key=str.casefold)
    return f"{names[0]} ({', '.join(others)})" if others else names[0]
