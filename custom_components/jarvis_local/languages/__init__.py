"""What Jarvis says, by language: one file each, which anyone can edit."""

from functools import cache
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant

FALLBACK: Final = "en"
_FOLDER: Final = Path(__file__).parent

type Phrases = dict[str, str]


@cache
def _read_phrases() -> dict[str, Phrases]:
    """Return the phrases of every language file as `section.key`."""
    return {path.stem: _flatten(json.loads(path.read_bytes())) for path in _FOLDER.glob("*.json")}


def _flatten(sections: dict[str, dict[str, str]]) -> Phrases:
    """Return the sections of a file as one mapping."""
    return {
        f"{section}.{key}": text
        for section, texts in sections.items()
        for key, text in texts.items()
    }


@cache
def read_folder(name: str) -> dict[str, Any]:
    """Return the files of a folder beside the phrases, by their names."""
    return {path.stem: json.loads(path.read_bytes()) for path in _FOLDER.glob(f"{name}/*.json")}


async def async_load(hass: HomeAssistant) -> None:
    """Read the language files, which blocks, in the executor."""
    await hass.async_add_executor_job(_read_phrases)
    for folder in ("bounds", "claims", "words"):
        await hass.async_add_executor_job(read_folder, folder)


def base_of(language: str | None) -> str:
    """Return a language without its region, English for none."""
    return (language or FALLBACK).replace("_", "-").partition("-")[0].lower()


def phrase(language: str | None, key: str, **placeholders: str | float) -> str:
    """Return what Jarvis says for a key; English where a language or phrase is missing."""
    phrases = _read_phrases()
    text = phrases.get(base_of(language), {}).get(key) or phrases[FALLBACK][key]
    return text.format(**placeholders)


@cache
def words(key: str) -> frozenset[str]:
    """Return the words that all languages have for something, as in `rescue`."""
    return frozenset(
        word for phrases in _read_phrases().values() for word in phrases.get(key, "").split()
    )


def speaks(language: str | None) -> bool:
    """Return whether requests in a language can be read."""
    return base_of(language) in read_folder("words")
