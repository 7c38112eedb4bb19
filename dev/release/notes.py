"""The notes of a release: its part of CHANGELOG.md."""

from pathlib import Path


def notes_of(changelog: Path, version: str) -> str:
    """Return the lines under the heading of a version; raises ValueError without one."""
    parts = changelog.read_text(encoding="utf-8").split("\n## ")
    for part in parts[1:]:
        heading, _, body = part.partition("\n")
        if heading.strip("[] ").split("]")[0].split(" ")[0] == version:
            return body.strip() + "\n"
    raise ValueError(f"{changelog.name} has no section {version!r}")
