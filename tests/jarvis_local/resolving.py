"""A home of plain values, and what a call comes to in it."""

from typing import Any

from custom_components.jarvis_local.home import Device, Home, Place
from custom_components.jarvis_local.tools.base.resolve import Resolver
from custom_components.jarvis_local.tools.base.target import Asked, Reach
from custom_components.jarvis_local.tools.base.words import words_of

AREAS = {
    "kitchen": Place(id="kitchen", names=("Kitchen", "Cuisine"), floor_id="ground"),
    "hall": Place(id="hall", names=("Hall",), floor_id="ground"),
    "bedroom_1": Place(id="bedroom_1", names=("Bedroom 1",), floor_id="upper"),
    "bedroom_2": Place(id="bedroom_2", names=("Bedroom 2",), floor_id="upper"),
    "garage": Place(id="garage", names=("Garage",), floor_id="ground"),
    "garden": Place(id="garden", names=("Front garden",)),
}
FLOORS = {
    "ground": Place(id="ground", names=("Ground floor", "Downstairs")),
    "upper": Place(id="upper", names=("Upper floor", "Upstairs", "Étage")),
}


def device(entity_id: str, names: str, area: str | None = None, kind: str | None = None) -> Device:
    """Return a device; `names` are parted by slashes."""
    return Device(
        entity_id=entity_id,
        domain=entity_id.partition(".")[0],
        names=tuple(names.split("/")),
        device_class=kind,
        area_id=area,
        floor_id=AREAS[area].floor_id if area else None,
    )


DEVICES = (
    device("light.ceiling", "Ceiling/Plafonnier", "kitchen"),
    device("light.worktop", "Worktop spots", "kitchen"),
    device("light.hall", "Hall lamp", "hall"),
    device("light.bed_1", "Bedside", "bedroom_1"),
    device("light.bed_2", "Bedroom 2 light", "bedroom_2"),
    device("light.opener", "Door opener", "garage"),
    device("cover.opener", "Door opener", "garage", "garage"),
    device("cover.blind", "Roller blind", "bedroom_1", "blind"),
    device("cover.curtain", "Long curtain", "hall", "curtain"),
    device("switch.kettle", "Kettle/Bouilloire", "kitchen"),
    device("fan.tower", "Tower fan", "bedroom_2"),
    device("lock.front", "Front door", "hall"),
    device("lock.side", "Side door", "garage"),
    device("valve.sprinkler", "Sprinkler", "garden"),
    device("vacuum.dobby", "Dobby", "hall"),
    device("media_player.radio", "Radio", "kitchen", "speaker"),
    device("media_player.tele", "Screen", "hall", "tv"),
    device("sensor.dobby_battery", "Dobby battery", "hall", "battery"),
)
HOME = Home(devices={d.entity_id: d for d in DEVICES}, areas=AREAS, floors=FLOORS)
SIBLINGS = {"sensor.dobby_battery": "vacuum.dobby"}

LIGHTS = frozenset({"light"})
LIT = frozenset({"fan", "light", "switch"})
ANY = LIT | {"cover", "lock", "media_player", "vacuum", "valve"}
SWITCH = Reach(domains=ANY, everything=LIT)


def only(domain: str, **more: Any) -> Reach:
    """Return the reach of a tool for one domain."""
    return Reach(domains=frozenset({domain}), everything=frozenset({domain}), **more)


def resolve(args: dict[str, Any], reach: Reach = SWITCH, asked: Asked | None = None) -> set[str]:
    """Return what a call resolves to."""
    resolver = Resolver(
        home=HOME,
        reach=reach,
        asked=asked or Asked(),
        sibling=lambda device, _: SIBLINGS.get(device.entity_id),
    )
    return {found.entity_id for found in resolver.resolve(args).devices}


def said(text: str, **more: Any) -> Asked:
    """Return someone who said this."""
    return Asked(words=words_of(text), **more)
