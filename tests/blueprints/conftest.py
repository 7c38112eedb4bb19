"""Fixtures of the blueprints' tests: those of the integration, and the blueprints installed."""

from pathlib import Path
import shutil

import pytest

from homeassistant.core import HomeAssistant
from tests.jarvis_local.conftest import (
    config_entry,
    hass_config_dir,
    jarvis,
    ollama_server,
    running_home_assistant,
)

__all__ = [
    "config_entry",
    "hass_config_dir",
    "installed",
    "jarvis",
    "ollama_server",
    "running_home_assistant",
]

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"


@pytest.fixture
def installed(hass: HomeAssistant, tmp_path: Path) -> None:
    """Put the blueprints where a person's Home Assistant has them."""
    for domain in ("automation", "script"):
        shutil.copytree(BLUEPRINTS / domain, tmp_path / "blueprints" / domain)
    hass.config.config_dir = str(tmp_path)
