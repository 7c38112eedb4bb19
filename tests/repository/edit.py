"""Small ways to break a copy of the repository."""

from collections.abc import Callable
import json
from typing import Any

import yaml

from dev.validate.repository import Repository, read_json, read_yaml

type Break = Callable[[Repository], None]


def put(file: str, path: str, value: Any) -> Break:
    """Set a value in a JSON file of the integration, by dotted path."""

    def change(repository: Repository) -> None:
        """Write the file with the value in it."""
        target = repository.integration / file
        content = read_json(target) if target.exists() else {}
        *parents, last = path.split(".")
        inner = content
        for parent in parents:
            inner = inner.setdefault(parent, {})
        inner[last] = value
        target.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    return change


def drop(file: str, path: str) -> Break:
    """Take a key out of a JSON file of the integration, by dotted path."""

    def change(repository: Repository) -> None:
        """Write the file without the key."""
        target = repository.integration / file
        content = read_json(target)
        *parents, last = path.split(".")
        inner = content
        for parent in parents:
            inner = inner[parent]
        del inner[last]
        target.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    return change


def rule(name: str, answer: Any) -> Break:
    """Answer a rule of the quality scale differently."""

    def change(repository: Repository) -> None:
        """Write the file with the answer in it."""
        target = repository.integration / "quality_scale.yaml"
        rules = read_yaml(target)["rules"] | {name: answer}
        target.write_text(yaml.safe_dump({"rules": rules}), encoding="utf-8")

    return change


def write(file: str, text: str) -> Break:
    """Write a file of the integration."""

    def change(repository: Repository) -> None:
        """Write the text."""
        (repository.integration / file).write_text(text, encoding="utf-8")

    return change


def remove(file: str) -> Break:
    """Remove a file, by its path in the repository."""

    def change(repository: Repository) -> None:
        """Unlink it."""
        (repository.root / file).unlink()

    return change
