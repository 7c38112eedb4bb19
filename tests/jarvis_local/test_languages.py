"""What Jarvis says, by language."""

import json
from pathlib import Path
import string
from typing import Any

import pytest

from custom_components.jarvis_local import languages
from custom_components.jarvis_local.agent.trouble import Trouble
from custom_components.jarvis_local.languages import phrase
from custom_components.jarvis_local.ollama.errors import Reason
from custom_components.jarvis_local.store import StoreReason

FOLDER = Path(languages.__file__).parent
NAMES = [path.stem for path in sorted(FOLDER.glob("*.json"))]
SPOKEN = [*Reason, *StoreReason, *(set(Trouble) - {Trouble.INVALID_STRUCTURED_ANSWER})]


def texts(name: str) -> dict[str, str]:
    """Return the phrases of a language by section and key."""
    content: dict[str, dict[str, Any]] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return {
        f"{section}.{key}": text for section, keys in content.items() for key, text in keys.items()
    }


def placeholders(text: str) -> set[str]:
    """Return what a text names."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", NAMES)
def test_complete(name: str) -> None:
    """Every language has every phrase of English, and nothing else, with the same placeholders."""
    english, other = texts("en"), texts(name)
    assert other.keys() == english.keys()
    assert {key: placeholders(text) for key, text in other.items()} == {
        key: placeholders(text) for key, text in english.items()
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("reason", sorted(SPOKEN))
def test_every_reason_has_words(reason: str, name: str) -> None:
    """Whatever goes wrong can be said, in a sentence that is short enough to be heard."""
    text = phrase(name, f"errors.{reason}", model="qwen3.5:4b", seconds=30)
    assert 20 < len(text) < 200
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Done."),
        ("fr", "C'est fait."),
        ("fr-FR", "C'est fait."),
        ("fr_CA", "C'est fait."),
        ("FR", "C'est fait."),
        ("tlh", "Done."),
        ("", "Done."),
        (None, "Done."),
    ],
)
def test_language(language: str | None, expected: str) -> None:
    """Regional tags are understood, and English stands in for what is missing."""
    assert phrase(language, "answers.done") == expected
