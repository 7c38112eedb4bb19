"""What Jarvis says, by language: one file each, which anyone can edit."""

from functools import cache
import json
from pathlib import Path
from typing import Final

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


async def async_load(hass: HomeAssistant) -> None:
    """Read the language files, which blocks, in the executor."""
    await hass.async_add_executor_job(_read_phrases)


def phrase(language: str | None, key: str, **placeholders: str | float) -> str:
    """Return what Jarvis says for a key; English where a language or phrase is missing."""
    phrases = _read_phrases()
    base = (language or FALLBACK).replace("_", "-").partition("-")[0].lower()
    text = phrases.get(base, {}).get(key) or phrases[FALLBACK][key]
    return text.format(**placeholders)
