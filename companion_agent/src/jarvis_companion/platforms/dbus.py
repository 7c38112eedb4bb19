"""Just enough of D-Bus to ask a bus who is on it, with the standard library.

Every question asked here has no arguments and is answered with one string or a list of strings.
"""

from collections.abc import Iterator
import os
import socket
import struct
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from .sockets import connect

METHOD_RETURN, ERROR = 2, 3
ENDIAN = {ord("l"): "<", ord("B"): ">"}
LONGEST_MESSAGE = 2**27  # the protocol's own limit


class BusError(Exception):
    """The bus cannot be reached, or refused the question; the message says why."""


class Bus:
    """A connection to a message bus."""

    def __init__(self, address: str) -> None:
        """Connect to the first socket of the address that answers and log in."""
        self._link = _open(address)
        self._serial = 0
        try:
            self._log_in()
            self._ask("org.freedesktop.DBus", "/org/freedesktop/DBus", "", "Hello")
        except (OSError, BusError) as err:
            self._link.close()
            raise BusError(f"the bus at {address} does not let us in: {err}") from err

    def __enter__(self) -> Self:
        """Return the open connection."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        err: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        self._link.close()

    def running(self) -> frozenset[str]:
        """Return the names that a program holds now."""
        return self._names("ListNames")

    def offered(self) -> frozenset[str]:
        """Return the names that a program holds or would be started for."""
        return self.running() | self._names("ListActivatableNames")

    def ask(self, service: str, path: str, interface: str, method: str) -> str:
        """Call a method without arguments that returns one string."""
        return next(_strings(*self._question(service, path, interface, method)))

    def _names(self, method: str) -> frozenset[str]:
        """Return the list of names that the bus itself answers with."""
        service, path = "org.freedesktop.DBus", "/org/freedesktop/DBus"
        order, body = self._question(service, path, service, method)
        return frozenset(_strings(order, body[4:]))

    def _question(self, *call: str) -> tuple[str, bytes]:
        """Call a method and return the answer's byte order and body."""
        try:
            return self._ask(*call)
        except OSError as err:
            raise BusError(f"the bus stopped answering: {err}") from err

    def _log_in(self) -> None:
        """Prove who we are, as the bus wants it: by the socket's owner."""
        user = str(os.getuid()).encode().hex()
        self._link.sendall(f"\0AUTH EXTERNAL {user}\r\n".encode())
        answer = self._link.recv(512)
        if not answer.startswith(b"OK "):
            raise BusError("login refused")
        self._link.sendall(b"BEGIN\r\n")

    def _ask(self, service: str, path: str, interface: str, method: str) -> tuple[str, bytes]:
        """Send a call and wait for its reply, passing over signals."""
        self._serial += 1
        self._link.sendall(_call(self._serial, service, path, interface, method))
        while True:
            kind, order, body = self._receive()
            if kind == METHOD_RETURN:
                return order, body
            if kind == ERROR:
                raise BusError(next(_strings(order, body), "no reason given"))

    def _receive(self) -> tuple[int, str, bytes]:
        """Return the next message's type, byte order and body."""
        head = self._exactly(16)
        if not (order := ENDIAN.get(head[0], "")):
            raise BusError("not D-Bus")
        body_size, _, fields_size = struct.unpack(f"{order}III", head[4:])
        if body_size + fields_size > LONGEST_MESSAGE:
            raise BusError("a message longer than the protocol allows")
        self._exactly(fields_size + -fields_size % 8)
        return head[1], order, self._exactly(body_size)

    def _exactly(self, size: int) -> bytes:
        """Read that many bytes."""
        parts = bytearray()
        while len(parts) < size:
            if not (part := self._link.recv(size - len(parts))):
                raise BusError("the bus hung up")
            parts += part
        return bytes(parts)


def _open(address: str) -> socket.socket:
    """Connect to the first socket named in a bus address that answers."""
    for target in _targets(address):
        try:
            return connect(target)
        except OSError:
            continue
    raise BusError(f"no message bus answers at {address}")


def _targets(address: str) -> Iterator[str]:
    """Yield the local sockets of a bus address such as `unix:path=/run/bus,guid=…`."""
    for part in address.split(";"):
        kind, _, pairs = part.partition(":")
        options = dict(pair.partition("=")[::2] for pair in pairs.split(","))
        if kind == "unix" and "path" in options:
            yield unquote(options["path"])
        elif kind == "unix" and "abstract" in options:
            yield "\0" + unquote(options["abstract"])


def _call(serial: int, service: str, path: str, interface: str, method: str) -> bytes:
    """Return the bytes of a method call without arguments."""
    wanted = ((1, "o", path), (6, "s", service), (2, "s", interface), (3, "s", method))
    fields = b""
    for code, kind, value in wanted:
        if value:
            text = value.encode()
            fields += b"\0" * (-len(fields) % 8)
            fields += struct.pack("<BB2sI", code, 1, f"{kind}\0".encode(), len(text)) + text + b"\0"
    head = struct.pack("<BBBBIII", ord("l"), 1, 0, 1, 0, serial, len(fields))
    return head + fields + b"\0" * (-len(fields) % 8)


def _strings(order: str, body: bytes) -> Iterator[str]:
    """Yield the strings that follow each other in a body."""
    at = 0
    while at + 4 <= len(body):
        (size,) = struct.unpack_from(f"{order}I", body, at)
        yield body[at + 4 : at + 4 + size].decode(errors="replace")
        at += 4 + size + 1
        at += -at % 4
