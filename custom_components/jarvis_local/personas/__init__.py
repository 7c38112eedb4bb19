"""Who Jarvis is: one file for each persona, in each language, which anyone can edit or add."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.util.yaml import load_yaml_dict

from ..const import DEFAULT_PERSONA
from ..languages import FALLBACK, base_of, phrase

_FOLDER: Final = Path(__file__).parent


@cache
def _read_personas() -> dict[str, dict[str, Any]]:
    """Return the persona files, by their names."""
    return {path.stem: load_yaml_dict(str(path)) for path in sorted(_FOLDER.glob("*.yaml"))}


async def async_load(hass: HomeAssistant) -> None:
    """Read the persona files, which blocks, in the executor."""
    await hass.async_add_executor_job(_read_personas)


def persona_ids() -> tuple[str, ...]:
    """Return the personas there are, the default first."""
    return tuple(sorted(_read_personas(), key=lambda name: (name != DEFAULT_PERSONA, name)))


def persona_text(name: str, language: str | None) -> str:
    """Return what the model is told of a persona; the default's text where it does not exist."""
    personas = _read_personas()
    texts = personas.get(name, personas[DEFAULT_PERSONA])
    spoken = base_of(language)
    return _compose(texts.get(spoken) or texts[FALLBACK], spoken if spoken in texts else FALLBACK)


def _compose(persona: Mapping[str, Any], language: str) -> str:
    """Put a persona's parts together; only who it is must be there."""
    parts = (persona["who"], persona.get("tone"), *persona.get("rules", ()), persona.get("answers"))
    text = " ".join(part.strip() for part in parts if part)
    if not (examples := persona.get("examples")):
        return text
    quoted = " ".join(phrase(language, "persona.quoted", text=example) for example in examples)
    return f"{text}\n{phrase(language, 'persona.examples', examples=quoted)}"
