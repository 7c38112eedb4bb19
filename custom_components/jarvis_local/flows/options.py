"""The options of the config entry: how long a turn may take, what may leave the house."""

from typing import Any

import voluptuous as vol

from homeassistant.config_entries import ConfigFlowResult, OptionsFlow
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)

from ..const import (
    CONF_ALLOW_CLOUD,
    CONF_FIRST_TOKEN_TIMEOUT,
    CONF_TURN_TIMEOUT,
    DEFAULT_FIRST_TOKEN_TIMEOUT,
    DEFAULT_TURN_TIMEOUT,
)


class JarvisOptionsFlow(OptionsFlow):
    """Changes the options."""

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for all of them."""
        errors: dict[str, str] = {}
        if user_input is not None:
            options = {
                CONF_FIRST_TOKEN_TIMEOUT: int(user_input[CONF_FIRST_TOKEN_TIMEOUT]),
                CONF_TURN_TIMEOUT: int(user_input[CONF_TURN_TIMEOUT]),
                CONF_ALLOW_CLOUD: user_input[CONF_ALLOW_CLOUD],
            }
            if options[CONF_FIRST_TOKEN_TIMEOUT] <= options[CONF_TURN_TIMEOUT]:
                return self.async_create_entry(data=options)
            errors[CONF_TURN_TIMEOUT] = "turn_too_short"
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                _SCHEMA, user_input or self.config_entry.options
            ),
            errors=errors,
        )


def _seconds(minimum: int, maximum: int) -> NumberSelector:
    """Return a field for seconds."""
    return NumberSelector(
        NumberSelectorConfig(
            min=minimum,
            max=maximum,
            step=1,
            unit_of_measurement="s",
            mode=NumberSelectorMode.BOX,
        )
    )


_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_FIRST_TOKEN_TIMEOUT, default=DEFAULT_FIRST_TOKEN_TIMEOUT): _seconds(
            5, 600
        ),
        vol.Required(CONF_TURN_TIMEOUT, default=DEFAULT_TURN_TIMEOUT): _seconds(10, 3600),
        vol.Required(CONF_ALLOW_CLOUD, default=False): BooleanSelector(),
    }
)
