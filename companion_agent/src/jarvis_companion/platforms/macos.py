"""macOS: Apple's own command line tools and one system call."""

from collections.abc import Mapping
import json
from typing import Protocol

from .base import Ability, Finding, Machine, Session, does_not, machine, works

OSASCRIPT = "/usr/bin/osascript"
PMSET = "/usr/bin/pmset"
SCREENCAPTURE = "/usr/sbin/screencapture"
NO_SESSION = "nobody is logged in at the screen in this session"


class Calls(Protocol):
    """What is asked of macOS, one call each and no logic."""

    def version(self) -> str:
        """Return the release, such as `macOS 26.1`."""

    def exists(self, path: str) -> bool:
        """Return whether a program is there."""

    def output(self, *command: str) -> str | None:
        """Return what a program prints, None when it is not there, fails or takes too long."""

    def may_record_screen(self) -> bool:
        """Return whether the user has allowed this Python to record the screen; does not ask."""


class MacOS:
    """A Mac, seen from one user's session."""

    def __init__(self, calls: Calls, environ: Mapping[str, str]) -> None:
        """Look at the machine behind `calls`."""
        self._calls = calls
        self._environ = environ

    def machine(self) -> Machine:
        """Return the release and the session."""
        desktop = "Aqua" if self._at_screen() else ""
        session = Session.AQUA if desktop else Session.HEADLESS
        return machine(self._calls.version(), session, desktop)

    def findings(self) -> list[Finding]:
        """Return one finding for each ability."""
        return [
            self._tool(Ability.MEDIA, OSASCRIPT, "AppleScript, app by app (Music, Spotify, VLC)"),
            self._volume(),
            self._tool(Ability.NOTIFICATIONS, OSASCRIPT, "AppleScript, without buttons"),
            self._tool(Ability.LOCK, PMSET, "by sleeping the screen, if that asks for a password"),
            self._suspend(),
            self._screenshot(),
            self._webcam(),
        ]

    def _at_screen(self) -> bool:
        """Return whether this process belongs to the login at the screen, not to ssh."""
        return (self._calls.output("/bin/launchctl", "managername") or "").strip() == "Aqua"

    def _tool(self, ability: Ability, tool: str, detail: str) -> Finding:
        """Return that an ability works if its tool is there and somebody is at the screen."""
        if not self._calls.exists(tool):
            return does_not(ability, f"{tool} is missing")
        if not self._at_screen():
            return does_not(ability, NO_SESSION)
        return works(ability, detail)

    def _volume(self) -> Finding:
        """Return whether the present output's volume can be set; an HDMI screen's often cannot."""
        answer = self._calls.output(OSASCRIPT, "-e", "output volume of (get volume settings)")
        if answer is None:
            return does_not(Ability.VOLUME, "AppleScript does not answer")
        if not answer.strip().isdecimal():
            return does_not(Ability.VOLUME, "the present sound output has no volume of its own")
        return works(Ability.VOLUME, f"now at {answer.strip()} %")

    def _suspend(self) -> Finding:
        """Return whether the tool that sends a Mac to sleep is there."""
        if self._calls.exists(PMSET):
            return works(Ability.SUSPEND, "with pmset")
        return does_not(Ability.SUSPEND, f"{PMSET} is missing")

    def _screenshot(self) -> Finding:
        """Return whether the user has allowed this Python to record the screen."""
        finding = self._tool(Ability.SCREENSHOT, SCREENCAPTURE, "with screencapture")
        if finding.works and not self._calls.may_record_screen():
            return does_not(
                Ability.SCREENSHOT,
                "allow this Python under Privacy & Security, Screen & System Audio Recording",
            )
        return finding

    def _webcam(self) -> Finding:
        """Return the names of the cameras."""
        profile = self._calls.output("/usr/sbin/system_profiler", "SPCameraDataType", "-json")
        if profile is None:
            return does_not(Ability.WEBCAM, "system_profiler does not answer")
        cameras = [camera["_name"] for camera in json.loads(profile).get("SPCameraDataType", [])]
        if not cameras:
            return does_not(Ability.WEBCAM, "no camera")
        return works(Ability.WEBCAM, ", ".join(cameras))
