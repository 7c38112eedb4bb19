"""Finds the devices that some words of a request mean, if they leave no doubt."""

from .choose import in_state
from .group import Group, group
from .several import targets
from .values import Around, MustAsk, States, Target, Wanted

__all__ = [
    "Around",
    "Group",
    "MustAsk",
    "States",
    "Target",
    "Wanted",
    "group",
    "in_state",
    "targets",
]
