"""The verdict on a request: the states that resulted, as the data set compares them."""

from collections.abc import Iterator
from math import isclose
from typing import Any

from .homes import Condition, Conditions, Request

_STATE = "state"
# These follow from the state, and newer versions of Home Assistant show more of them.
_DERIVED = frozenset({"color_mode", "is_closed"})


def wanted(before: Conditions, request: Request) -> Conditions:
    """Return what every entity should be in the end: as before, but for what is expected."""
    return {
        entity_id: _changed(condition, request.expected.get(entity_id))
        for entity_id, condition in before.items()
    }


def differences(before: Conditions, after: Conditions, request: Request) -> list[str]:
    """Return in words where the home is not what it should be; nothing when all is right."""
    missing = request.expected.keys() - before.keys()
    found = [f"{entity_id} does not exist" for entity_id in sorted(missing)]
    for entity_id, condition in wanted(before, request).items():
        named = request.expected[entity_id].attributes if entity_id in request.expected else {}
        ignored = request.ignored.get(entity_id, frozenset()) | (_DERIVED - named.keys())
        for name, value, target in _unlike(after[entity_id], condition):
            if name not in ignored:
                found.append(f"{entity_id} {name} is {value}, not {target}")
    return found


def is_to_act(before: Conditions, request: Request) -> bool:
    """Return whether anything must change; else the right answer is a question or a refusal.

    What a request sets up counts as it is written: the fixture's attributes may already have made
    more of it.
    """
    for entity_id in request.expected.keys() & before.keys():
        start = _changed(before[entity_id], request.setup.get(entity_id))
        if any(_unlike(_changed(start, request.expected[entity_id]), start)):
            return True
    return False


def _changed(condition: Condition, change: Condition | None) -> Condition:
    """Return a condition after a change."""
    if change is None:
        return condition
    return Condition(
        state=condition.state if change.state is None else change.state,
        attributes={**condition.attributes, **change.attributes},
    )


def _unlike(one: Condition, other: Condition) -> Iterator[tuple[str, Any, Any]]:
    """Yield what differs: its name and both values."""
    if one.state != other.state:
        yield _STATE, one.state, other.state
    for name in sorted(one.attributes.keys() | other.attributes.keys()):
        value, target = one.attributes.get(name), other.attributes.get(name)
        if not _equal(value, target):
            yield name, value, target


def _equal(one: Any, other: Any) -> bool:
    """Return whether two values are the same, but for the arithmetic of floats."""
    if isinstance(one, float) and isinstance(other, int | float):
        return isclose(one, other, abs_tol=1e-6)
    return bool(one == other)
