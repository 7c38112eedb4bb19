"""Linux: sockets, D-Bus and device files."""

from collections.abc import Callable, Mapping
import os
from pathlib import Path
import platform

from .base import Ability, Finding, Machine, Session, does_not, machine, works
from .dbus import Bus, BusError
from .linux_screen import screenshot, session_of
from .linux_sound import sound_server
from .sockets import runtime_folder

LOGIND = "org.freedesktop.login1"
PLAYER = "org.mpris.MediaPlayer2."
NOTIFICATIONS = "org.freedesktop.Notifications"
SLEEP_ANSWERS = {
    "challenge": "logind wants an administrator's password first",
    "na": "this machine cannot sleep",
    "no": "logind does not allow it to this user",
}


class Linux:
    """A Linux machine, seen from one user's session."""

    def __init__(self, environ: Mapping[str, str], root: Path = Path("/")) -> None:
        """Look at the session that `environ` describes, with device files under `root`."""
        self._environ = environ
        self._root = root

    def machine(self) -> Machine:
        """Return the distribution, the kernel and the session."""
        return machine(
            f"{_distribution()}, kernel {platform.release()}",
            session_of(self._environ),
            self._environ.get("XDG_CURRENT_DESKTOP", ""),
        )

    def findings(self) -> list[Finding]:
        """Return one finding for each ability."""
        return [
            self._on_bus(Ability.MEDIA, self._session_address(), _media),
            sound_server(self._environ, self._root),
            self._on_bus(Ability.NOTIFICATIONS, self._session_address(), _notifications),
            self._lock(),
            self._on_bus(Ability.SUSPEND, self._system_address(), _suspend),
            self._screenshot(),
            self._webcam(),
        ]

    def _session_address(self) -> str:
        """Return the address of this user's bus."""
        default = f"unix:path={runtime_folder(self._environ, self._root)}/bus"
        return self._environ.get("DBUS_SESSION_BUS_ADDRESS") or default

    def _system_address(self) -> str:
        """Return the address of the machine's bus."""
        default = f"unix:path={self._root / 'run/dbus/system_bus_socket'}"
        return self._environ.get("DBUS_SYSTEM_BUS_ADDRESS") or default

    def _on_bus(self, ability: Ability, address: str, look: Callable[[Bus], Finding]) -> Finding:
        """Return what a bus says of an ability, or that there is no bus to ask."""
        try:
            with Bus(address) as bus:
                return look(bus)
        except BusError as err:
            return does_not(ability, str(err))

    def _lock(self) -> Finding:
        """Return whether there is a screen to lock, and logind to do it."""
        if session_of(self._environ) is Session.HEADLESS:
            return does_not(Ability.LOCK, "no graphical session to lock")
        return self._on_bus(Ability.LOCK, self._system_address(), _lock)

    def _screenshot(self) -> Finding:
        """Return whether the screen can be captured; only Wayland needs the bus for it."""
        try:
            with Bus(self._session_address()) as bus:
                offered = bus.offered()
        except BusError:
            offered = frozenset()
        return screenshot(self._environ, self._root, offered)

    def _webcam(self) -> Finding:
        """Return the cameras that this user may open."""
        cameras = {
            device: _text(self._root / "sys/class/video4linux" / device.name / "name")
            for device in sorted((self._root / "dev").glob("video*"))
            if self._records(device)
        }
        if not cameras:
            return does_not(Ability.WEBCAM, "no camera: no capture device under /dev/video*")
        allowed = [name for device, name in cameras.items() if os.access(device, os.R_OK | os.W_OK)]
        if not allowed:
            return does_not(Ability.WEBCAM, "this user may not open it: join the group video")
        return works(Ability.WEBCAM, ", ".join(name or "unnamed camera" for name in allowed))

    def _records(self, device: Path) -> bool:
        """Return whether a device is a camera's picture and not its second, metadata node."""
        index = self._root / "sys/class/video4linux" / device.name / "index"
        return _text(index) in {"", "0"}


def _media(bus: Bus) -> Finding:
    """Return the players that can be controlled over MPRIS."""
    players = sorted({_player(name) for name in bus.running() if name.startswith(PLAYER)})
    if not players:
        return works(Ability.MEDIA, "the session bus is there; no player is running now")
    return works(Ability.MEDIA, f"running now: {', '.join(players)}")


def _player(name: str) -> str:
    """Return a player's own name without the instance behind it."""
    return name.removeprefix(PLAYER).split(".", maxsplit=1)[0]


def _notifications(bus: Bus) -> Finding:
    """Return whether somebody shows notifications."""
    if NOTIFICATIONS in bus.offered():
        return works(Ability.NOTIFICATIONS, "a notification service is on the session bus")
    return does_not(Ability.NOTIFICATIONS, "no notification service on the session bus")


def _lock(bus: Bus) -> Finding:
    """Return whether logind can be asked to lock the session."""
    if LOGIND in bus.offered():
        return works(Ability.LOCK, "logind locks the session")
    return does_not(Ability.LOCK, "logind is not on the system bus")


def _suspend(bus: Bus) -> Finding:
    """Return whether logind would send the machine to sleep."""
    if LOGIND not in bus.offered():
        return does_not(Ability.SUSPEND, "logind is not on the system bus")
    answer = bus.ask(LOGIND, "/org/freedesktop/login1", f"{LOGIND}.Manager", "CanSuspend")
    if answer == "yes":
        return works(Ability.SUSPEND, "logind allows it")
    return does_not(Ability.SUSPEND, SLEEP_ANSWERS.get(answer, f"logind answers: {answer}"))


def _distribution() -> str:
    """Return the distribution's own name."""
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return "Linux"


def _text(path: Path) -> str:
    """Return a small file's text, empty when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""
