"""Actions of Jarvis Local."""

from dataclasses import asdict
from typing import Final

import voluptuous as vol

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.helpers import config_validation as cv, service
from homeassistant.util import dt as dt_util

from .const import DOMAIN
from .models import JarvisConfigEntry
from .store import audit

ACTION_GET_ACTS: Final = "get_acts"
ATTR_SINCE: Final = "since"
ATTR_PERSON: Final = "person"
ATTR_DECISION: Final = "decision"
ATTR_LIMIT: Final = "limit"
_MOST_ACTS: Final = 1000

_GET_ACTS: Final = vol.Schema(
    {
        vol.Optional(ATTR_SINCE): vol.All(cv.datetime, dt_util.as_utc),
        vol.Optional(ATTR_PERSON): cv.string,
        vol.Optional(ATTR_DECISION): vol.Coerce(audit.Decision),
        vol.Optional(ATTR_LIMIT, default=100): vol.All(
            vol.Coerce(int), vol.Range(min=1, max=_MOST_ACTS)
        ),
    }
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions; what people said is for administrators alone."""
    service.async_register_admin_service(
        hass,
        DOMAIN,
        ACTION_GET_ACTS,
        _async_get_acts,
        _GET_ACTS,
        supports_response=SupportsResponse.ONLY,
    )


async def _async_get_acts(call: ServiceCall) -> ServiceResponse:
    """Return what Jarvis did and refused, the newest first."""
    entry: JarvisConfigEntry = service.async_get_config_entry(call.hass, DOMAIN, None)
    entries = await entry.runtime_data.store.async_run(audit.recent, **call.data)
    return {
        "acts": [
            {
                **asdict(one),
                "at": dt_util.as_local(one.at).isoformat(),
                "targets": list(one.targets),
            }
            for one in entries
        ]
    }
