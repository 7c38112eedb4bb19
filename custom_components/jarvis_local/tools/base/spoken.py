"""Whether the user's own words say which device is meant, whatever the model filled in."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from homeassistant.helpers import intent

from ...home import Device, Home
from ...languages import speaks
from .home_words import home_words
from .names import of_none
from .request import Request
from .target import Asked
from .terms import domain_words, kind_words
from .unresolved import ambiguous
from .words import NOTHING, Words, all_words, function_words, naming, words_of

# What opens the house, and what has nothing but its name to be told by, is asked about sooner.
_TOLD_ONE_BY_ONE = frozenset({"lock", "todo"})


def asked(
    request: Request | None,
    here: intent.MatchTargetsPreferences,
    language: str | None,
    aside: frozenset[str] = frozenset(),
) -> Asked:
    """Return what is known of who asks; `aside` are words that name no device, as a list's item."""
    return Asked(
        area_id=here.area_id,
        floor_id=here.floor_id,
        words=words_of(request.words) - aside if request else None,
        focus=request.focus if request else (),
        language=language,
    )


def meant(
    home: Home, targets: Sequence[Device], pool: Sequence[Device], who: Asked, *, whole: bool
) -> tuple[Device, ...]:
    """Return the targets if the user's words bear them out, or those of the room instead.

    `pool` are all devices of their kind; `whole` is that the call says no place at all. Raises
    `UnresolvedError` with the question to ask.
    """
    if who.words is None or not speaks(who.language):
        return tuple(targets)
    if _are_clear(home, targets, pool, who, who.words, whole=whole):
        return tuple(targets)
    here = [d for d in pool if d.area_id and d.area_id == who.area_id]
    if here and all(d in here for d in targets):
        return tuple(targets)
    if here and (len(here) == 1 or not _one_by_one(here)):
        return tuple(here)
    raise ambiguous(home, pool, who.language)


def _are_clear(
    home: Home,
    targets: Sequence[Device],
    pool: Sequence[Device],
    who: Asked,
    said: Words,
    *,
    whole: bool,
) -> bool:
    """Return whether there is nothing to ask."""
    if len(pool) < 2 or all(d.entity_id in who.focus for d in targets):
        return True
    touched = {d.entity_id for d in targets}
    others = [d for d in pool if d.entity_id not in touched]
    if others and _are_named(home, targets, others, said):
        return True
    rest = naming(said - _empty_words(pool))
    if _one_by_one(targets):
        return bool(rest) and not any(_is_named(home, d, targets, rest) for d in others)
    return bool(said & all_words() or (rest and not whole))


def _is_named(home: Home, target: Device, others: Sequence[Device], said: Collection[str]) -> bool:
    """Return whether a word was said that fits this device and none of the others."""
    return _are_named(home, [target], others, said)


def _are_named(
    home: Home, targets: Sequence[Device], others: Sequence[Device], said: Collection[str]
) -> bool:
    """Return whether of each device a word was said that fits it and none of the others."""
    kinds = NOTHING.union(*map(domain_words, {d.domain for d in others}))
    telling = of_none(home, frozenset(said) - kinds, others)
    own = home_words(home).all_names
    return bool(telling) and all(
        not (own(d) - domain_words(d.domain)).isdisjoint(telling) for d in targets
    )


def _one_by_one(devices: Collection[Device]) -> bool:
    """Return whether these are of a kind that needs naming."""
    return any(device.domain in _TOLD_ONE_BY_ONE for device in devices)


def _empty_words(pool: Sequence[Device]) -> Words:
    """Return the words that name no device of these."""
    looks = {(d.domain, d.device_class) for d in pool}
    kinds = NOTHING.union(*(kind_words(*kind) for kind in looks))
    return kinds | function_words()


def words_aside(args: Mapping[str, Any], keys: Collection[str]) -> Words:
    """Return the words of arguments that name no device, and all numbers."""
    return NOTHING.union(*(words_of(str(args.get(key, ""))) for key in keys))
