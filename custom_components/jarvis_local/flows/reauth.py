"""The steps that ask for a server's key again."""

from collections.abc import Mapping
from typing import Any

import voluptuous as vol

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult, ConfigSubentry
from homeassistant.const import CONF_URL

from .address import AddressAnswer, async_read_address, credential_fields
from .server import address_form_values, servers_of


class ReauthSteps(ConfigFlow):
    """Adds the renewal of a server's key or headers to the flow of the config entry."""

    _refused: ConfigSubentry

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Find out which server wants a key: it is named by its subentry's id."""
        servers = servers_of(self._get_reauth_entry())
        refused = servers.get(entry_data.get("subentry_id", ""))
        if refused is None and (refused := next(iter(servers.values()), None)) is None:
            return self.async_abort(reason="server_removed")
        self._refused = refused
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for a key that works."""
        answer, stored = AddressAnswer(), self._refused.data
        if user_input is not None:
            answer = await async_read_address(
                self.hass, {**user_input, CONF_URL: stored[CONF_URL]}, stored=stored
            )
            if answer.data is not None:
                entry = self._get_reauth_entry()
                self.hass.config_entries.async_update_subentry(
                    entry, self._refused, data=answer.data
                )
                return self.async_update_and_abort(entry)
        return self.async_show_form(
            step_id="reauth_confirm",
            data_schema=self.add_suggested_values_to_schema(
                vol.Schema(credential_fields()), user_input or address_form_values(stored)
            ),
            errors=answer.errors,
            description_placeholders={"server": self._refused.title},
        )
