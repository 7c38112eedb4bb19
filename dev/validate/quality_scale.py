"""quality_scale.yaml answers every rule, and gives a reason wherever it does not simply say done."""

from collections.abc import Iterator
from typing import Any

from .repository import Repository, read_yaml

BRONZE = (
    "action-setup",
    "appropriate-polling",
    "brands",
    "common-modules",
    "config-flow",
    "config-flow-test-coverage",
    "dependency-transparency",
    "docs-actions",
    "docs-conditions",
    "docs-high-level-description",
    "docs-installation-instructions",
    "docs-removal-instructions",
    "docs-triggers",
    "entity-event-setup",
    "entity-unique-id",
    "has-entity-name",
    "runtime-data",
    "test-before-configure",
    "test-before-setup",
    "unique-config-entry",
)
SILVER = (
    "action-exceptions",
    "config-entry-unloading",
    "docs-configuration-parameters",
    "docs-installation-parameters",
    "entity-unavailable",
    "integration-owner",
    "log-when-unavailable",
    "parallel-updates",
    "reauthentication-flow",
    "test-coverage",
)
GOLD = (
    "devices",
    "diagnostics",
    "discovery",
    "discovery-update-info",
    "docs-data-update",
    "docs-examples",
    "docs-known-limitations",
    "docs-supported-devices",
    "docs-supported-functions",
    "docs-troubleshooting",
    "docs-use-cases",
    "dynamic-devices",
    "entity-category",
    "entity-device-class",
    "entity-disabled-by-default",
    "entity-translations",
    "exception-translations",
    "icon-translations",
    "reconfiguration-flow",
    "repair-issues",
    "stale-devices",
)
PLATINUM = ("async-dependency", "inject-websession", "strict-typing")
TIERS = {"bronze": BRONZE, "silver": SILVER, "gold": GOLD, "platinum": PLATINUM}
STATUSES = {"done", "exempt", "todo"}


def validate(repository: Repository) -> Iterator[str]:
    """Check the list of rules against quality_scale.yaml."""
    rules = read_yaml(repository.integration / "quality_scale.yaml").get("rules", {})
    wanted = [rule for tier in TIERS.values() for rule in tier]
    for rule in wanted:
        if rule not in rules:
            yield f"quality_scale.yaml: {rule} is missing"
        else:
            yield from _answer(rule, rules[rule])
    yield from (f"quality_scale.yaml: {rule} is no rule" for rule in rules if rule not in wanted)
    yield from _claim(repository.manifest().get("quality_scale"), rules)


def _answer(rule: str, answer: Any) -> Iterator[str]:
    """Check one rule's status and comment."""
    status = answer.get("status") if isinstance(answer, dict) else answer
    if status not in STATUSES:
        yield f"quality_scale.yaml: {rule} is none of {', '.join(sorted(STATUSES))}"
    if status != "done" and not (isinstance(answer, dict) and answer.get("comment")):
        yield f"quality_scale.yaml: {rule} needs a comment that says why"


def _claim(claimed: str | None, rules: dict[str, Any]) -> Iterator[str]:
    """Check that the tier in the manifest is not higher than the rules allow."""
    if claimed not in TIERS:
        return
    tiers = list(TIERS)
    for tier in tiers[: tiers.index(claimed) + 1]:
        for rule in TIERS[tier]:
            answer = rules.get(rule)
            if "todo" in (answer, answer.get("status") if isinstance(answer, dict) else None):
                yield f"manifest.json: quality_scale {claimed} is claimed, but {rule} is todo"
