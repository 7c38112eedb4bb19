"""How much consent an act needs."""

from collections.abc import Iterable
from enum import StrEnum


class Confirmation(StrEnum):
    """Consent that an act needs; declared from the mildest to the strictest."""

    NONE = "none"
    ASK = "ask"
    PIN = "pin"
    REFUSE = "refuse"


_ORDER = list(Confirmation)


def strictest(levels: Iterable[Confirmation]) -> Confirmation:
    """Return the strictest of the levels; NONE when there are none."""
    return max(levels, key=_ORDER.index, default=Confirmation.NONE)
