"""One click adds the demo home."""

from typing import Any, override

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

from .house import DOMAIN


class DemoHomeFlow(ConfigFlow, domain=DOMAIN):
    """Config flow without a question."""

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Create the entry at once."""
        return self.async_create_entry(title="Demo home", data={})
