"""The flow of a server: add one more, change one."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import (
    ConfigEntry,
    ConfigSubentry,
    ConfigSubentryData,
    ConfigSubentryFlow,
    SubentryFlowResult,
)
from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_HEADERS, SUBENTRY_SERVER
from ..ollama import OllamaServer, ServerAddress
from .address import SECTION_CONNECTION, AddressAnswer, address_schema, async_read_address, title_of
from .discovery import async_find_server


class ServerFlow(ConfigSubentryFlow):
    """Adds an Ollama server or changes its address."""

    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> SubentryFlowResult:
        """Ask for one more server."""
        known = known_urls(self._get_entry())
        if user_input is None:
            found = await async_find_server(self.hass, known)
            return self._show("user", {CONF_URL: found} if found else {}, AddressAnswer())
        answer = await async_read_address(self.hass, user_input, taken=known, required=True)
        if answer.data is None:
            return self._show("user", user_input, answer)
        subentry = server_subentry(answer.data)
        return self.async_create_entry(
            title=subentry["title"], data=answer.data, unique_id=subentry["unique_id"]
        )

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Ask for the new address or key."""
        entry, subentry = self._get_entry(), self._get_reconfigure_subentry()
        if user_input is None:
            return self._show(
                "reconfigure", address_form_values(subentry.data), AddressAnswer(), subentry.data
            )
        answer = await async_read_address(
            self.hass,
            user_input,
            stored=subentry.data,
            taken=known_urls(entry, subentry),
            required=True,
        )
        if answer.data is None:
            return self._show("reconfigure", user_input, answer, subentry.data)
        return self.async_update_and_abort(entry, subentry, **_changes(subentry, answer.data))

    def _show(
        self,
        step_id: str,
        values: Mapping[str, Any],
        answer: AddressAnswer,
        stored: Mapping[str, Any] = MappingProxyType({}),
    ) -> SubentryFlowResult:
        """Show the form for the address, filled in."""
        schema = address_schema(
            may_be_away=answer.may_be_away, has_credentials=has_credentials(stored)
        )
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(schema, values),
            errors=answer.errors,
        )


def servers_of(entry: ConfigEntry) -> dict[str, ConfigSubentry]:
    """Return an entry's servers by their subentry's id."""
    return {
        subentry_id: subentry
        for subentry_id, subentry in entry.subentries.items()
        if subentry.subentry_type == SUBENTRY_SERVER
    }


def open_servers(hass: HomeAssistant, entry: ConfigEntry) -> list[OllamaServer]:
    """Return an entry's servers to talk to; the caller closes them."""
    return [
        OllamaServer(hass, ServerAddress.from_config(server.data))
        for server in servers_of(entry).values()
    ]


def known_urls(entry: ConfigEntry, but: ConfigSubentry | None = None) -> set[str]:
    """Return the addresses of an entry's servers, one of them left out."""
    return {server.data[CONF_URL] for server in servers_of(entry).values() if server is not but}


def has_credentials(stored: Mapping[str, Any]) -> bool:
    """Return if a key or headers are stored."""
    return CONF_API_KEY in stored or CONF_HEADERS in stored


def address_form_values(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a server's data is shown in the form: never its key or headers."""
    if not stored:
        return {}
    return {
        CONF_URL: stored[CONF_URL],
        SECTION_CONNECTION: {CONF_VERIFY_SSL: stored.get(CONF_VERIFY_SSL, True)},
    }


def server_subentry(data: Mapping[str, Any]) -> ConfigSubentryData:
    """Return the subentry of a server."""
    return ConfigSubentryData(
        subentry_type=SUBENTRY_SERVER,
        title=title_of(data[CONF_URL]),
        data=data,
        unique_id=data[CONF_URL],
    )


@callback
def store_server(
    hass: HomeAssistant, entry: ConfigEntry, subentry: ConfigSubentry | None, data: dict[str, Any]
) -> None:
    """Change a server's subentry, or add the first one."""
    if subentry is not None:
        hass.config_entries.async_update_subentry(entry, subentry, **_changes(subentry, data))
        return
    new = server_subentry(data)
    added = ConfigSubentry(
        subentry_type=new["subentry_type"],
        title=new["title"],
        data=MappingProxyType(data),
        unique_id=new["unique_id"],
    )
    hass.config_entries.async_add_subentry(entry, added)


def _changes(subentry: ConfigSubentry, data: dict[str, Any]) -> dict[str, Any]:
    """Return what changes with a server's data: a unique id may not be set to itself."""
    new = server_subentry(data)
    changes: dict[str, Any] = {"title": new["title"], "data": data}
    if new["unique_id"] != subentry.unique_id:
        changes["unique_id"] = new["unique_id"]
    return changes
