"""The sound server on Linux: PulseAudio, or PipeWire speaking its protocol."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from .base import Ability, Finding, does_not, works
from .sockets import answers, runtime_folder

PULSE_PORT = 4713


def sound_server(environ: Mapping[str, str], root: Path) -> Finding:
    """Return whether a server for volume and devices answers."""
    targets = list(_targets(environ, root))
    for target in targets:
        if answers(target):
            return works(Ability.VOLUME, f"a sound server answers at {_shown(target)}")
    if answers(str(runtime_folder(environ, root) / "pipewire-0")):
        return does_not(Ability.VOLUME, "PipeWire runs without pipewire-pulse")
    return does_not(
        Ability.VOLUME, f"no PulseAudio or PipeWire at {', '.join(map(_shown, targets))}"
    )


def _targets(environ: Mapping[str, str], root: Path) -> Iterator[str | tuple[str, int]]:
    """Yield where the server should be: `PULSE_SERVER` when it is set, else the usual socket."""
    if not (servers := environ.get("PULSE_SERVER", "").split()):
        folder = environ.get("PULSE_RUNTIME_PATH")
        yield str(Path(folder or runtime_folder(environ, root) / "pulse") / "native")
    for server in servers:
        # A server may be tied to one machine, written {machine id}address.
        address = server.rpartition("}")[2]
        if address.startswith(("unix:", "/")):
            yield address.removeprefix("unix:")
        else:
            host, _, port = address.removeprefix("tcp:").partition(":")
            yield host, int(port) if port.isdecimal() else PULSE_PORT


def _shown(target: str | tuple[str, int]) -> str:
    """Return a target as people write it."""
    return target if isinstance(target, str) else f"{target[0]}:{target[1]}"
