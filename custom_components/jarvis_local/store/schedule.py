"""When something is due: a time on the wall, in a place's time zone, once or on days of the week."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_WEEK = 7


def due_at(wall: datetime, time_zone: str) -> datetime:
    """Return the moment of a time on the wall.

    One that the clocks leave out is an hour later; of one that comes twice, it is the first.
    """
    return wall.replace(tzinfo=ZoneInfo(time_zone), fold=0).astimezone(UTC)


def next_due(
    wall: datetime, time_zone: str, days: tuple[int, ...], after: datetime
) -> datetime | None:
    """Return the first moment after another on the given days (Monday is 0), none without days."""
    first = max(wall.date(), after.astimezone(ZoneInfo(time_zone)).date())
    for offset in range(_WEEK + 1):
        day = datetime.combine(first + timedelta(days=offset), wall.time())
        moment = due_at(day, time_zone)
        if day.weekday() in days and moment > after:
            return moment
    return None
