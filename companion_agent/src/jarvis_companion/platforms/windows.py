"""Windows: what the session, the registry and a few system calls say."""

from collections.abc import Mapping
from typing import Protocol

from .base import Ability, Finding, Machine, Session, does_not, machine, works

SOFTWARE = r"HKLM\SOFTWARE\Microsoft"
USER = r"HKCU\Software\Microsoft\Windows\CurrentVersion"
MEDIA_SESSIONS = (
    rf"{SOFTWARE}\WindowsRuntime\ActivatableClassId"
    r"\Windows.Media.Control.GlobalSystemMediaTransportControlsSessionManager"
)
CAMERAS = (
    r"HKLM\SYSTEM\CurrentControlSet\Control\DeviceClasses\{e5323777-f976-4f5b-9b55-b94699c46e44}"
)
NO_DESKTOP = "runs in session 0, as a service: it has no desktop"
PRIVACY = "Windows' privacy settings forbid apps the camera"


class Calls(Protocol):
    """What is asked of Windows, one call each and no logic."""

    def version(self) -> str:
        """Return the edition and build, such as `Windows 11 10.0.26200`."""

    def session_id(self) -> int:
        """Return this process's session: 0 for services, more for people."""

    def key_exists(self, path: str) -> bool:
        """Return whether a registry key is there."""

    def value(self, path: str, name: str) -> str | int | None:
        """Return a registry value, None when it is not there."""

    def subkeys(self, path: str) -> list[str]:
        """Return the names of the keys below a registry key."""

    def sound_outputs(self) -> int:
        """Return how many sound outputs there are."""

    def can_suspend(self) -> bool:
        """Return whether the hardware and firmware can sleep."""

    def screen_width(self) -> int:
        """Return the width of all screens together, in pixels."""


class Windows:
    """A Windows machine, seen from one user's session."""

    def __init__(self, calls: Calls, environ: Mapping[str, str]) -> None:
        """Look at the machine behind `calls`."""
        self._calls = calls
        self._environ = environ

    def machine(self) -> Machine:
        """Return the edition and the session."""
        if not self._calls.session_id():
            return machine(self._calls.version(), Session.HEADLESS, "")
        # "Console" in front of the machine, "RDP-Tcp#…" from afar; ssh sets none.
        return machine(self._calls.version(), Session.WINDOWS, self._environ.get("SESSIONNAME", ""))

    def findings(self) -> list[Finding]:
        """Return one finding for each ability."""
        return [
            self._media(),
            self._volume(),
            self._notifications(),
            self._with_desktop(Ability.LOCK, "Windows locks the session"),
            self._suspend(),
            self._screenshot(),
            self._webcam(),
        ]

    def _with_desktop(self, ability: Ability, detail: str) -> Finding:
        """Return that an ability works, unless there is no desktop to do it on."""
        if not self._calls.session_id():
            return does_not(ability, NO_DESKTOP)
        return works(ability, detail)

    def _media(self) -> Finding:
        """Return whether this Windows lets others see and control players (1809 and newer)."""
        if not self._calls.key_exists(MEDIA_SESSIONS):
            return does_not(Ability.MEDIA, "this Windows has no media sessions: 1809 is the oldest")
        return self._with_desktop(Ability.MEDIA, "players that show in the volume flyout")

    def _volume(self) -> Finding:
        """Return whether there is an output whose volume could be set."""
        if not (outputs := self._calls.sound_outputs()):
            return does_not(Ability.VOLUME, "no sound output")
        return works(Ability.VOLUME, f"sound outputs: {outputs}")

    def _notifications(self) -> Finding:
        """Return whether the user lets apps show notifications."""
        if self._calls.value(rf"{USER}\PushNotifications", "ToastEnabled") == 0:
            return does_not(Ability.NOTIFICATIONS, "switched off in Windows' settings")
        return self._with_desktop(Ability.NOTIFICATIONS, "shown by Windows")

    def _suspend(self) -> Finding:
        """Return whether the machine can sleep."""
        if self._calls.can_suspend():
            return works(Ability.SUSPEND, "Windows and the hardware allow it")
        return does_not(Ability.SUSPEND, "this machine cannot sleep (S1 to S3)")

    def _screenshot(self) -> Finding:
        """Return whether there is a screen to capture."""
        if not (width := self._calls.screen_width()):
            return does_not(Ability.SCREENSHOT, "no screen")
        return self._with_desktop(Ability.SCREENSHOT, f"screens {width} pixels wide together")

    def _webcam(self) -> Finding:
        """Return how many cameras are plugged in, if the user lets apps use them."""
        consent = rf"{USER}\CapabilityAccessManager\ConsentStore\webcam"
        for key in (consent, rf"{consent}\NonPackaged"):
            if self._calls.value(key, "Value") == "Deny":
                return does_not(Ability.WEBCAM, PRIVACY)
        plugged = [
            camera
            for camera in self._calls.subkeys(CAMERAS)
            if self._calls.value(rf"{CAMERAS}\{camera}\#GLOBAL\Control", "Linked") == 1
        ]
        if not plugged:
            return does_not(Ability.WEBCAM, "no camera")
        return works(Ability.WEBCAM, f"cameras: {len(plugged)}")
