"""Tests of the options about safety: what needs a yes or a PIN, and the PIN itself."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import HOUSEHOLD
from custom_components.jarvis_local.store import Store, StoreError, StoreReason, pins
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

LEVELS = {"entrances": "pin", "alarm": "pin", "water": "ask", "heating": "ask", "other": "ask"}
GENERAL = {"first_token_timeout": 30, "turn_timeout": 120, "allow_cloud": False}


async def submit(hass: HomeAssistant, entry: MockConfigEntry, **safety: Any) -> Any:
    """Fill in the options' part about safety."""
    flow = await hass.config_entries.options.async_init(entry.entry_id)
    answer = {**GENERAL, "safety": {**LEVELS, **safety}}
    result = await hass.config_entries.options.async_configure(flow["flow_id"], answer)
    await hass.async_block_till_done()
    return result


async def has_pin(entry: MockConfigEntry) -> bool:
    """Return whether a PIN is set."""
    store: Store = entry.runtime_data.store
    return await store.async_run(pins.has_pin, HOUSEHOLD)


async def test_levels(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """Only what differs from the defaults is stored, so that better defaults reach everybody."""
    await submit(hass, jarvis, entrances="refuse", water="none")
    assert jarvis.options["policy"] == {"entrances": "refuse", "water": "none"}
    await submit(hass, jarvis)
    assert "policy" not in jarvis.options


async def test_pin_is_set_and_removed(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """The PIN goes into the store, not into the entry, and stays until it is removed."""
    await submit(hass, jarvis, new_pin="4711")
    assert await has_pin(jarvis)
    assert "4711" not in str(jarvis.as_dict())
    await submit(hass, jarvis, remove_pin=False)
    assert await has_pin(jarvis)
    await submit(hass, jarvis, remove_pin=True)
    assert not await has_pin(jarvis)


@pytest.mark.parametrize("pin", ["123", "12345678901", "12a4", "١٢٣٤", "12 34"])
async def test_no_pin(hass: HomeAssistant, jarvis: MockConfigEntry, pin: str) -> None:
    """What is not four to ten digits is refused, and nothing is stored."""
    result = await submit(hass, jarvis, new_pin=pin, entrances="none")
    assert result["errors"] == {"base": "pin_wrong"}
    assert "policy" not in jarvis.options
    assert not await has_pin(jarvis)


async def test_pin_that_cannot_be_kept(
    hass: HomeAssistant, jarvis: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full is told, and the form stays open."""

    async def _full(*_: Any) -> None:
        raise StoreError(StoreReason.FULL)

    monkeypatch.setattr(jarvis.runtime_data.store, "async_run", _full)
    result = await submit(hass, jarvis, new_pin="4711")
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": "storage_full"}


async def test_entry_that_is_not_loaded(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """Without the running integration there is nowhere to keep a PIN."""
    await hass.config_entries.async_unload(jarvis.entry_id)
    flow = await hass.config_entries.options.async_init(jarvis.entry_id)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "not_loaded")
