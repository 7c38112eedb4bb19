"""What every operating system answers, and the values it answers with."""

from dataclasses import dataclass
from enum import StrEnum
import platform
from typing import Protocol


class Ability(StrEnum):
    """Something that Jarvis could do on a PC."""

    MEDIA = "media"
    VOLUME = "volume"
    NOTIFICATIONS = "notifications"
    LOCK = "lock"
    SUSPEND = "suspend"
    SCREENSHOT = "screenshot"
    WEBCAM = "webcam"


class Session(StrEnum):
    """Where this process runs: with which kind of screen, or without one."""

    X11 = "x11"
    WAYLAND = "wayland"
    WINDOWS = "windows"
    AQUA = "aqua"
    HEADLESS = "headless"


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What this machine is; `desktop` is empty where there is none."""

    system: str
    architecture: str
    python: str
    session: Session
    desktop: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Whether an ability is reachable here, and why or why not."""

    ability: Ability
    works: bool
    detail: str


class Platform(Protocol):
    """An operating system, as the doctor sees it."""

    def machine(self) -> Machine:
        """Return what this machine is."""

    def findings(self) -> list[Finding]:
        """Return one finding for each ability, in the order of `Ability`."""


def works(ability: Ability, detail: str) -> Finding:
    """Return that the ability is reachable."""
    return Finding(ability=ability, works=True, detail=detail)


def does_not(ability: Ability, reason: str) -> Finding:
    """Return that the ability is out of reach."""
    return Finding(ability=ability, works=False, detail=reason)


def machine(system: str, session: Session, desktop: str) -> Machine:
    """Return a machine with what Python itself knows filled in."""
    return Machine(
        system=system,
        architecture=platform.machine(),
        python=platform.python_version(),
        session=session,
        desktop=desktop,
    )
