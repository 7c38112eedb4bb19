"""Reads house.yaml: which devices there are and how they start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

DOMAIN = "demo_home"
HOUSE_FILE = Path(__file__).parent / "house.yaml"


@dataclass(frozen=True, kw_only=True)
class Device:
    """One pretend device; `options` is whatever its domain understands."""

    entity_id: str
    name: str
    aliases: tuple[str, ...] = ()
    exposed: bool = True
    room: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def domain(self) -> str:
        """The part of the entity id before the dot."""
        return self.entity_id.partition(".")[0]


def read_house() -> dict[str, Any]:
    """Return house.yaml as it is written."""
    house: dict[str, Any] = yaml.safe_load(HOUSE_FILE.read_text(encoding="utf-8"))
    return house


def read_devices() -> list[Device]:
    """Return every device of the house."""
    house = read_house()
    devices = [_device(key, None, value) for key, value in house["everywhere"].items()]
    for room in house["rooms"]:
        devices += [_device(key, room["name"], value) for key, value in room["devices"].items()]
    return devices


def _device(entity_id: str, room: str | None, value: Mapping[str, Any]) -> Device:
    """Make a device of one line of the file."""
    known = {"name", "aliases", "exposed"}
    return Device(
        entity_id=entity_id,
        name=value["name"],
        aliases=tuple(value.get("aliases", ())),
        exposed=value.get("exposed", True),
        room=room,
        options={key: option for key, option in value.items() if key not in known},
    )
