"""What the tests of failures ask for, and what Jarvis says then."""

from typing import Any

from custom_components.jarvis_local.const import CONF_FIRST_TOKEN_TIMEOUT, CONF_TURN_TIMEOUT
from custom_components.jarvis_local.languages import phrase
from dev.scripted_ollama import Call

from .conftest import MODEL

OPTIONS = {CONF_FIRST_TOKEN_TIMEOUT: 0.6, CONF_TURN_TIMEOUT: 4}
REQUEST = "It is rather gloomy in here"
TURN_ON = Call("HassTurnOn", {"name": "Kitchen light"})


def words(language: str, reason: str, **names: Any) -> str:
    """Return what Jarvis says for a reason."""
    return phrase(language, f"errors.{reason}", **{"model": MODEL, "seconds": 1, **names})
