"""The action that shows the record of acts to administrators."""

from datetime import timedelta
import json
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.jarvis_local.const import DOMAIN, HOUSEHOLD
from custom_components.jarvis_local.store import StoreError, audit
from custom_components.jarvis_local.store.audit import Decision, Result
from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_USER
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.util import dt as dt_util

from .conftest import make_entry, setup_entry
from .kept import HOUR, NOW, act


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return a loaded entry without servers."""
    entry = make_entry()
    await setup_entry(hass, entry)
    return entry


async def get_acts(
    hass: HomeAssistant, user: MockUser | None = None, **data: Any
) -> list[dict[str, Any]]:
    """Return what the action returns, as JSON has it."""
    response = await hass.services.async_call(
        DOMAIN,
        "get_acts",
        data,
        blocking=True,
        return_response=True,
        context=Context(user_id=user.id if user else None),
    )
    acts: list[dict[str, Any]] = json.loads(json.dumps(response))["acts"]
    return acts


async def keep(entry: MockConfigEntry, *acts: audit.AuditEntry) -> None:
    """Keep acts."""
    for one in acts:
        await entry.runtime_data.store.async_run(audit.add, one)


async def test_shows_everything(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """An administrator sees all that is noted of an act, at the time of the home."""
    await hass.config.async_set_time_zone("Europe/Paris")
    kept = act(
        words="Unlock the door",
        action="unlock",
        targets=("lock.front", "lock.back"),
        risk="pin",
        decision=Decision.CONFIRMED,
        result=Result.FAILED,
        reason="jammed",
    )
    await keep(entry, kept)
    admin = MockUser(groups=[await hass.auth.async_get_group(GROUP_ID_ADMIN)]).add_to_hass(hass)
    assert await get_acts(hass, admin) == [
        {
            "id": kept.id,
            "at": "2026-11-23T13:00:00+01:00",
            "person": "person.anna",
            "device_id": None,
            "conversation_id": None,
            "words": "Unlock the door",
            "tool": "lock",
            "action": "unlock",
            "targets": ["lock.front", "lock.back"],
            "risk": "pin",
            "decision": "confirmed",
            "result": "failed",
            "reason": "jammed",
        }
    ]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["c", "b", "a"]),
        ({"since": "2026-11-23 05:00:00"}, ["c", "b"]),
        ({"since": (NOW + 2 * HOUR).isoformat()}, ["c"]),
        ({"person": HOUSEHOLD}, ["b"]),
        ({"decision": "refused"}, ["c"]),
        ({"limit": 2}, ["c", "b"]),
        ({"since": dt_util.utc_from_timestamp(0) + timedelta(days=40_000)}, []),
    ],
    ids=["all", "home's time", "with a zone", "person", "decision", "limit", "none"],
)
async def test_filters(
    hass: HomeAssistant, entry: MockConfigEntry, wanted: dict[str, Any], expected: list[str]
) -> None:
    """The newest come first, and only those that were asked for."""
    await hass.config.async_set_time_zone("America/Los_Angeles")
    await keep(
        entry,
        act(words="a"),
        act(at=NOW + HOUR, words="b", person=HOUSEHOLD),
        act(at=NOW + 2 * HOUR, words="c", decision=Decision.REFUSED),
    )
    assert [one["words"] for one in await get_acts(hass, **wanted)] == expected


@pytest.mark.parametrize(
    "wanted",
    [{"since": "soon"}, {"decision": "maybe"}, {"limit": 0}, {"limit": 1001}, {"words": "door"}],
    ids=["no moment", "no decision", "none", "too many", "no field"],
)
async def test_refuses_nonsense(
    hass: HomeAssistant, entry: MockConfigEntry, wanted: dict[str, Any]
) -> None:
    """What cannot be looked for is refused."""
    with pytest.raises(vol.Invalid):
        await get_acts(hass, **wanted)


async def test_is_for_administrators(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Nobody else may read what people said."""
    user = MockUser(groups=[await hass.auth.async_get_group(GROUP_ID_USER)]).add_to_hass(hass)
    with pytest.raises(Unauthorized):
        await get_acts(hass, user)


async def test_needs_a_loaded_entry(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The action is there without the entry, and says in the user's language why it cannot."""
    assert await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError) as caught:
        await get_acts(hass)
    assert caught.value.translation_key == "service_config_entry_not_loaded"
    assert str(caught.value)


async def test_tells_of_a_store_that_fails(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Where nothing can be looked up, it is said why."""
    await entry.runtime_data.store.async_close()
    with pytest.raises(StoreError) as caught:
        await get_acts(hass)
    assert caught.value.translation_key == "storage_closed"
