"""The doctor on Windows, with answers written by hand; it has not run there."""

from dataclasses import dataclass, field

import pytest

from jarvis_companion.platforms.base import Ability, Finding, Session
from jarvis_companion.platforms.windows import CAMERAS, MEDIA_SESSIONS, USER, Windows

PLUGGED = rf"{CAMERAS}\##?#USB#VID_046D\#GLOBAL\Control"
CONSENT = rf"{USER}\CapabilityAccessManager\ConsentStore\webcam"


@dataclass(kw_only=True)
class Answers:
    """What a Windows laptop with somebody at it answers."""

    session: int = 1
    keys: tuple[str, ...] = (MEDIA_SESSIONS,)
    values: dict[tuple[str, str], str | int] = field(
        default_factory=lambda: {(PLUGGED, "Linked"): 1, (CONSENT, "Value"): "Allow"}
    )
    outputs: int = 2
    sleeps: bool = True
    width: int = 3840

    def version(self) -> str:
        """Return an edition and build."""
        return "Windows 11 10.0.26200"

    def session_id(self) -> int:
        """Return the session."""
        return self.session

    def key_exists(self, path: str) -> bool:
        """Return whether the key was written down."""
        return path in self.keys

    def value(self, path: str, name: str) -> str | int | None:
        """Return the value that was written down."""
        return self.values.get((path, name))

    def subkeys(self, path: str) -> list[str]:
        """Return two cameras, of which the second was unplugged."""
        assert path == CAMERAS
        return ["##?#USB#VID_046D", "##?#USB#VID_0000"]

    def sound_outputs(self) -> int:
        """Return the number of outputs."""
        return self.outputs

    def can_suspend(self) -> bool:
        """Return whether it sleeps."""
        return self.sleeps

    def screen_width(self) -> int:
        """Return the width of the screens."""
        return self.width


def findings(answers: Answers) -> dict[Ability, Finding]:
    """Return what the doctor says of each ability."""
    found = {each.ability: each for each in Windows(answers, {"SESSIONNAME": "Console"}).findings()}
    assert list(found) == list(Ability)
    return found


def test_all_there() -> None:
    """On a laptop with somebody at it everything works."""
    assert all(found.works for found in findings(Answers()).values())


def test_machine() -> None:
    """The session is a person's, or a service's without a desktop."""
    person = Windows(Answers(), {"SESSIONNAME": "Console"}).machine()
    service = Windows(Answers(session=0), {}).machine()
    assert (person.session, person.desktop) == (Session.WINDOWS, "Console")
    assert (service.session, service.desktop) == (Session.HEADLESS, "")


@pytest.mark.parametrize(
    "ability", [Ability.MEDIA, Ability.NOTIFICATIONS, Ability.LOCK, Ability.SCREENSHOT]
)
def test_as_a_service(ability: Ability) -> None:
    """What needs a desktop is out of reach in session 0."""
    assert "session 0" in findings(Answers(session=0))[ability].detail


@pytest.mark.parametrize(
    ("answers", "ability", "reason"),
    [
        pytest.param(Answers(keys=()), Ability.MEDIA, "1809", id="old Windows"),
        pytest.param(Answers(outputs=0), Ability.VOLUME, "no sound output", id="no output"),
        pytest.param(
            Answers(values={(rf"{USER}\PushNotifications", "ToastEnabled"): 0}),
            Ability.NOTIFICATIONS,
            "switched off",
            id="notifications off",
        ),
        pytest.param(Answers(sleeps=False), Ability.SUSPEND, "cannot sleep", id="no sleep"),
        pytest.param(Answers(width=0), Ability.SCREENSHOT, "no screen", id="no screen"),
        pytest.param(Answers(values={}), Ability.WEBCAM, "no camera", id="unplugged"),
        pytest.param(
            Answers(values={(CONSENT, "Value"): "Deny"}), Ability.WEBCAM, "privacy", id="all apps"
        ),
        pytest.param(
            Answers(values={(rf"{CONSENT}\NonPackaged", "Value"): "Deny"}),
            Ability.WEBCAM,
            "privacy",
            id="desktop apps",
        ),
    ],
)
def test_out_of_reach(answers: Answers, ability: Ability, reason: str) -> None:
    """What is missing or forbidden is named."""
    found = findings(answers)[ability]
    assert (found.works, reason in found.detail) == (False, True)
