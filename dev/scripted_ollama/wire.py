"""JSON, times and durations as Go writes and reads them."""

from datetime import UTC, datetime
import json
import re
from typing import Any

FOR_EVER = float(2**63 // 10**9)
NANOSECONDS = 10**9

_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_PART = re.compile(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|ms|s|m|h)")


def dump(value: Any) -> str:
    """Return compact JSON with the characters escaped that Go escapes for HTML."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def now() -> str:
    """Return the time of day as Go prints it in UTC."""
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    """Return a time as RFC 3339 with a Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def nanoseconds(seconds: float) -> int:
    """Return a duration as Ollama reports it."""
    return round(seconds * NANOSECONDS)


def seconds(value: Any) -> float:
    """Return a `keep_alive` in seconds; a negative one means for ever.

    Raises TypeError or ValueError on what Go does not read.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError(f"Unsupported type: '{type(value).__name__}'")
    amount = _duration(value) if isinstance(value, str) else float(value)
    return FOR_EVER if amount < 0 else amount


def _duration(text: str) -> float:
    """Return the seconds of a text like 5m or 1h30m."""
    bare = text.lstrip("+-")
    if bare == "0":
        return 0.0
    parts = _PART.findall(bare)
    if not parts or "".join(number + unit for number, unit in parts) != bare:
        raise ValueError(f'time: invalid duration "{text}"')
    total = sum(float(number) * _UNITS[unit] for number, unit in parts)
    return -total if text.startswith("-") else total
