"""The kind of device that a call asks for, by whatever word a model has for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...home import Device, Home
from .home_words import own_words
from .terms import CLASSES, class_words, domain_words, kind_words, loose_classes
from .words import Words, essence


@dataclass(frozen=True, kw_only=True)
class Kind:
    """The kind that a call asks for; empty is any. `strange` is a word for none that exists."""

    domains: Words = frozenset()
    classes: Words = frozenset()
    strange: str | None = None

    @property
    def given(self) -> bool:
        """Return whether it says anything."""
        return bool(self.domains or self.classes)


def asked_kind(home: Home, reach: Words, args: Mapping[str, Any]) -> Kind:
    """Return the domains and device classes meant; `reach` are those that the tool acts on."""
    domains, classes, strange = _read(home, reach, args.get("domain", ()))
    others, more, odd = _read(home, reach, args.get("device_class", ()), as_class=True)
    # A class that does not go with the domain fits nothing, but does no harm to the only one there.
    against: Words = odd if domains else frozenset()
    if domains and others and not domains & others:
        against |= others
    domains = domains or others
    classes = classes | more | against
    said = sorted(strange | odd)
    lost = said[0] if said and not domains | classes else None
    return Kind(domains=domains, classes=classes, strange=lost)


def _read(
    home: Home, reach: Words, given: Sequence[str], *, as_class: bool = False
) -> tuple[Words, Words, Words]:
    """Return the domains, the device classes and the words for neither."""
    domains, classes, strange = set[str](), set[str](), set[str]()
    present = {looks for domain, looks in home.kinds if domain in reach}
    for word in given:
        plain = word.strip().lower()
        is_class = plain in present or plain in CLASSES
        if plain in home.domains and not (as_class and is_class):
            domains.add(plain)
        elif is_class:
            classes.add(plain)
        else:
            words = essence(plain)
            meant = {domain for domain in reach if words <= domain_words(domain) or plain == domain}
            looks = {name for name in CLASSES if words <= class_words(name)}
            domains |= meant
            classes |= looks
            strange |= set() if meant or looks else {plain}
    return frozenset(domains), frozenset(classes), frozenset(strange)


def fits_class(device: Device, classes: Words) -> bool:
    """Return whether a device is of one of the classes; garages have doors."""
    if device.device_class in classes:
        return True
    return bool(device.device_class and classes & kind_words(device.domain, device.device_class))


def may_be_called(device: Device, classes: Words) -> bool:
    """Return whether one of the classes is said of the device where nothing is exactly of it."""
    return not classes.isdisjoint(loose_classes(device.domain, device.device_class))


def is_called(device: Device, classes: Words) -> bool:
    """Return whether its name has a word for one of the classes."""
    words = own_words(device)
    return any(not words.isdisjoint(class_words(name, device.domain)) for name in classes)
