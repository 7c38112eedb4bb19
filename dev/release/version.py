"""The version, which the tag sets in the integration and in the companion at once."""

from pathlib import Path
import re

TAG = re.compile(r"v?(?P<version>\d+\.\d+\.\d+(-(alpha|beta|rc)\.\d+)?)")
# Where a version stands, and what the line looks like.
PLACES = {
    "custom_components/jarvis_local/manifest.json": re.compile(r'(?<="version": ")[^"]+'),
    "companion_agent/src/jarvis_companion/__init__.py": re.compile(r'(?<=__version__ = ")[^"]+'),
}


def version_of(tag: str) -> str:
    """Return the version of a tag like `v1.2.3` or `1.2.3-beta.1`; raises ValueError."""
    if not (match := TAG.fullmatch(tag)):
        raise ValueError(f"{tag!r} is not of the form v1.2.3 or v1.2.3-beta.1")
    return match["version"]


def stamp(root: Path, version: str) -> None:
    """Write the version into every place; raises ValueError when one does not have it once."""
    for name, pattern in PLACES.items():
        path = root / name
        text, count = pattern.subn(version, path.read_text(encoding="utf-8"))
        if count != 1:
            raise ValueError(f"{name} does not name its version once")
        path.write_text(text, encoding="utf-8")
