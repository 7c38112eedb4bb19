"""Brand pictures: there, PNG, and of the sizes that Home Assistant's brands ask for."""

from collections.abc import Iterator
from pathlib import Path
import struct

from .repository import Repository

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ICONS = {"icon.png": 256, "icon@2x.png": 512}
# The shorter side of a logo, in pixels.
LOGOS = {"logo.png": range(128, 257), "logo@2x.png": range(256, 513)}


def validate(repository: Repository) -> Iterator[str]:
    """Check the folder `brand`."""
    folder = repository.integration / "brand"
    for name, side in ICONS.items():
        if png_size(folder / name) != (side, side):
            yield f"brand/{name}: must be a PNG of {side} by {side} pixels"
    for name, sides in LOGOS.items():
        if (folder / name).exists() and min(png_size(folder / name)) not in sides:
            yield f"brand/{name}: the shorter side must have {sides[0]} to {sides[-1]} pixels"


def png_size(path: Path) -> tuple[int, int]:
    """Return width and height in pixels; zeros when there is no PNG."""
    if not path.exists():
        return 0, 0
    head = path.read_bytes()[:24]
    if len(head) < 24 or not head.startswith(SIGNATURE):
        return 0, 0
    width, height = struct.unpack(">II", head[16:24])
    return width, height
