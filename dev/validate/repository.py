"""The repository under validation, and what every validator reads from it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

import yaml

import homeassistant

DOMAIN = "jarvis_local"
CORE_COMPONENTS = Path(homeassistant.__file__).parent / "components"


class DuplicateKeyError(ValueError):
    """An object in a JSON file has the same key twice; all but the last would be lost silently."""


@dataclass(frozen=True, kw_only=True)
class Repository:
    """A checkout, or a copy of one that a test has broken."""

    root: Path

    @property
    def integration(self) -> Path:
        """Return the folder that the stores deliver."""
        return self.root / "custom_components" / DOMAIN

    def manifest(self) -> dict[str, Any]:
        """Return the integration's manifest."""
        return read_json(self.integration / "manifest.json")

    def translations(self) -> dict[str, dict[str, Any]]:
        """Return the users' texts by language."""
        return read_languages(self.integration / "translations")

    def languages(self) -> dict[str, dict[str, Any]]:
        """Return the words that Jarvis says, by language."""
        return read_languages(self.integration / "languages")

    def icons(self) -> dict[str, Any]:
        """Return the icons of entities and actions; empty without the file."""
        path = self.integration / "icons.json"
        return read_json(path) if path.exists() else {}

    def actions(self) -> dict[str, Any]:
        """Return the described actions; empty without the file."""
        path = self.integration / "services.yaml"
        return read_yaml(path) if path.exists() else {}

    def data_files(self) -> list[Path]:
        """Return the JSON files in the integration's root that are our own kind."""
        files = self.integration.glob("*.json")
        return sorted(path for path in files if path.name not in {"icons.json", "manifest.json"})

    def modules(self) -> list[Path]:
        """Return the integration's Python files."""
        return sorted(self.integration.rglob("*.py"))


# Yields one sentence per problem, naming the file.
type Validator = Callable[[Repository], Iterator[str]]


def parse_json(path: Path) -> Any:
    """Read any JSON; raises DuplicateKeyError or another ValueError."""
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_without_duplicates)


def read_json(path: Path) -> dict[str, Any]:
    """Read an object; raises ValueError."""
    content = parse_json(path)
    if not isinstance(content, dict):
        raise ValueError(f"{path.name} holds no object")  # noqa: TRY004 as for other bad content
    return content


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a mapping; an empty file is an empty one."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})


def read_languages(folder: Path) -> dict[str, dict[str, Any]]:
    """Read a folder of `<language>.json`."""
    return {path.stem: read_json(path) for path in sorted(folder.glob("*.json"))}


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object, refusing a key that comes twice."""
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise DuplicateKeyError(f"the key {key!r} comes twice")
        result[key] = value
    return result
