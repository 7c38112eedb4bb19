"""What changed in the home since it was shown, in short lines written as the listing is."""

from collections.abc import Iterator, Mapping

from .index import Device, Home, Place
from .listing import listed_name

type _Places = Mapping[str, Place]


def changes(before: Home, now: Home) -> tuple[str, ...]:
    """Return a line for each place and device that came, went, moved or is called otherwise."""
    if before is now:
        return ()
    return (*_place_changes(before, now), *_device_changes(before, now))


def _place_changes(before: Home, now: Home) -> Iterator[str]:
    """Yield the lines about floors and rooms; those that came or went show in their devices."""
    for kind, old, new in _places(before, now):
        for place in new.values():
            if (known := old.get(place.id)) is None:
                continue
            if known.names != place.names:
                yield f"{kind} {_called(known.name, place.name, place.names)}"
            if known.floor_id != place.floor_id:
                floor = now.floors.get(place.floor_id or "")
                yield f"{kind} {place.name} is now on {floor.name if floor else 'no floor'}"


def _places(before: Home, now: Home) -> Iterator[tuple[str, _Places, _Places]]:
    """Yield floors and rooms as they were and are."""
    yield "floor", before.floors, now.floors
    yield "room", before.areas, now.areas


def _device_changes(before: Home, now: Home) -> Iterator[str]:
    """Yield the lines about devices."""
    for entity_id, device in now.devices.items():
        known = before.devices.get(entity_id)
        if known is None:
            yield f"{_room(now, device)}new {device.domain} {listed_name(now, device)}"
        elif known is not device:
            yield from _device_change(before, now, known, device)
    for entity_id, device in before.devices.items():
        if entity_id not in now.devices:
            yield f"{_room(before, device)}{device.domain} {listed_name(before, device)} is gone"


def _device_change(before: Home, now: Home, known: Device, device: Device) -> Iterator[str]:
    """Yield the lines about a device that is still there."""
    if known.area_id != device.area_id:
        area = now.area_of(device)
        yield f"{device.domain} {known.name} is now in {area.name if area else 'no room'}"
    if known.names != device.names:
        old, new = listed_name(before, known), listed_name(now, device)
        yield f"{_room(now, device)}{_called(old, new, (new, *device.names[1:]))}"


def _called(old: str, new: str, names: tuple[str, ...]) -> str:
    """Return how something is called now, or what else it is called."""
    if old != new:
        return f"{old} is now {new}"
    return f"{old} is also called {', '.join(names[1:]) or 'nothing else'}"


def _room(home: Home, device: Device) -> str:
    """Return the beginning of a line about a device in a room."""
    area = home.area_of(device)
    return f"{area.name}: " if area else ""
