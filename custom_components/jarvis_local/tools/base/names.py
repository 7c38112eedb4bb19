"""Which devices a name given by a model stands for, from the surest reading to the least."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, reduce

from ...home import Device, Home, Place
from .terms import class_words, domain_words, kind_words
from .words import NOTHING, Words, all_words, essence, function_words, spell


def exact(home: Home, name: str) -> list[Device]:
    """Return the devices of an entity id, a name or an alias, also with or without the room's."""
    if device := home.devices.get(name.lower()):
        return [device]
    plain = name.strip().casefold()
    if found := home.by_name.get(plain):
        return list({d.entity_id: d for d in found}.values())
    wanted = essence(name)
    return [d for d in home.devices.values() if any(wanted == essence(n) for n in d.names)]


def generic(home: Home, words: Words) -> tuple[Words, Words] | None:
    """Return the kind and the place that a name consists of, such as `kitchen lights`.

    None where it holds any other word; the kind is empty where it is only a place.
    """
    rest = words - all_words()
    place = _longest(home.areas, rest) or _longest(home.floors, rest)
    kind = rest - place
    return (kind, place) if kind <= _all_kinds(home) else None


def _all_kinds(home: Home) -> Words:
    """Return the words for all the kinds of device that there are."""
    return reduce(lambda words, kind: words | kind_words(*kind), home.kinds, NOTHING)


def _longest(places: Mapping[str, Place], words: Words) -> Words:
    """Return the words of the place that is named by most of these words."""
    named = (essence(name) for place in places.values() for name in place.names)
    return max((name for name in named if name <= words), key=len, default=NOTHING)


def own_words(device: Device) -> Words:
    """Return the words of a device's names."""
    return _words_of(device.names)


@lru_cache(maxsize=20000)
def _words_of(names: tuple[str, ...]) -> Words:
    """Return the words of names."""
    return NOTHING.union(*map(essence, names))


def place_words(home: Home, device: Device) -> Words:
    """Return the words of where a device is."""
    area, floor = home.areas.get(device.area_id or ""), home.floors.get(device.floor_id or "")
    here = _words_of(area.names) if area else NOTHING
    return here | _words_of(floor.names) if floor else here


def partial(home: Home, words: Words, devices: Iterable[Device]) -> list[Device]:
    """Return devices that all these words fit: by their names, with their room's, with their kind's.

    A name that says only a place or a kind stands for no device in particular.
    """
    rows = [(d, own_words(d), place_words(home, d)) for d in devices]
    if found := [d for d, own, _ in rows if words <= own]:
        return found
    if found := [d for d, own, place in rows if words <= own | place and words & own]:
        return found
    return [
        d
        for d, own, place in rows
        if words <= own | place | kind_words(d.domain, d.device_class) and words & (own - place)
    ]


def corrected(home: Home, words: Words, devices: Sequence[Device]) -> Words:
    """Return the words with slips of spelling put right, where only one word can be meant."""
    vocabulary = frozenset().union(*(own_words(d) | place_words(home, d) for d in devices))
    return spell(words, vocabulary | _all_kinds(home))


def best_kind(words: Words, devices: Sequence[Device]) -> list[Device]:
    """Return the devices whose kind most of these words speak of; all where none does."""
    scores = [len(words & kind_words(d.domain, d.device_class)) for d in devices]
    return [d for d, score in zip(devices, scores, strict=True) if score == max(scores)]


def said_of(home: Home, devices: Sequence[Device], said: Words) -> list[Device]:
    """Return the devices that words said single out by name or place; none where they do not.

    Words for two places at once, as in a sentence of two commands, single out neither.
    """
    kinds = NOTHING.union(*map(domain_words, {d.domain for d in devices}))
    telling = said - kinds - function_words()
    scores = {d.entity_id: telling & all_names(home, d) for d in devices}
    most = max((len(words) for words in scores.values()), default=0)
    found = [d for d in devices if most and len(scores[d.entity_id]) == most]
    if len(found) == len(devices):
        return []
    heard = reduce(lambda words, d: words | scores[d.entity_id], found, NOTHING)
    missed = any(not words <= heard for words in scores.values())
    apart = len({scores[d.entity_id] for d in found}) > 1
    return [] if missed or apart else found


def names_of_all(home: Home, devices: Sequence[Device]) -> Words:
    """Return the words of the names, places and classes of devices."""
    names = {device.names for device in devices}
    places = {(device.area_id, device.floor_id): device for device in devices}
    looks = {(device.domain, device.device_class) for device in devices}
    there = (place_words(home, device) for device in places.values())
    kinds = (class_words(look, domain) for domain, look in looks)
    return NOTHING.union(*map(_words_of, names), *there, *kinds)


def all_names(home: Home, device: Device) -> Words:
    """Return the words of a device's names, place and class."""
    looks = class_words(device.device_class, device.domain)
    return own_words(device) | place_words(home, device) | looks


def all_words_of(home: Home, device: Device) -> Words:
    """Return all the words that fit a device: of its names, place and kind."""
    return all_names(home, device) | kind_words(device.domain, device.device_class)
