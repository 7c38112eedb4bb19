"""Giving a model the context that the home needs."""

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jarvis_local.const import CONF_NUM_CTX, DOMAIN
from custom_components.jarvis_local.ollama import ContextNeed
from dev.scripted_ollama import Model, ScriptedOllama
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from .conftest import AGENT_ID, make_entry, setup_entry
from .test_repairs import Repairs

MODEL = "qwen3:4b"
ISSUE = f"context_small_{AGENT_ID}"
NEED = ContextNeed(wanted=10_000, room=8192)


@pytest.fixture
async def repairs(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Repairs:
    """Return the repairs dialog; what serves HTTP must be there before its client."""
    assert await async_setup_component(hass, "repairs", {})
    assert await async_setup_component(hass, DOMAIN, {})
    return Repairs(await hass_client())


async def start(hass: HomeAssistant, server: ScriptedOllama) -> MockConfigEntry:
    """Set up an agent whose home does not fit."""
    entry = make_entry(server.url, agent={CONF_MODEL: MODEL})
    await setup_entry(hass, entry)
    entry.runtime_data.pool.meters.note_need("Jarvis", MODEL, NEED)
    return entry


async def test_sets_the_context(hass: HomeAssistant, repairs: Repairs) -> None:
    """The dialog names the numbers and sets what is advised."""
    async with ScriptedOllama(models=[Model(MODEL)]) as server:
        entry = await start(hass, server)
        flow = await repairs.start(ISSUE)
        assert flow["description_placeholders"] == {
            "agent": "Jarvis",
            "model": MODEL,
            "needed": "10000",
            "room": "8192",
            "advised": "12288",
        }
        assert (await repairs.submit(flow))["type"] == "create_entry"
        await hass.async_block_till_done()
        assert entry.subentries[AGENT_ID].data[CONF_NUM_CTX] == 12288
        assert entry.state is ConfigEntryState.LOADED
        assert ir.async_get(hass).async_get_issue(DOMAIN, ISSUE) is None


async def test_numbers_follow(hass: HomeAssistant) -> None:
    """What the issue says of the home is true after the next turn, too."""
    async with ScriptedOllama(models=[Model(MODEL)]) as server:
        entry = await start(hass, server)
        meters = entry.runtime_data.pool.meters
        for wanted in (14_000, 9_000):
            meters.note_need("Jarvis", MODEL, ContextNeed(wanted=wanted, room=8192))
            issue = ir.async_get(hass).async_get_issue(DOMAIN, ISSUE)
            assert issue is not None
            assert issue.translation_placeholders is not None
            assert issue.translation_placeholders["needed"] == str(wanted)
        meters.note_need("Jarvis", MODEL, ContextNeed(wanted=8_000, room=8192))
        assert ir.async_get(hass).async_get_issue(DOMAIN, ISSUE) is None


async def test_model_cannot(hass: HomeAssistant, repairs: Repairs) -> None:
    """A model that was not made for so long a context is left as it is."""
    async with ScriptedOllama(models=[Model(MODEL, context_length=8192)]) as server:
        entry = await start(hass, server)
        answer = await repairs.submit(await repairs.start(ISSUE))
        assert (answer["type"], answer["reason"]) == ("abort", "model_limit")
        assert CONF_NUM_CTX not in entry.subentries[AGENT_ID].data
