"""The zip that HACS and the Marketplace unpack into `custom_components/jarvis_local`."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

NAME = "jarvis_local.zip"
# The same content gives the same zip, byte for byte.
TIMESTAMP = (2020, 1, 1, 0, 0, 0)


def write_archive(integration: Path, folder: Path) -> Path:
    """Pack the integration's files at the zip's root; returns the zip."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / NAME
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for path in shipped_files(integration):
            entry = ZipInfo(path.relative_to(integration).as_posix(), TIMESTAMP)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    return target


def shipped_files(integration: Path) -> list[Path]:
    """Return the files that are delivered, in a fixed order."""
    return sorted(
        path
        for path in integration.rglob("*")
        if path.is_file() and not _is_litter(path.relative_to(integration))
    )


def _is_litter(path: Path) -> bool:
    """Tell what running and checking the code leaves behind."""
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)
