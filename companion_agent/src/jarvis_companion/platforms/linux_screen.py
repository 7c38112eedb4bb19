"""The screen on Linux: which kind of session this is, and how its picture is taken."""

from collections.abc import Mapping
from pathlib import Path
import shutil

from .base import Ability, Finding, Session, does_not, works
from .sockets import answers, runtime_folder

PORTAL = "org.freedesktop.portal.Desktop"


def session_of(environ: Mapping[str, str]) -> Session:
    """Return the kind of session; Wayland's own X server does not count as X11."""
    if environ.get("WAYLAND_DISPLAY"):
        return Session.WAYLAND
    if environ.get("DISPLAY"):
        return Session.X11
    return Session.HEADLESS


def screenshot(environ: Mapping[str, str], root: Path, offered: frozenset[str]) -> Finding:
    """Return whether the screen can be captured, given the names on the session bus."""
    match session_of(environ):
        case Session.WAYLAND:
            return _wayland(environ, root, offered)
        case Session.X11:
            return _x11(environ["DISPLAY"], root)
        case _:
            return does_not(Ability.SCREENSHOT, "no graphical session")


def _wayland(environ: Mapping[str, str], root: Path, offered: frozenset[str]) -> Finding:
    """Return whether a portal or grim takes the picture: the compositor gives it to nobody else."""
    display = runtime_folder(environ, root) / environ["WAYLAND_DISPLAY"]
    if not answers(str(display)):
        return does_not(Ability.SCREENSHOT, f"no compositor answers at {display}")
    if PORTAL in offered:
        return works(Ability.SCREENSHOT, "through the desktop portal, which may ask you")
    if shutil.which("grim", path=environ.get("PATH")):
        return works(Ability.SCREENSHOT, "with grim, where the compositor allows it")
    return does_not(Ability.SCREENSHOT, "Wayland needs a desktop portal or grim; neither is here")


def _x11(display: str, root: Path) -> Finding:
    """Return whether the X server of a display name such as `:0` or `host:10.0` is there."""
    host, _, numbers = display.rpartition(":")
    number = numbers.split(".", maxsplit=1)[0]
    if not number.isdecimal():
        return does_not(Ability.SCREENSHOT, f"DISPLAY is not a display's name: {display}")
    if host in {"", "unix"}:
        path = str(root / "tmp/.X11-unix" / f"X{number}")
        there = answers(path) or answers(f"\0{path}")
    else:
        there = answers((host, 6000 + int(number)))
    if there:
        return works(Ability.SCREENSHOT, f"the X server of display {display}")
    return does_not(Ability.SCREENSHOT, f"no X server answers at display {display}")
