"""Arguments and annotations that many tools share."""

from collections.abc import Iterable
from typing import Any

import voluptuous as vol

from homeassistant.helpers import llm

NAME: dict[Any, Any] = {vol.Optional("name"): str}
AREA: dict[Any, Any] = {vol.Optional("area"): str}
FLOOR: dict[Any, Any] = {vol.Optional("floor"): str}
TARGET = NAME | AREA | FLOOR
KIND: dict[Any, Any] = {vol.Optional("domain"): [str], vol.Optional("device_class"): [str]}
# Understood of every tool that has a target, offered by few.
ANYWHERE = TARGET | KIND

CONTROLS = llm.ToolAnnotations(
    read_only=False, destructive=False, idempotent=True, open_world=False
)
READS = llm.ToolAnnotations(read_only=True, destructive=False, idempotent=True, open_world=False)


def percentage(lowest: int = 0) -> vol.All[Any]:
    """Return a schema for a whole number of percent."""
    return vol.All(int, vol.Range(min=lowest, max=100))


def choice(words: Iterable[str]) -> vol.All[Any]:
    """Return a schema for one of several words, with its type for models to read."""
    return vol.All(str, vol.In(tuple(words)))
