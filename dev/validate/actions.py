"""Actions: each one described has its texts, and each text its action."""

from collections.abc import Iterator
from typing import Any

from .repository import Repository
from .texts import SOURCE


def validate(repository: Repository) -> Iterator[str]:
    """Compare services.yaml with the English texts."""
    actions = repository.actions()
    texts = repository.translations().get(SOURCE, {}).get("services", {})
    yield from _compare("action", actions, texts)
    for name in sorted(actions.keys() & texts.keys()):
        fields = _fields((actions[name] or {}).get("fields", {}))
        yield from _compare(f"field of {name}", fields, texts[name].get("fields", {}))
        for key in ("name", "description"):
            if not texts[name].get(key):
                yield f"translations/en.json: the action {name} has no {key}"


def _compare(what: str, described: dict[str, Any], texts: dict[str, Any]) -> Iterator[str]:
    """Name what one side has and the other lacks."""
    for name in sorted(described.keys() - texts.keys()):
        yield f"translations/en.json: the {what} {name} has no text"
    for name in sorted(texts.keys() - described.keys()):
        yield f"services.yaml: the {what} {name} has a text but is not described"


def _fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Return all fields, those in collapsible groups included."""
    flat: dict[str, Any] = {}
    for name, field in fields.items():
        flat |= field["fields"] if "fields" in (field or {}) else {name: field}
    return flat
