"""Texts in nested objects: flat keys, placeholders, and what one language lacks of another."""

from collections.abc import Iterator
import re
from string import Formatter
from typing import Any

SOURCE = "en"
HTML = re.compile(r"<[a-zA-Z/!][^>]*>")
URL = re.compile(r"(\b[a-z][a-z0-9+.-]*://|\bwww\.)\S", re.IGNORECASE)


def flatten(texts: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Return the texts by dotted path."""
    flat: dict[str, str] = {}
    for key, value in texts.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, dict):
            flat |= flatten(value, path)
        else:
            flat[path] = str(value)
    return flat


def placeholders(text: str) -> set[str]:
    """Return the names in braces; raises ValueError for a lone brace."""
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}


def differences(languages: dict[str, dict[str, Any]], folder: str) -> Iterator[str]:
    """Compare every language with English: the same keys, the same placeholders."""
    source = flatten(languages.get(SOURCE, {}))
    for language, nested in languages.items():
        name = f"{folder}/{language}.json"
        texts = flatten(nested)
        yield from (f"{name}: {key} is missing" for key in source if key not in texts)
        yield from (f"{name}: {key} is not in English" for key in texts if key not in source)
        for key in source.keys() & texts.keys():
            yield from _placeholder_difference(name, key, source[key], texts[key])


def _placeholder_difference(name: str, key: str, source: str, text: str) -> Iterator[str]:
    """Compare the placeholders of one text."""
    try:
        wanted, found = placeholders(source), placeholders(text)
    except ValueError as err:
        yield f"{name}: {key}: {err}"
        return
    if wanted != found:
        yield f"{name}: {key} has the placeholders {sorted(found)}, English has {sorted(wanted)}"
