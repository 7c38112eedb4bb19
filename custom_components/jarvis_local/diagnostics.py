"""What goes into a bug report: settings and the servers' state, never a secret."""

from dataclasses import asdict
from typing import Any

from yarl import URL

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_API_KEY, CONF_PROMPT, CONF_URL
from homeassistant.core import HomeAssistant

from .const import CONF_HEADERS, SUBENTRY_SERVER
from .coordinator import ServerCoordinator
from .models import JarvisConfigEntry
from .store import Store, StoreError
from .store.purge import counts

# A personality may name the people of the house.
TO_REDACT = {CONF_API_KEY, CONF_HEADERS, CONF_PROMPT}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: JarvisConfigEntry
) -> dict[str, Any]:
    """Return the entry's settings and what is known of its servers."""
    pool = entry.runtime_data.pool
    return {
        "options": dict(entry.options),
        "subentries": [_subentry(subentry) for subentry in entry.subentries.values()],
        "pool": {
            "online": pool.is_online,
            "timeouts": asdict(pool.timeouts),
            "servers": [_server(coordinator) for coordinator in pool.coordinators.values()],
            "answers": {
                server_id: {
                    "circuit": pool.recovery.breakers[server_id].state,
                    "first_token": dict(speed.first_token),
                    "tokens_per_second": dict(speed.tokens_per_second),
                }
                for server_id, speed in pool.speed.items()
            },
        },
        "store": await _async_store(entry.runtime_data.store),
    }


async def _async_store(store: Store) -> dict[str, Any]:
    """Return how much is kept, and nothing of what it is."""
    try:
        return {"rows": await store.async_run(counts)}
    except StoreError as err:
        return {"failure": err.reason}


def _subentry(subentry: ConfigSubentry) -> dict[str, Any]:
    """Return what a subentry holds."""
    data = async_redact_data(dict(subentry.data), TO_REDACT)
    if subentry.subentry_type == SUBENTRY_SERVER:
        data[CONF_URL] = str(URL(data[CONF_URL]).with_user(None))
    return {
        "id": subentry.subentry_id,
        "type": subentry.subentry_type,
        "title": subentry.title,
        "data": data,
    }


def _server(coordinator: ServerCoordinator) -> dict[str, Any]:
    """Return what a server had when it was last looked at."""
    state, failure = coordinator.data, coordinator.failure
    known = {} if state is None else asdict(state)
    for model in known.get("models", {}).values():
        model["capabilities"] = sorted(model["capabilities"])
    return {
        "id": coordinator.subentry.subentry_id,
        "online": coordinator.is_online,
        "failure": None if failure is None else failure.reason,
        **known,
    }
