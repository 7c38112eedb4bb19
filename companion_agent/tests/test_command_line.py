"""The command line as people start it: a process of its own, on whatever system the tests run."""

import json
import os
from pathlib import Path
import subprocess
import sys

import pytest

from jarvis_companion import __version__
from jarvis_companion.platforms.base import Ability, Session


def companion(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the companion in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "jarvis_companion", *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env={**os.environ, **environ},
        timeout=60,
    )


def test_version() -> None:
    """`--version` prints the version."""
    done = companion("--version")
    assert (done.returncode, done.stdout) == (0, f"jarvis-companion {__version__}\n")


def test_doctor_json() -> None:
    """The JSON report names the machine and gives every ability an answer with its reason."""
    done = companion("doctor", "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert report["companion"] == __version__
    assert report["machine"]["session"] in list(Session)
    assert [each["ability"] for each in report["abilities"]] == list(Ability)
    assert all(each["detail"] for each in report["abilities"])


def test_doctor_text() -> None:
    """The report for people has one line for each ability."""
    done = companion("doctor")
    lines = done.stdout.splitlines()
    assert lines[0] == f"Jarvis companion {__version__}"
    assert [line[10:].split()[0] for line in lines[-len(Ability) :]] == list(Ability)
    assert all(line.startswith(("works ", "does not ")) for line in lines[-len(Ability) :])


@pytest.mark.skipif(sys.platform != "linux", reason="sets a Linux session")
def test_bare_session(tmp_path: Path) -> None:
    """In a session with nothing in it the doctor still answers, and says what is missing."""
    done = companion(
        "doctor",
        "--json",
        XDG_RUNTIME_DIR=str(tmp_path),
        DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path}/bus",
        DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={tmp_path}/system",
        PULSE_SERVER=f"unix:{tmp_path}/pulse",
        DISPLAY="",
        WAYLAND_DISPLAY="",
    )
    report = json.loads(done.stdout)
    assert report["machine"]["session"] == "headless"
    assert not any(each["works"] for each in report["abilities"] if each["ability"] != "webcam")


@pytest.mark.parametrize("arguments", [(), ("pair",)], ids=["nothing", "unknown"])
def test_wrong_command(arguments: tuple[str, ...]) -> None:
    """A missing or unknown command is refused with the usage."""
    done = companion(*arguments)
    assert (done.returncode, done.stderr.startswith("usage: jarvis-companion")) == (2, True)
