"""The manifest's keys, their order and their values, as hassfest wants them of a custom integration."""

from collections.abc import Iterator
import re
from typing import Any, get_args, get_type_hints
from urllib.parse import urlsplit

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy

from homeassistant.loader import Manifest

from .repository import CORE_COMPONENTS, DOMAIN, Repository, read_json

REQUIRED = {
    "codeowners",
    "documentation",
    "domain",
    "integration_type",
    "iot_class",
    "issue_tracker",
    "name",
    "version",
}
# Set by Home Assistant itself, or only for its own integrations.
RESERVED = {"disabled", "is_built_in", "overwrites_built_in"}
IOT_CLASSES = {
    "assumed_state",
    "calculated",
    "cloud_polling",
    "cloud_push",
    "local_polling",
    "local_push",
}
QUALITY_SCALES = {"bronze", "silver", "gold", "platinum"}
# Home Assistant's own documentation and its shortcuts belong to its own integrations.
CORE_DOCUMENTATION = "www.home-assistant.io"


def validate(repository: Repository) -> Iterator[str]:
    """Check the manifest."""
    manifest = repository.manifest()
    yield from _keys(manifest)
    yield from _domain(manifest)
    yield from _values(manifest)
    yield from _urls(manifest)
    yield from _known_to_core(manifest)


def _keys(manifest: dict[str, Any]) -> Iterator[str]:
    """Check which keys are there, and in which order."""
    known = set(get_type_hints(Manifest)) - RESERVED
    for key in sorted(REQUIRED - set(manifest)):
        yield f"manifest.json: {key} is missing"
    for key in sorted(set(manifest) - known):
        yield f"manifest.json: {key} is not a key that Home Assistant knows"
    order = sorted(manifest, key=lambda key: (key != "domain", key != "name", key))
    if list(manifest) != order:
        yield "manifest.json: keys must be domain, name, then in alphabetical order"


def _domain(manifest: dict[str, Any]) -> Iterator[str]:
    """Check that the domain is ours and nobody else's."""
    domain = manifest.get("domain", "")
    if domain != DOMAIN:
        yield f"manifest.json: domain {domain!r} is not the folder's name"
    if not re.fullmatch(r"[a-z0-9_]+", domain):
        yield f"manifest.json: domain {domain!r} is no slug"
    if (CORE_COMPONENTS / domain / "manifest.json").exists():
        yield f"manifest.json: Home Assistant has an integration {domain!r} of its own"


def _values(manifest: dict[str, Any]) -> Iterator[str]:
    """Check the values that come from a closed set."""
    types = get_args(get_type_hints(Manifest)["integration_type"])
    if manifest.get("integration_type") not in types:
        yield f"manifest.json: integration_type is none of {', '.join(types)}"
    if manifest.get("iot_class") not in IOT_CLASSES:
        yield f"manifest.json: iot_class is none of {', '.join(sorted(IOT_CLASSES))}"
    if manifest.get("quality_scale", "gold") not in QUALITY_SCALES:
        yield f"manifest.json: quality_scale is none of {', '.join(sorted(QUALITY_SCALES))}"
    owners = manifest.get("codeowners", [])
    if not owners or not all(owner.startswith("@") for owner in owners):
        yield "manifest.json: codeowners are GitHub names that start with @"
    version = AwesomeVersion(manifest.get("version", ""))
    if version.strategy is not AwesomeVersionStrategy.SEMVER:
        yield f"manifest.json: version {version!s} is not of the form 1.2.3"


def _urls(manifest: dict[str, Any]) -> Iterator[str]:
    """Check that links are https and lead to us."""
    for key in ("documentation", "issue_tracker"):
        parts = urlsplit(manifest.get(key, ""))
        if parts.scheme != "https" or not parts.netloc:
            yield f"manifest.json: {key} is no https address"
        if parts.netloc == CORE_DOCUMENTATION:
            yield f"manifest.json: {key} leads to Home Assistant's own documentation"


def _known_to_core(manifest: dict[str, Any]) -> Iterator[str]:
    """Check categories and connectivity, which nothing enumerates, against the core manifests."""
    for key in ("categories", "connectivity"):
        if values := set(manifest.get(key, ())):
            used = {
                value
                for path in CORE_COMPONENTS.glob("*/manifest.json")
                for value in read_json(path).get(key, ())
            }
            for value in sorted(values - used):
                yield f"manifest.json: no integration of Home Assistant has {key} {value!r}"
