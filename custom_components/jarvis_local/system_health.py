"""What Home Assistant's system page says about the model servers."""

from typing import Any

from homeassistant.components.system_health import SystemHealthRegistration
from homeassistant.core import HomeAssistant, callback

from .const import DOMAIN
from .models import JarvisConfigEntry


@callback
def async_register(hass: HomeAssistant, register: SystemHealthRegistration) -> None:
    """Register the information."""
    register.async_register_info(_async_info)


async def _async_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return how many servers answer, with what version, and their models."""
    entries: list[JarvisConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    servers = [
        coordinator
        for entry in entries
        for coordinator in entry.runtime_data.pool.coordinators.values()
    ]
    states = [server.data for server in servers if server.is_online]
    return {
        "servers_online": f"{len(states)} / {len(servers)}",
        "ollama_versions": ", ".join(sorted({state.version for state in states})),
        "models": len({name for state in states for name in state.models}),
        "loaded_models": ", ".join(model.name for state in states for model in state.loaded),
    }
