"""Requirements are pinned as Home Assistant pins them, and every dependency exists."""

from collections.abc import Iterator
import re

from .repository import CORE_COMPONENTS, Repository, read_json

PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(\[[A-Za-z0-9,._-]+\])?==(?P<version>[^\s*,;]+)")


def validate(repository: Repository) -> Iterator[str]:
    """Check requirements, dependencies and after_dependencies."""
    manifest = repository.manifest()
    core = _core_pins()
    for requirement in manifest.get("requirements", ()):
        if not (match := PINNED.fullmatch(requirement)):
            yield f"manifest.json: requirement {requirement!r} is not pinned with =="
            continue
        # Two pins for one package would replace each other at every start.
        pins = core.get(_normal(match["name"]), {match["version"]})
        if match["version"] not in pins:
            yield f"manifest.json: {requirement} but Home Assistant pins {', '.join(sorted(pins))}"
    dependencies = manifest.get("dependencies", [])
    after = manifest.get("after_dependencies", [])
    for name in [*dependencies, *after]:
        if not (CORE_COMPONENTS / name / "manifest.json").exists():
            yield f"manifest.json: Home Assistant has no integration {name!r} to depend on"
    for name in sorted(set(dependencies) & set(after)):
        yield f"manifest.json: {name!r} is in dependencies and after_dependencies"
    for key, names in (("dependencies", dependencies), ("after_dependencies", after)):
        if names != sorted(names):
            yield f"manifest.json: {key} must be in alphabetical order"


def _core_pins() -> dict[str, set[str]]:
    """Return the versions that Home Assistant's own integrations ask for, by package."""
    pins: dict[str, set[str]] = {}
    for path in CORE_COMPONENTS.glob("*/manifest.json"):
        for requirement in read_json(path).get("requirements", ()):
            if match := PINNED.fullmatch(requirement):
                pins.setdefault(_normal(match["name"]), set()).add(match["version"])
    return pins


def _normal(name: str) -> str:
    """Return a package's name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
