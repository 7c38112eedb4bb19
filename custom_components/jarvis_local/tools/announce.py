"""A tool that speaks through the home's satellites."""

import voluptuous as vol

from homeassistant.helpers import llm

from .base import IntentSpec, IntentTool

GROUP = "announce"
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
TOOLS = tuple(IntentTool(GROUP, spec) for spec in SPECS)
