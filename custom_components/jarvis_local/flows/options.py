"""The options of the config entry: how long a turn may take, what may leave the house, what needs a yes."""

from typing import Any

import voluptuous as vol

from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult, OptionsFlow
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
from ..models import JarvisConfigEntry
from ..store import Store
from .safety import SECTION, async_has_pin, async_keep_pin, levels_of, safety_section, suggested


class JarvisOptionsFlow(OptionsFlow):
    """Changes the options."""

    config_entry: JarvisConfigEntry

    async def async_step_init(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask for all of them."""
        if self.config_entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        errors: dict[str, str] = {}
        if user_input is not None:
            safety = user_input.get(SECTION, {})
            options = {
                CONF_FIRST_TOKEN_TIMEOUT: int(user_input[CONF_FIRST_TOKEN_TIMEOUT]),
                CONF_TURN_TIMEOUT: int(user_input[CONF_TURN_TIMEOUT]),
                CONF_ALLOW_CLOUD: user_input[CONF_ALLOW_CLOUD],
                **levels_of(safety),
            }
            if options[CONF_FIRST_TOKEN_TIMEOUT] > options[CONF_TURN_TIMEOUT]:
                errors[CONF_TURN_TIMEOUT] = "turn_too_short"
            elif wrong := await async_keep_pin(self._store, safety):
                errors["base"] = wrong
            else:
                return self.async_create_entry(data=options)
        return await self._async_show(user_input, errors)

    @property
    def _store(self) -> Store:
        """Return where the PIN is kept."""
        return self.config_entry.runtime_data.store

    async def _async_show(
        self, user_input: dict[str, Any] | None, errors: dict[str, str]
    ) -> ConfigFlowResult:
        """Show the form, filled in."""
        options = self.config_entry.options
        fields = safety_section(has_pin=await async_has_pin(self._store))
        schema = _SCHEMA.extend({vol.Required(SECTION, default=dict): fields})
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                schema, user_input or {**options, **suggested(options)}
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
