"""Kinds of devices that people have words for, and which devices are of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .index import Device

# The class of a device that has none.
_UNKNOWN: Final = "None"


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Devices of some domains; `classes` are the device classes that the word says exactly.

    `loose` domains are also meant where no device is exactly of the kind.
    """

    domains: frozenset[str]
    classes: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()
    loose_classes: frozenset[str] = frozenset()

    def is_exact(self, device: Device) -> bool:
        """Return whether the word says exactly what the device is."""
        return self.says(device.domain, device.device_class)

    def is_loose(self, device: Device) -> bool:
        """Return whether the word may be used for the device."""
        return self.may_say(device.domain, device.device_class)

    def says(self, domain: str, device_class: str | None) -> bool:
        """Return whether the word says exactly this domain and class."""
        return domain in self.domains and (
            not self.classes or (device_class or _UNKNOWN) in self.classes
        )

    def may_say(self, domain: str, device_class: str | None) -> bool:
        """Return whether the word may be used for this domain and class."""
        if self.says(domain, device_class):
            return True
        return domain in self.loose and (
            not self.loose_classes or (device_class or _UNKNOWN) in self.loose_classes
        )


def _of(domains: str, classes: str = "", loose: str = "", loose_classes: str = "") -> Kind:
    """Return a kind from words."""
    return Kind(
        domains=frozenset(domains.split()),
        classes=frozenset(classes.split()),
        loose=frozenset(loose.split()),
        loose_classes=frozenset((*loose_classes.split(), *classes.split()))
        if loose_classes
        else frozenset(),
    )


_COVERINGS = "awning blind curtain shade shutter window damper None"
_SENSORS = "sensor binary_sensor"
KINDS: Final[Mapping[str, Kind]] = {
    "light": _of("light"),
    "switch": _of("switch input_boolean"),
    "outlet": _of("switch", "outlet", "switch"),
    "fan": _of("fan"),
    "blind": _of("cover", "blind shade", "cover", _COVERINGS),
    "shutter": _of("cover", "shutter", "cover", _COVERINGS),
    "curtain": _of("cover", "curtain", "cover", _COVERINGS),
    "awning": _of("cover", "awning", "cover", _COVERINGS),
    "garage": _of("cover", "garage"),
    "gate": _of("cover", "gate"),
    "door": _of("cover binary_sensor lock", "door garage gate garage_door", "lock"),
    "window": _of("cover binary_sensor", "window"),
    "lock": _of("lock"),
    "climate": _of("climate", "", "water_heater"),
    "cooling": _of("climate"),
    "water_heater": _of("water_heater", "", "climate switch"),
    "humidifier": _of("humidifier"),
    "tv": _of("media_player", "tv", "media_player remote", "tv receiver None"),
    "speaker": _of("media_player", "speaker receiver", "media_player", "None"),
    "player": _of("media_player"),
    "volume": _of("media_player"),
    "vacuum": _of("vacuum"),
    "mower": _of("lawn_mower"),
    "valve": _of("valve"),
    "scene": _of("scene"),
    "script": _of("script"),
    "automation": _of("automation"),
    "camera": _of("camera"),
    "alarm": _of("alarm_control_panel"),
    "siren": _of("siren"),
    "button": _of("button input_button"),
    "list": _of("todo"),
    "shopping_list": _of("todo"),
    "person": _of("person device_tracker", "", "binary_sensor", "occupancy presence motion"),
    "weather": _of("weather"),
    "temperature": _of("sensor climate", "temperature None", "climate weather"),
    "humidity": _of("sensor humidifier", "humidity", "climate weather"),
    "battery": _of(_SENSORS, "battery"),
    "motion": _of("binary_sensor", "motion", "binary_sensor", "occupancy presence moving"),
    "occupancy": _of("binary_sensor", "occupancy presence", "binary_sensor", "motion"),
    "smoke": _of("binary_sensor", "smoke"),
    "gas": _of(_SENSORS, "gas carbon_monoxide"),
    "leak": _of("binary_sensor", "moisture"),
    "power": _of("sensor", "power"),
    "energy": _of("sensor", "energy power"),
    "illuminance": _of("sensor", "illuminance"),
    "co2": _of("sensor", "carbon_dioxide aqi"),
    "pressure": _of("sensor", "pressure atmospheric_pressure"),
    "brightness": _of("light"),
    "color": _of("light"),
    "position": _of("cover valve"),
    "speed": _of("fan"),
}
# What is outside besides what is called so.
WITHIN: Final[Mapping[str, tuple[str, ...]]] = {
    "outside": ("garden", "terrace", "balcony", "porch", "pool", "driveway"),
}
# What a verb is said of; a verb that is not here is said of anything.
VERB_DOMAINS: Final[Mapping[str, frozenset[str]]] = {
    verb: frozenset(domains.split())
    for verb, domains in {
        "on": "light switch fan climate media_player input_boolean humidifier siren scene script automation water_heater group remote valve vacuum lawn_mower camera",
        "off": "light switch fan climate media_player input_boolean humidifier siren automation water_heater group remote valve vacuum lawn_mower camera",
        "open": "cover valve",
        "close": "cover valve",
        "lock": "lock",
        "unlock": "lock",
        "start": "vacuum lawn_mower switch fan script scene input_boolean media_player",
        "stop": "vacuum lawn_mower cover valve media_player fan climate switch humidifier siren",
        "vacuum": "vacuum",
        "dock": "vacuum lawn_mower",
        "water": "valve",
        "unwater": "valve",
        "mow": "lawn_mower",
        "pause": "media_player",
        "resume": "media_player",
        "next": "media_player",
        "previous": "media_player",
        "mute": "media_player",
        "unmute": "media_player",
        "up": "media_player light climate cover fan",
        "down": "media_player light climate cover fan",
        "set": "light cover valve fan media_player climate humidifier",
        "put": "light media_player climate fan switch scene",
        "add": "todo",
    }.items()
}
