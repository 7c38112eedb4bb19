"""The few questions that are put to a message bus."""

from contextlib import suppress
from pathlib import Path
import socket
import threading

from conftest import offer
import pytest

from jarvis_companion.platforms.dbus import Bus, BusError


def test_names_on_a_bus(bus_address: str, bus_services: Path) -> None:
    """Names that are held and names that would be started are told apart."""
    offer(bus_services, "org.example.Offered")
    with Bus(bus_address) as bus:
        assert "org.freedesktop.DBus" in bus.running()
        assert "org.example.Offered" not in bus.running()


def test_offered_names(bus_services: Path, bus_address: str) -> None:
    """A name with a service file is offered once the bus has read its folder again."""
    offer(bus_services, "org.example.Offered")
    with Bus(bus_address) as bus, pytest.raises(BusError):
        bus.ask("org.example.Offered", "/", "org.example", "Start")
    with Bus(bus_address) as bus:
        assert "org.example.Offered" in bus.offered()


def test_one_string(bus_address: str) -> None:
    """A method that returns one string is answered with it."""
    with Bus(bus_address) as bus:
        identity = bus.ask("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId")
    assert len(identity) == 32


def test_error_of_the_bus(bus_address: str) -> None:
    """A name that nobody holds is refused with the bus's own words."""
    with Bus(bus_address) as bus, pytest.raises(BusError, match=r"org\.example\.Nobody"):
        bus.ask("org.example.Nobody", "/", "org.example", "Anything")


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("unix:path=/nonexistent/bus", id="no socket"),
        pytest.param("unix:abstract=nobody-listens-here", id="no abstract socket"),
        pytest.param("tcp:host=127.0.0.1,port=1", id="not local"),
        pytest.param("", id="empty"),
    ],
)
def test_no_bus(address: str) -> None:
    """An address where no bus answers is an error that names it."""
    with pytest.raises(BusError, match="no message bus answers at"):
        Bus(address)


def test_second_socket_of_an_address(bus_address: str) -> None:
    """Where the first socket is gone, the next one of the address is taken."""
    with Bus(f"unix:path=/nonexistent/bus;{bus_address}") as bus:
        assert bus.running()


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        pytest.param(b"HTTP/1.1 400\r\n", "login refused", id="speaks HTTP"),
        pytest.param(b"REJECTED EXTERNAL\r\n", "login refused", id="refuses"),
        pytest.param(b"OK 0123\r\n" + b"?" * 32, "not D-Bus", id="talks nonsense"),
        pytest.param(b"OK 0123\r\n" + b"l\2\0\1" + b"\xff" * 12, "longer", id="never ends"),
    ],
)
def test_not_a_bus(tmp_path: Path, says: bytes, reason: str) -> None:
    """Something else behind the socket is an error, not a wait without end."""
    path = tmp_path / "bus"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(path))
        server.listen()
        thread = threading.Thread(target=_say, args=(server, says))
        thread.start()
        with pytest.raises(BusError, match=reason):
            Bus(f"unix:path={path}")
        thread.join()


def _say(server: socket.socket, words: bytes) -> None:
    """Say the line that answers the login, then the rest, until the caller hangs up."""
    link, _ = server.accept()
    login, _, rest = words.partition(b"\n")
    # The caller may be gone before everything is said: that is what the test is about.
    with link, suppress(ConnectionError):
        for part in (login + b"\n", rest):
            link.recv(512)
            link.sendall(part)
        while link.recv(512):
            pass
