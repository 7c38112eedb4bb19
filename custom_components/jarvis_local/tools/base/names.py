"""Which devices a name given by a model stands for, from the surest reading to the least."""

from collections.abc import Iterable, Sequence
from functools import reduce

from ...home import Device, Home
from .home_words import HomeWords, Named, home_words, own_words
from .terms import domain_words, kind_words
from .words import NOTHING, Words, all_words, essence, function_words, spell


def exact(home: Home, name: str) -> list[Device]:
    """Return the devices of an entity id, a name or an alias, also with or without the room's."""
    if device := home.devices.get(name.lower()):
        return [device]
    plain = name.strip().casefold()
    if found := home.by_name.get(plain):
        return list({d.entity_id: d for d in found}.values())
    return list(home_words(home).by_essence.get(essence(name), ()))


def generic(home: Home, words: Words, *, loose: bool = False) -> tuple[Words, Words] | None:
    """Return the kind and the place that a name consists of, such as `kitchen lights`.

    None where it holds any other word; the kind is empty where it is only a place. In a `loose` reading
    the kind may be one that only something like it is there of.
    """
    known = home_words(home)
    rest = words - all_words()
    place = _longest(known.areas, rest) or _longest(known.floors, rest)
    kind = rest - place
    return (kind, place) if kind <= (known.loose_kinds if loose else known.kinds) else None


def _longest(places: Named, words: Words) -> Words:
    """Return the words of the place that is named by most of these words."""
    named = (name for names in places.values() for name in names if name <= words)
    return max(named, key=len, default=NOTHING)


def partial(home: Home, words: Words, devices: Iterable[Device]) -> list[Device]:
    """Return devices that all these words fit: by their names, with their room's, with their kind's.

    A name that says only a place or a kind stands for no device in particular.
    """
    known = home_words(home)
    rows = [(d, own_words(d), known.place_words(d)) for d in _told_by(known, words, devices)]
    if found := [d for d, own, _ in rows if words <= own]:
        return found
    if found := [d for d, own, place in rows if words <= own | place and words & own]:
        return found
    return [
        d
        for d, own, place in rows
        if words <= own | place | kind_words(d.domain, d.device_class) and words & (own - place)
    ]


def _told_by(known: HomeWords, words: Words, devices: Iterable[Device]) -> Iterable[Device]:
    """Return the devices that words may be a part of the name of, with its place's and its kind's."""
    if not words:
        return devices
    own = [known.having.get(word, NOTHING) for word in words - known.kinds]
    ids = (
        own[0].intersection(*own[1:])
        if own
        else NOTHING.union(*(known.having.get(word, NOTHING) for word in words))
    )
    return [device for device in devices if device.entity_id in ids]


def corrected(home: Home, words: Words, domains: Words) -> Words:
    """Return the words with slips of spelling put right, where only one word of these domains can be meant."""
    return spell(words, home_words(home).of_domains(domains))


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
    known = home_words(home)
    scores = {d.entity_id: telling & known.all_names(d) for d in devices}
    most = max((len(words) for words in scores.values()), default=0)
    found = [d for d in devices if most and len(scores[d.entity_id]) == most]
    if len(found) == len(devices):
        return []
    heard = reduce(lambda words, d: words | scores[d.entity_id], found, NOTHING)
    missed = any(not words <= heard for words in scores.values())
    apart = len({scores[d.entity_id] for d in found}) > 1
    return [] if missed or apart else found


def of_none(home: Home, words: Words, devices: Iterable[Device]) -> Words:
    """Return the words that are in no name, place or class of these devices."""
    having = home_words(home).having
    ids = {device.entity_id for device in devices}
    return frozenset(word for word in words if ids.isdisjoint(having.get(word, ())))


def all_words_of(home: Home, device: Device) -> Words:
    """Return all the words that fit a device: of its names, place and kind."""
    return home_words(home).all_names(device) | kind_words(device.domain, device.device_class)
