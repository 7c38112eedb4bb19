"""A line of the design's table of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of the table; `met` is None where nothing was measured or nothing is promised."""

    what: str
    bound: str
    core: str
    ours: str
    met: bool | None
    worst: str = ""


def span(values: Sequence[float]) -> str:
    """Return the least and the most."""
    if not values:
        return "–"
    low, high = min(values), max(values)
    return f"{low:,g}" if low == high else f"{low:,g} … {high:,g}"
