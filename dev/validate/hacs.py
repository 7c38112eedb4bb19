"""What HACS and Home Assistant's Marketplace check before they list or install a repository.

Of HACS's nine checks, four ask GitHub (archived, description, issues, topics) and are not for here.
"""

from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

from awesomeversion import AwesomeVersion

from .repository import DOMAIN, Repository, read_json

KEYS: dict[str, type] = {
    "content_in_root": bool,
    "country": list,
    "filename": str,
    "hacs": str,
    "hide_default_branch": bool,
    "homeassistant": str,
    "name": str,
    "persistent_directory": str,
    "render_readme": bool,
    "zip_release": bool,
}
MANIFEST = ("codeowners", "documentation", "domain", "issue_tracker", "name", "version")


def validate(repository: Repository) -> Iterator[str]:
    """Check hacs.json and what else the stores look for."""
    root = repository.root
    store = read_json(root / "hacs.json")
    yield from _store_file(store)
    if (name := repository.manifest().get("name")) != store.get("name"):
        yield f"hacs.json: name is not the manifest's {name!r}"
    for key in MANIFEST:
        if not repository.manifest().get(key):
            yield f"manifest.json: HACS needs {key}"
    if not (repository.integration / "brand" / "icon.png").exists():
        yield "brand/icon.png: without it HACS looks for the domain in the brands repository"
    if [path.name for path in _integrations(repository)] != [DOMAIN]:
        yield f"custom_components: HACS takes the first folder, so {DOMAIN} must be the only one"
    if not (root / "README.md").exists():
        yield "README.md: HACS shows it; it is missing"
    licence = root / "LICENSE"
    if not licence.exists() or "Apache License" not in licence.read_text(encoding="utf-8")[:200]:
        yield "LICENSE: the text of the Apache License is missing"


def _store_file(store: dict[str, Any]) -> Iterator[str]:
    """Check the keys and values of hacs.json."""
    for key, value in store.items():
        if key not in KEYS:
            yield f"hacs.json: {key} is not a key that HACS knows"
        elif not isinstance(value, KEYS[key]):
            yield f"hacs.json: {key} must be a {KEYS[key].__name__}"
    if not store.get("name"):
        yield "hacs.json: name is missing"
    if store.get("zip_release") and store.get("filename") != f"{DOMAIN}.zip":
        yield f"hacs.json: filename must be {DOMAIN}.zip, which dev.release makes"
    version = store.get("homeassistant", "")
    if not re.fullmatch(r"\d{4}\.\d{1,2}\.\d+", version) or not AwesomeVersion(version).valid:
        yield "hacs.json: homeassistant must be the oldest version that works"


def _integrations(repository: Repository) -> list[Path]:
    """Return the folders that hold a manifest."""
    return sorted(path.parent for path in repository.integration.parent.glob("*/manifest.json"))
