"""Whether a model's call fits what the request says."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from .acts import ON
from .reading import Reading, Sort


class Agreement(StrEnum):
    """How a call compares with the request; unknown unless it is sure."""

    AGREES = "agrees"
    UNKNOWN = "unknown"
    CONTRADICTS = "contradicts"


# Near enough, or the same with other arguments, which are not looked at.
_ALIKE: Final = (
    frozenset({"HassSetVolume", "HassSetVolumeRelative"}),
    frozenset({"HassSetVolume", "HassMediaPlayerMute"}),
    frozenset({"HassSetVolume", "HassMediaPlayerUnmute"}),
    frozenset({"HassSetVolumeRelative", "HassMediaPlayerUnmute"}),
    frozenset({"HassMediaUnpause", ON}),
    frozenset({"HassMediaPlayerUnmute", "HassMediaUnpause"}),
)
_CHANGES_NOTHING: Final = frozenset({"get_state", "GetLiveContext", "GetDateTime", "find_devices"})


def agrees(reading: Reading, tool: str, targets: Iterable[str]) -> Agreement:
    """Return whether a call of a tool, on these entities, is what the request says."""
    if not reading.is_clear or reading.sort is not Sort.COMMAND or tool in _CHANGES_NOTHING:
        return Agreement.UNKNOWN
    touched = frozenset(targets)
    if touched and touched - reading.targets:
        return Agreement.CONTRADICTS
    meant = {act.tool for act in reading.acts if not touched or touched & set(act.targets)}
    if tool in meant:
        return Agreement.AGREES
    if meant and all(_excludes(own, tool) for own in meant):
        return Agreement.CONTRADICTS
    return Agreement.UNKNOWN


def _excludes(meant: str, tool: str) -> bool:
    """Return whether one cannot be said and the other be meant: each word of the request was read."""
    return {meant, tool} not in _ALIKE
