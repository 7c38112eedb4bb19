"""A tool that speaks through the home's satellites."""

from typing import Final, override

import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, llm

from ..languages import phrase
from .base import Call, IntentSpec, IntentTool, failure

GROUP = "announce"
# As that integration has it; to import it would need all that its pipelines need.
_SATELLITE: Final = "assist_satellite"
_ANNOUNCES: Final = 1
_NOBODY: Final = "There is no other satellite that can announce anything. It was not said."


class Announce(IntentTool):
    """Announces where anyone can hear it; Home Assistant takes silence for success."""

    @override
    async def async_run(self, hass: HomeAssistant, call: Call) -> llm.ToolResult:
        """Announce, or say that there is nothing to announce on."""
        if not _can_be_heard(hass, call.llm_context.device_id):
            text = phrase(call.llm_context.language, "answers.nobody_hears")
            return failure(_NOBODY, say=text)
        return await super().async_run(hass, call)


def _can_be_heard(hass: HomeAssistant, device_id: str | None) -> bool:
    """Return whether there is a satellite that announces, other than the one spoken to."""
    registry = er.async_get(hass)
    entries = map(registry.async_get, hass.states.async_entity_ids(_SATELLITE))
    return any(
        entry.supported_features & _ANNOUNCES
        and (device_id is None or entry.device_id != device_id)
        for entry in entries
        if entry is not None
    )


SPECS = (
    IntentSpec(
        name="HassBroadcast",
        title="Broadcast",
        description="Say a message through the home's other speakers.",
        parameters={vol.Required("message"): str},
        annotations=llm.ToolAnnotations(
            read_only=False, destructive=False, idempotent=False, open_world=False
        ),
        targets=False,
    ),
)
TOOLS = tuple(Announce(GROUP, spec) for spec in SPECS)
