"""Make a release from a tag: stamp the version, write the zip and the notes.

`python -m dev.release v1.2.3` stamps the checkout and writes `dist/`; without a tag it only makes
the zip of what is there.
"""

import argparse
from pathlib import Path
import sys

from .archive import write_archive
from .notes import notes_of
from .version import stamp, version_of


def main() -> int:
    """Return 1 when the tag does not fit the repository."""
    parser = argparse.ArgumentParser(prog="python -m dev.release", description=__doc__)
    parser.add_argument("tag", nargs="?", help="v1.2.3 or v1.2.3-beta.1")
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the repository")
    arguments = parser.parse_args()
    root: Path = arguments.root
    output = root / "dist"
    try:
        if arguments.tag:
            version = version_of(arguments.tag)
            notes = notes_of(root / "CHANGELOG.md", version)
            stamp(root, version)
            output.mkdir(exist_ok=True)
            (output / "notes.md").write_text(notes, encoding="utf-8")
    except ValueError as err:
        print(f"error: {err}", file=sys.stderr)
        return 1
    print(write_archive(root / "custom_components" / "jarvis_local", output))
    return 0


if __name__ == "__main__":
    sys.exit(main())
