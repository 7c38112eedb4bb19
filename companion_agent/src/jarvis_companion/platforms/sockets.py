"""Knocking at local sockets, without saying anything."""

from collections.abc import Mapping
import os
from pathlib import Path
import socket

PATIENCE = 2.0  # seconds; everything asked here is on this machine


def connect(target: str | tuple[str, int]) -> socket.socket:
    """Connect to a socket's path, an abstract name (leading NUL), or a host and port."""
    family = socket.AF_UNIX if isinstance(target, str) else socket.AF_INET
    link = socket.socket(family, socket.SOCK_STREAM)
    link.settimeout(PATIENCE)
    try:
        link.connect(target)
    except OSError:
        link.close()
        raise
    return link


def answers(target: str | tuple[str, int]) -> bool:
    """Return whether something listens at the target."""
    try:
        connect(target).close()
    except OSError:
        return False
    return True


def runtime_folder(environ: Mapping[str, str], root: Path) -> Path:
    """Return where this user's session keeps its sockets."""
    if folder := environ.get("XDG_RUNTIME_DIR"):
        return Path(folder)
    return root / "run" / "user" / str(os.getuid())
