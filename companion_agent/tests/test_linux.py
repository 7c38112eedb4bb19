"""The doctor on Linux: real sockets, a real message bus, device files in a folder."""

from collections.abc import Iterator
import os
from pathlib import Path
import subprocess
import sys

from conftest import listening, offer
import pytest

from jarvis_companion.platforms.base import Ability, Finding, Session
from jarvis_companion.platforms.linux import Linux

DESKTOP = Path(__file__).with_name("desktop.py")


def finding(ability: Ability, root: Path, **environ: str) -> Finding:
    """Return what the doctor says of one ability in a session."""
    environ = {"XDG_RUNTIME_DIR": str(root / "run"), **environ}
    found = {each.ability: each for each in Linux(environ, root).findings()}
    assert list(found) == list(Ability)
    return found[ability]


@pytest.fixture
def desktop(bus_address: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Run a program that holds the names asked for on the bus; return the bus's address."""
    command = [sys.executable, str(DESKTOP), bus_address, *request.param]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield bus_address
        process.terminate()


@pytest.mark.parametrize(
    ("environ", "session"),
    [
        pytest.param({}, Session.HEADLESS, id="neither"),
        pytest.param({"DISPLAY": ":0"}, Session.X11, id="x11"),
        pytest.param({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, Session.WAYLAND, id="both"),
        pytest.param({"WAYLAND_DISPLAY": "", "DISPLAY": ""}, Session.HEADLESS, id="empty"),
    ],
)
def test_session(environ: dict[str, str], session: Session) -> None:
    """The session is told from what a desktop sets; Wayland's X server does not count."""
    machine = Linux({**environ, "XDG_CURRENT_DESKTOP": "KDE"}).machine()
    assert (machine.session, machine.desktop) == (session, "KDE")
    assert "kernel" in machine.system


@pytest.mark.parametrize("ability", [Ability.MEDIA, Ability.NOTIFICATIONS])
def test_no_session_bus(ability: Ability, tmp_path: Path) -> None:
    """Without a session bus the reason names where it should have been."""
    found = finding(ability, tmp_path)
    assert not found.works
    assert found.detail == f"no message bus answers at unix:path={tmp_path}/run/bus"


@pytest.mark.parametrize(
    "desktop",
    [("na", "org.mpris.MediaPlayer2.vlc", "org.mpris.MediaPlayer2.firefox.instance_1_2")],
    indirect=True,
)
def test_players(desktop: str, tmp_path: Path) -> None:
    """Players are listed by their own names."""
    found = finding(Ability.MEDIA, tmp_path, DBUS_SESSION_BUS_ADDRESS=desktop)
    assert (found.works, found.detail) == (True, "running now: firefox, vlc")


def test_no_player(bus_address: str, tmp_path: Path) -> None:
    """A bus without a player is still a bus on which one can appear."""
    found = finding(Ability.MEDIA, tmp_path, DBUS_SESSION_BUS_ADDRESS=bus_address)
    assert (found.works, "no player" in found.detail) == (True, True)


@pytest.mark.parametrize("desktop", [("na", "org.freedesktop.Notifications")], indirect=True)
def test_notifications(desktop: str, tmp_path: Path) -> None:
    """A running notification service is found."""
    assert finding(Ability.NOTIFICATIONS, tmp_path, DBUS_SESSION_BUS_ADDRESS=desktop).works


def test_no_notifications(bus_address: str, tmp_path: Path) -> None:
    """A bus on which nobody shows notifications is told apart from no bus."""
    found = finding(Ability.NOTIFICATIONS, tmp_path, DBUS_SESSION_BUS_ADDRESS=bus_address)
    assert found.detail == "no notification service on the session bus"


@pytest.mark.parametrize(
    ("desktop", "works", "detail"),
    [
        pytest.param(("yes", "org.freedesktop.login1"), True, "allows", id="yes"),
        pytest.param(("no", "org.freedesktop.login1"), False, "does not allow", id="no"),
        pytest.param(("na", "org.freedesktop.login1"), False, "cannot sleep", id="na"),
        pytest.param(("challenge", "org.freedesktop.login1"), False, "password", id="challenge"),
        pytest.param(("new", "org.freedesktop.login1"), False, "answers: new", id="unknown"),
        pytest.param(("yes",), False, "logind is not on", id="no logind"),
    ],
    indirect=["desktop"],
)
def test_suspend(desktop: str, tmp_path: Path, *, works: bool, detail: str) -> None:
    """Whether the machine can sleep is logind's own answer."""
    found = finding(Ability.SUSPEND, tmp_path, DBUS_SYSTEM_BUS_ADDRESS=desktop)
    assert (found.works, detail in found.detail) == (works, True)


@pytest.mark.parametrize("desktop", [("yes", "org.freedesktop.login1")], indirect=True)
def test_lock(desktop: str, tmp_path: Path) -> None:
    """A graphical session is locked by logind; a headless one has nothing to lock."""
    assert finding(Ability.LOCK, tmp_path, DBUS_SYSTEM_BUS_ADDRESS=desktop, DISPLAY=":9").works
    assert not finding(Ability.LOCK, tmp_path, DBUS_SYSTEM_BUS_ADDRESS=desktop).works


def test_lock_without_logind(bus_address: str, tmp_path: Path) -> None:
    """A machine without logind cannot be asked to lock."""
    found = finding(Ability.LOCK, tmp_path, DBUS_SYSTEM_BUS_ADDRESS=bus_address, DISPLAY=":9")
    assert found.detail == "logind is not on the system bus"


@pytest.mark.parametrize(
    ("socket", "server"),
    [
        pytest.param("run/pulse/native", "", id="usual place"),
        pytest.param("elsewhere", "unix:{root}/elsewhere", id="PULSE_SERVER"),
        pytest.param("elsewhere", "{{0123}}unix:{root}/elsewhere", id="of one machine"),
        pytest.param("elsewhere", "tcp:127.0.0.1:1 {root}/elsewhere", id="second server"),
    ],
)
def test_sound(tmp_path: Path, socket: str, server: str) -> None:
    """A sound server is found where the session says it is."""
    with listening(tmp_path / socket):
        found = finding(Ability.VOLUME, tmp_path, PULSE_SERVER=server.format(root=tmp_path))
    assert (found.works, socket in found.detail) == (True, True)


def test_no_sound(tmp_path: Path) -> None:
    """Without a sound server every place that was tried is named."""
    found = finding(Ability.VOLUME, tmp_path, PULSE_SERVER="tcp:127.0.0.1:1 127.0.0.2")
    assert found.detail == "no PulseAudio or PipeWire at 127.0.0.1:1, 127.0.0.2:4713"


def test_pipewire_alone(tmp_path: Path) -> None:
    """PipeWire without its PulseAudio half is named as such."""
    with listening(tmp_path / "run" / "pipewire-0"):
        found = finding(Ability.VOLUME, tmp_path)
    assert found.detail == "PipeWire runs without pipewire-pulse"


@pytest.mark.parametrize("display", [":7", ":7.0", "unix:7"])
def test_screenshot_x11(tmp_path: Path, display: str) -> None:
    """A live X server can be captured."""
    with listening(tmp_path / "tmp/.X11-unix/X7"):
        assert finding(Ability.SCREENSHOT, tmp_path, DISPLAY=display).works


@pytest.mark.parametrize(
    ("display", "reason"),
    [
        pytest.param(":7", "no X server answers", id="dead"),
        pytest.param("127.0.0.1:7", "no X server answers", id="dead forwarding"),
        pytest.param("nonsense", "not a display's name", id="nonsense"),
        pytest.param("", "no graphical session", id="headless"),
    ],
)
def test_no_screenshot_x11(tmp_path: Path, display: str, reason: str) -> None:
    """A display that is only a variable is not one that can be captured."""
    found = finding(Ability.SCREENSHOT, tmp_path, DISPLAY=display)
    assert (found.works, reason in found.detail) == (False, True)


def test_screenshot_wayland_portal(tmp_path: Path, bus_services: Path, bus_address: str) -> None:
    """On Wayland a desktop portal takes the picture."""
    offer(bus_services, "org.freedesktop.portal.Desktop")
    session = {"WAYLAND_DISPLAY": "wayland-0", "DBUS_SESSION_BUS_ADDRESS": bus_address}
    with listening(tmp_path / "run" / "wayland-0"):
        assert "portal" in finding(Ability.SCREENSHOT, tmp_path, **session).detail
    assert "no compositor" in finding(Ability.SCREENSHOT, tmp_path, **session).detail


def test_screenshot_wayland_grim(tmp_path: Path) -> None:
    """Without a portal, grim takes it; without either, nobody does."""
    programs = tmp_path / "bin"
    programs.mkdir()
    session = {"WAYLAND_DISPLAY": "wayland-0", "PATH": str(programs)}
    with listening(tmp_path / "run" / "wayland-0"):
        assert not finding(Ability.SCREENSHOT, tmp_path, **session).works
        (programs / "grim").touch(mode=0o755)
        assert "grim" in finding(Ability.SCREENSHOT, tmp_path, **session).detail


def _camera(root: Path, node: str, index: str, name: str) -> Path:
    """Put a camera's device node and what the kernel says of it into a folder."""
    described = root / "sys/class/video4linux" / node
    described.mkdir(parents=True)
    (described / "index").write_text(f"{index}\n", encoding="utf-8")
    (described / "name").write_text(f"{name}\n", encoding="utf-8")
    device = root / "dev" / node
    device.parent.mkdir(exist_ok=True)
    device.touch()
    return device


def test_webcam(tmp_path: Path) -> None:
    """A camera is listed once, without its metadata node."""
    _camera(tmp_path, "video0", "0", "Integrated Camera")
    _camera(tmp_path, "video1", "1", "Integrated Camera")
    found = finding(Ability.WEBCAM, tmp_path)
    assert (found.works, found.detail) == (True, "Integrated Camera")


def test_no_webcam(tmp_path: Path) -> None:
    """A machine without a camera says so."""
    assert "no camera" in finding(Ability.WEBCAM, tmp_path).detail


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open every device")
def test_webcam_of_another_user(tmp_path: Path) -> None:
    """A camera that this user may not open is not offered."""
    _camera(tmp_path, "video0", "0", "Integrated Camera").chmod(0)
    assert "group video" in finding(Ability.WEBCAM, tmp_path).detail
