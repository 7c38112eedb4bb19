"""The doctor on macOS, with answers written by hand; it has not run there."""

from dataclasses import dataclass, field

import pytest

from jarvis_companion.platforms.base import Ability, Finding, Session
from jarvis_companion.platforms.macos import OSASCRIPT, PMSET, SCREENCAPTURE, MacOS

CAMERA = '{"SPCameraDataType": [{"_name": "FaceTime HD Camera"}]}'


@dataclass(kw_only=True)
class Answers:
    """What a Mac with somebody at it answers."""

    tools: tuple[str, ...] = (OSASCRIPT, PMSET, SCREENCAPTURE)
    records: bool = True
    outputs: dict[str, str] = field(default_factory=dict)

    def version(self) -> str:
        """Return a release."""
        return "macOS 26.1"

    def exists(self, path: str) -> bool:
        """Return whether the tool was written down."""
        return path in self.tools

    def output(self, *command: str) -> str | None:
        """Return what the program prints, None for one that fails."""
        usual = {"launchctl": "Aqua\n", "osascript": "42\n", "system_profiler": CAMERA}
        program = command[0].rpartition("/")[2]
        return (usual | self.outputs).get(program) or None

    def may_record_screen(self) -> bool:
        """Return whether the screen may be recorded."""
        return self.records


def findings(answers: Answers) -> dict[Ability, Finding]:
    """Return what the doctor says of each ability."""
    found = {each.ability: each for each in MacOS(answers, {}).findings()}
    assert list(found) == list(Ability)
    return found


def test_all_there() -> None:
    """On a Mac with somebody at it everything works."""
    found = findings(Answers())
    assert all(each.works for each in found.values())
    assert found[Ability.VOLUME].detail == "now at 42 %"
    assert found[Ability.WEBCAM].detail == "FaceTime HD Camera"


@pytest.mark.parametrize(
    ("manager", "session"),
    [("Aqua\n", Session.AQUA), ("Background\n", Session.HEADLESS), ("", Session.HEADLESS)],
)
def test_session(manager: str, session: Session) -> None:
    """The login at the screen is told from ssh and daemons."""
    assert MacOS(Answers(outputs={"launchctl": manager}), {}).machine().session == session


@pytest.mark.parametrize(
    ("answers", "ability", "reason"),
    [
        pytest.param(Answers(tools=()), Ability.MEDIA, "missing", id="no AppleScript"),
        pytest.param(Answers(tools=()), Ability.SUSPEND, "missing", id="no pmset"),
        pytest.param(
            Answers(outputs={"launchctl": "Background\n"}), Ability.LOCK, "nobody", id="ssh"
        ),
        pytest.param(
            Answers(outputs={"osascript": ""}), Ability.VOLUME, "does not answer", id="no answer"
        ),
        pytest.param(
            Answers(outputs={"osascript": "missing value\n"}),
            Ability.VOLUME,
            "no volume",
            id="HDMI",
        ),
        pytest.param(Answers(records=False), Ability.SCREENSHOT, "Privacy", id="not allowed"),
        pytest.param(
            Answers(outputs={"system_profiler": ""}), Ability.WEBCAM, "not answer", id="no profile"
        ),
        pytest.param(
            Answers(outputs={"system_profiler": "{}"}), Ability.WEBCAM, "no camera", id="no camera"
        ),
    ],
)
def test_out_of_reach(answers: Answers, ability: Ability, reason: str) -> None:
    """What is missing or forbidden is named."""
    found = findings(answers)[ability]
    assert (found.works, reason in found.detail) == (False, True)
