"""Homes and requests as the `assist` data set lays them out: a fixture and files of requests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FIXTURE = "_fixtures.yaml"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What an entity is, starts from or should become; None is a state that nothing is said of."""

    state: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


type Conditions = Mapping[str, Condition]


@dataclass(frozen=True, kw_only=True)
class Room:
    """An area, perhaps on a floor."""

    key: str
    name: str
    floor: str | None


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device, in the room of that key."""

    key: str
    name: str
    room: str | None
    info: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Furnishing:
    """An entity of a fixture, with the keys of its room and device."""

    entity_id: str
    name: str | None
    room: str | None
    device: str | None
    condition: Condition

    @property
    def domain(self) -> str:
        """Return the entity's domain."""
        return self.entity_id.partition(".")[0]


@dataclass(frozen=True, kw_only=True)
class Request:
    """A sentence, what the home is like before, and what must come of it.

    `answers` are texts of which one must be heard where the sentence is a question.
    """

    home: str
    topic: str
    category: str
    text: str
    device: str | None
    setup: Conditions
    expected: Conditions
    ignored: Mapping[str, frozenset[str]]
    answers: Sequence[str] = ()

    def is_answered(self, speech: str) -> bool:
        """Return whether what was heard answers the question, if it is one."""
        heard = speech.casefold()
        return not self.answers or any(answer.casefold() in heard for answer in self.answers)


@dataclass(frozen=True, kw_only=True)
class Home:
    """A home, what it is told to do, what it is asked, and the language of both if it is said."""

    name: str
    rooms: Sequence[Room]
    devices: Sequence[Device]
    furnishings: Sequence[Furnishing]
    requests: Sequence[Request]
    questions: Sequence[Request] = ()
    language: str | None = None


def load_homes(folder: Path, language: str | None = None) -> list[Home]:
    """Return the homes below a folder, of a language or of none; raises FileNotFoundError without any."""
    homes = [_home(path.parent) for path in sorted(folder.rglob(FIXTURE))]
    if language is not None:
        homes = [home for home in homes if home.language in (None, language)]
    if not homes:
        raise FileNotFoundError(f"no home ({FIXTURE}) below {folder}")
    return homes


def _home(folder: Path) -> Home:
    """Read one home."""
    fixture = _read(folder / FIXTURE)
    topics = sorted(path for path in folder.glob("*.yaml") if path.name != FIXTURE)
    asked = [request for path in topics for request in _requests(folder.name, path)]
    return Home(
        name=folder.name,
        rooms=[_room(area) for area in fixture.get("areas") or ()],
        devices=[_device(device) for device in fixture.get("devices") or ()],
        furnishings=[_furnishing(entity) for entity in fixture.get("entities") or ()],
        requests=[r for r in asked if not r.answers],
        questions=[r for r in asked if r.answers],
        language=fixture.get("language"),
    )


def _read(path: Path) -> dict[str, Any]:
    """Return a file's content."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    return content


def _room(area: Mapping[str, Any]) -> Room:
    """Return an area."""
    return Room(
        key=area.get("id") or _slug(area["name"]), name=area["name"], floor=area.get("floor")
    )


def _device(device: Mapping[str, Any]) -> Device:
    """Return a device."""
    info = {key: str(value) for key, value in (device.get("info") or {}).items() if value}
    key = device.get("id") or _slug(device["name"])
    return Device(key=key, name=device["name"], room=device.get("area"), info=info)


def _furnishing(entity: Mapping[str, Any]) -> Furnishing:
    """Return an entity."""
    return Furnishing(
        entity_id=entity["id"],
        name=entity.get("name"),
        room=entity.get("area"),
        device=entity.get("device"),
        condition=_condition(entity),
    )


def _requests(home: str, path: Path) -> Iterator[Request]:
    """Yield the requests of a file; those that want another kind of answer cannot be judged."""
    content = _read(path)
    for test in content.get("tests") or ():
        if not test.keys() & {"expect_changes", "expect_answer"}:
            continue
        for text in test["sentences"]:
            yield Request(
                home=home,
                topic=path.stem,
                category=content.get("category") or path.stem,
                text=text,
                device=test.get("context_device"),
                setup=_conditions(test.get("setup")),
                expected=_conditions(test.get("expect_changes")),
                answers=tuple(map(str, test.get("expect_answer") or ())),
                ignored={
                    entity_id: frozenset(names)
                    for entity_id, names in (test.get("ignore_changes") or {}).items()
                },
            )


def _conditions(content: Mapping[str, Any] | None) -> Conditions:
    """Return conditions by entity id."""
    return {entity_id: _condition(entry) for entity_id, entry in (content or {}).items()}


def _condition(entry: Mapping[str, Any]) -> Condition:
    """Return a condition; YAML reads a bare on and off as truth values."""
    state = entry.get("state")
    if isinstance(state, bool):
        state = "on" if state else "off"
    return Condition(
        state=None if state is None else str(state), attributes=entry.get("attributes") or {}
    )


def _slug(name: str) -> str:
    """Return the key of what has none."""
    return "_".join(name.casefold().split())
