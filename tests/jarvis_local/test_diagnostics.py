"""Tests of what goes into a bug report."""

import json

from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from dev.scripted_ollama import ScriptedOllama
from homeassistant.core import HomeAssistant

from .conftest import AGENT_ID, MODEL, SERVER_ID, make_entry, server_subentry, setup_entry

SECRETS = {"api_key": "hunter2", "headers": {"X-Secret": "hunter3"}}


async def test_says_everything_but_secrets(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, ollama_server: ScriptedOllama
) -> None:
    """Settings and the state of every server are there; keys, headers and the personality are not."""
    entry = make_entry(
        ollama_server.url,
        server=SECRETS,
        agent={"prompt": "Anna lives here.", "num_ctx": 4096},
        options={"turn_timeout": 60},
        extra=[server_subentry("http://me:hunter4@127.0.0.1:9", subentry_id="away")],
    )
    await setup_entry(hass, entry)
    report = await get_diagnostics_for_config_entry(hass, hass_client, entry)

    text = json.dumps(report)
    assert not [secret for secret in ("hunter2", "hunter3", "Anna") if secret in text]
    assert report["options"] == {"turn_timeout": 60}
    parts = {part["id"]: part for part in report["subentries"]}
    assert parts[AGENT_ID]["data"] == {
        "model": MODEL,
        "prompt": "**REDACTED**",
        "num_ctx": 4096,
        "confirm_locally": False,
    }
    assert parts[SERVER_ID]["data"]["api_key"] == "**REDACTED**"
    assert parts["away"]["data"]["url"] == "http://127.0.0.1:9"

    here, away = report["pool"]["servers"]
    assert report["pool"]["online"] is True
    assert report["pool"]["timeouts"] == {"first_token": 30, "total": 60}
    assert (here["online"], here["failure"], here["version"]) == (True, None, "0.33.0")
    assert here["models"][MODEL]["capabilities"] == ["completion", "thinking", "tools", "vision"]
    assert away == {"id": "away", "online": False, "failure": "unreachable"}
