"""A call with a name: a device's, or part of it, or only words for a kind and a place."""

from .choose import Chooser, Devices, narrowed
from .home_words import home_words
from .kinds import Kind
from .names import all_words_of, best_kind, corrected, exact, generic, partial
from .places import Spot, find
from .target import Found
from .terms import kind_words, loose_words
from .unnamed import chosen, unnamed
from .unresolved import a_place, unknown_name
from .words import NOTHING, Words, all_words, essence


def named(choose: Chooser, name: str, place: Spot, kind: Kind) -> Found:
    """Return the device of a name; wrong words beside a right name do no harm."""
    if hits := exact(choose.home, name):
        return Found(devices=(choose.exactly(hits, place, kind),))
    reachable = choose.of(choose.reach.domains)
    words = essence(name)
    for reading in dict.fromkeys((words, corrected(choose.home, words, choose.reach.domains))):
        if found := _read(choose, reading, reachable, place, kind):
            return found
    for guess in (_loosely, _invented):
        if found := guess(choose, words, reachable, place, kind):
            return found
    parts = generic(choose.home, words)
    raise a_place(name) if parts and not parts[0] else unknown_name(name, reachable)


def _read(
    choose: Chooser, words: Words, reachable: Devices, place: Spot, kind: Kind
) -> Found | None:
    """Return what words stand for: part of a name, or a kind, or a place."""
    there = [d for d in reachable if place.holds(d)] if place.given else reachable
    hits: Devices = partial(choose.home, words, there)
    hits = narrowed(best_kind(words, hits), kind) if hits else hits
    parts = generic(choose.home, words)
    if parts is None:
        return Found(devices=(choose.one(hits, Spot(), kind),)) if hits else None
    kind_of, inside = parts
    if not kind_of:
        return _place_as_name(choose, inside, kind)
    where = _inside(choose, inside) if inside and not place.areas else place
    like = [d for d in reachable if kind_of <= kind_words(d.domain, d.device_class)]
    like = list(narrowed(like, kind))
    there = [d for d in like if where.holds(d)]
    mixed = len({d.domain for d in there}) > 1
    if len(hits) == 1 and (mixed or (not where.given and not choose.here(there))):
        return Found(devices=(hits[0],))
    if not there:
        return None
    if mixed:
        return Found(devices=(choose.one(there, Spot(), kind),))
    return chosen(choose, like, where, explicit=bool(words & all_words()))


def _loosely(
    choose: Chooser, words: Words, reachable: Devices, place: Spot, kind: Kind
) -> Found | None:
    """Return what a kind's word may be used for where nothing is exactly so, nor called so."""
    kind_of, inside = generic(choose.home, words, loose=True) or (NOTHING, NOTHING)
    where = _inside(choose, inside) if inside and not place.areas else place
    like = [d for d in reachable if kind_of <= loose_words(d.domain, d.device_class)]
    if not kind_of or not any(where.holds(d) for d in like):
        return None
    return chosen(choose, narrowed(like, kind), where, explicit=bool(words & all_words()))


def _inside(choose: Chooser, words: Words) -> Spot:
    """Return the place that words name."""
    text = " ".join(sorted(words))
    known = home_words(choose.home)
    if areas := find(known.areas, text):
        return Spot(areas=areas)
    return Spot(floors=find(known.floors, text))


def _place_as_name(choose: Chooser, words: Words, kind: Kind) -> Found | None:
    """Return the devices of a place that was given as a name, where the kind is known."""
    if not words or not (kind.domains or len(choose.reach.domains) == 1):
        return None
    return unnamed(choose, _inside(choose, words), kind, everything=False)


def _invented(
    choose: Chooser, words: Words, reachable: Devices, place: Spot, kind: Kind
) -> Found | None:
    """Return the only device of its kind in the place given, if the user did not say the name.

    What the user calls by a name that nothing has is not to be exchanged for something else.
    """
    single = choose.reach.domains if len(choose.reach.domains) == 1 else frozenset()
    domains = kind.domains & choose.reach.domains or single
    there = [d for d in reachable if d.domain in domains and place.holds(d)]
    if not place.given or len(there) != 1:
        return None
    strange = words - all_words_of(choose.home, there[0])
    said = choose.asked.words
    invented = strange != words if said is None else not strange & said
    return Found(devices=(there[0],)) if invented else None
