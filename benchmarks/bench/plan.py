"""Homes of any size: rooms, floors and names as people have them."""

from collections.abc import Iterator
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

_WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("home.json").read_text("utf-8"))
_FLOORS: list[str] = _WORDS["floors"]
_MOST_PLAIN_ROOMS = len(_WORDS["rooms"])
_HOUSE_WIDE_FROM = 50


@dataclass(frozen=True, kw_only=True)
class Room:
    """A room and its floor."""

    name: str
    floor: str


@dataclass(frozen=True, kw_only=True)
class Planned:
    """An entity to be made; its room's name is `short` of it where its name begins with that."""

    domain: str
    name: str
    room: str
    short: str
    device_class: str | None = None
    alias: str | None = None

    @property
    def is_shortened(self) -> bool:
        """Return whether the name begins with the room's."""
        return self.short != self.name


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A home: exactly so many exposed entities."""

    rooms: tuple[Room, ...]
    entities: tuple[Planned, ...]

    def of(self, *domains: str) -> list[Planned]:
        """Return the entities of some domains."""
        return [entity for entity in self.entities if entity.domain in domains]


def plan_home(size: int) -> Plan:
    """Return the same home each time for a number of entities."""
    rooms = tuple(_rooms(max(3, min(size // 3, round(size**0.62)))))
    wide = _WORDS["house_wide"] if size >= _HOUSE_WIDE_FROM else []
    entities = [
        Planned(domain=domain, name=name, room=rooms[i % len(rooms)].name, short=name)
        for i, (domain, name) in enumerate(wide)
    ]
    for entity in _entities(rooms):
        if len(entities) == size:
            break
        entities.append(entity)
    return Plan(rooms=rooms, entities=tuple(entities))


def _rooms(count: int) -> Iterator[Room]:
    """Yield rooms; a large house has wings with the same rooms again."""
    for index in range(count):
        wing, number = divmod(index, _MOST_PLAIN_ROOMS)
        name, floor = _WORDS["rooms"][number]
        prefix = _WORDS["wings"][wing]
        yield Room(name=f"{prefix} {name.lower()}" if prefix else name, floor=_FLOORS[floor])


def _entities(rooms: tuple[Room, ...]) -> Iterator[Planned]:
    """Yield what a room has one after the other, each time for all rooms."""
    names = _WORDS["own_names"]
    for kind, (domain, short, device_class) in enumerate(_WORDS["kinds"]):
        for index, room in enumerate(rooms):
            # A fourth of all have a name of their own, which does not say the room.
            own = (index + kind) % 4 == 3
            second, first = divmod(index, len(names))
            word = " ".join(filter(None, (names[first], names[second] if second else "")))
            name = f"{word} {short}" if own else f"{room.name} {short}"
            alias = f"{word.lower()} one {kind}" if (index + kind) % 10 == 0 else None
            yield Planned(
                domain=domain,
                name=name,
                room=room.name,
                short=name if own else short,
                device_class=device_class,
                alias=alias,
            )
