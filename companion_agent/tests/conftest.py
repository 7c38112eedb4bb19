"""A private message bus and other pieces of a desktop, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import shutil
import socket
import subprocess
import sys

import pytest

collect_ignore = [] if sys.platform == "linux" else ["test_linux.py", "test_dbus.py"]

BUS_CONFIG = """<busconfig>
  <type>session</type>
  <listen>unix:path={folder}/bus</listen>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*"/><allow own="*"/><allow receive_sender="*"/>
  </policy>
</busconfig>"""

SERVICE = "[D-BUS Service]\nName={name}\nExec=/bin/false\n"


@contextmanager
def listening(path: Path) -> Iterator[None]:
    """Listen at a socket's path, as a sound server or a display does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        server.listen()
        yield


@pytest.fixture
def bus_services(tmp_path: Path) -> Path:
    """Return the folder of services that the bus would start, empty at first."""
    folder = tmp_path / "services"
    folder.mkdir()
    return folder


@pytest.fixture
def bus_address(tmp_path: Path, bus_services: Path) -> Iterator[str]:
    """Run a private message bus and return its address."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("dbus-daemon is not installed (Debian: apt-get install dbus)")
    config = tmp_path / "bus.conf"
    config.write_text(BUS_CONFIG.format(folder=tmp_path), encoding="utf-8")
    with subprocess.Popen(
        [daemon, f"--config-file={config}", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        yield address
        process.terminate()


def offer(services: Path, name: str) -> None:
    """Let the bus offer a name that no program holds yet."""
    text = SERVICE.format(name=name)
    (services / f"{name}.service").write_text(text, encoding="utf-8")
