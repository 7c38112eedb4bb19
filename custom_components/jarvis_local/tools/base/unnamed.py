"""A call without a name: a kind of device in a place, or everything there."""

from .choose import Chooser, Devices
from .kinds import Kind, fits_class, is_called, may_be_called
from .names import said_of
from .places import Spot
from .target import Found
from .unresolved import UnresolvedError, nothing_there, wrong_kind
from .words import NOTHING


def unnamed(choose: Chooser, place: Spot, kind: Kind, *, everything: bool) -> Found:
    """Return the devices of a kind in a place, or of the asker's room, or the only one."""
    domains = kind.domains & choose.reach.domains
    if kind.domains and not domains:
        raise _no_such_kind(choose, kind)
    if not kind.given:
        domains = choose.reach.everything
    pool = _classed(choose.of(domains or choose.reach.domains), kind, place)
    return chosen(choose, pool, place, explicit=kind.given or everything, everything=everything)


def _no_such_kind(choose: Chooser, kind: Kind) -> UnresolvedError:
    """Return that the tool is not for such devices."""
    for device in choose.home.devices.values():
        if device.domain in kind.domains:
            return wrong_kind(device)
    return nothing_there(choose.of(choose.reach.domains))


def _classed(pool: Devices, kind: Kind, place: Spot) -> Devices:
    """Return those of a device class; a wrong class does no harm where the rest says enough."""
    if not kind.classes:
        return pool
    fitting = [d for d in pool if fits_class(d, kind.classes)]
    there = [d for d in pool if place.holds(d)]
    if any(place.holds(d) for d in fitting):
        return fitting
    if loosely := [d for d in there if may_be_called(d, kind.classes)]:
        return [d for d in loosely if is_called(d, kind.classes)] or loosely
    return there if len(there) == 1 and (place.given or kind.domains) else fitting


def chosen(
    choose: Chooser, pool: Devices, place: Spot, *, explicit: bool, everything: bool = False
) -> Found:
    """Return which of a kind are meant: those there, or spoken of, or here, or all.

    `explicit` is that the call says the kind, `everything` that it says all of it.
    """
    if place.given:
        return _there(choose, pool, place)
    told = said_of(choose.home, pool, choose.asked.words or NOTHING)
    near = told or ([] if everything else choose.here(pool))
    if (some := choose.some(near)) is not None:
        return Found(devices=some)
    if (some := choose.some(pool)) is None:
        raise nothing_there(choose.of(choose.reach.domains))
    if len(some) > 1 and not (explicit or everything):
        raise choose.which(some)
    return Found(devices=some, whole=len(some) > 1)


def _there(choose: Chooser, pool: Devices, place: Spot) -> Found:
    """Return those of a kind in a place."""
    there = choose.some([d for d in pool if place.holds(d)])
    if there is None:
        raise nothing_there(pool)
    if len(there) > 1 and place.vague:
        raise choose.which(there)
    return Found(devices=there)
