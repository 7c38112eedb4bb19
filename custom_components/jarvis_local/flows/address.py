"""The form for a server's address: what it asks, how the answer is read and tried out."""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv6Address
import re
from typing import Any

import voluptuous as vol
from yarl import URL

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..const import CONF_HEADERS, LOGGER
from ..ollama import OllamaError, OllamaServer, Reason, ServerAddress
from .discovery import DEFAULT_PORT

CONF_SET_UP_ANYWAY = "set_up_anyway"
CONF_FORGET = "forget_credentials"
SECTION_CONNECTION = "connection"

CHECK_SECONDS = 15
# The server may only be off just now: its address can be kept all the same.
AWAY = frozenset({Reason.UNREACHABLE, Reason.TIMEOUT, Reason.CONNECTION_LOST, Reason.BUSY})

_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(\S.*)")


class AddressError(ValueError):
    """An answer in the form cannot be used: the field and the key of its error text."""

    def __init__(self, where: str, key: str) -> None:
        super().__init__(key)
        self.where = where
        self.key = key


@dataclass(frozen=True, kw_only=True)
class AddressAnswer:
    """What came out of the form: data for the server's subentry, and whether the server answers.

    `data` is None when no server was named and none is wanted.
    """

    data: dict[str, Any] | None = field(default=None, repr=False)
    answers: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    may_be_away: bool = False


def address_schema(*, may_be_away: bool = False, has_credentials: bool = False) -> vol.Schema:
    """Return the form; it offers to go on without an answer, or to forget what is stored."""
    fields: dict[vol.Marker, Any] = {
        vol.Optional(CONF_URL): TextSelector(TextSelectorConfig(autocomplete="url")),
        **credential_fields(),
    }
    if has_credentials:
        fields[vol.Optional(CONF_FORGET, default=False)] = BooleanSelector()
    if may_be_away:
        fields[vol.Optional(CONF_SET_UP_ANYWAY, default=False)] = BooleanSelector()
    return vol.Schema(fields)


def credential_fields() -> dict[vol.Marker, Any]:
    """Return what a server behind a proxy may need, folded away but for the key."""
    return {
        vol.Optional(CONF_API_KEY): TextSelector(
            TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
        ),
        vol.Optional(SECTION_CONNECTION): section(
            vol.Schema(
                {
                    vol.Optional(CONF_HEADERS): TextSelector(TextSelectorConfig(multiline=True)),
                    vol.Optional(CONF_VERIFY_SSL, default=True): BooleanSelector(),
                }
            ),
            {"collapsed": True},
        ),
    }


async def async_read_address(
    hass: HomeAssistant,
    user_input: Mapping[str, Any],
    *,
    stored: Mapping[str, Any] | None = None,
    taken: Collection[str] = (),
    required: bool = False,
) -> AddressAnswer:
    """Read the form and try the server out; an empty key or headers keep those stored."""
    anyway, offered = user_input.get(CONF_SET_UP_ANYWAY, False), CONF_SET_UP_ANYWAY in user_input
    if not user_input.get(CONF_URL, "").strip():
        errors = {CONF_URL: "url_missing"} if required or not anyway else {}
        return AddressAnswer(errors=errors, may_be_away=offered or not required)
    try:
        data = _read(user_input, stored or {}, taken)
    except AddressError as err:
        return AddressAnswer(errors={err.where: err.key}, may_be_away=offered)
    if (error := await _async_try(OllamaServer(hass, ServerAddress.from_config(data)))) is None:
        return AddressAnswer(data=data, answers=True)
    if error in AWAY and anyway:
        return AddressAnswer(data=data)
    return AddressAnswer(errors={"base": error}, may_be_away=offered or error in AWAY)


async def _async_try(server: OllamaServer) -> str | None:
    """Return the key of what is wrong with a server, None if it works."""
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            await server.async_version()
            await server.async_models()
    except OllamaError as err:
        return err.reason
    except TimeoutError:
        return Reason.UNREACHABLE
    except Exception:  # noqa: BLE001 the dialog's last resort: a text, not a traceback
        LOGGER.exception("Unexpected error while trying %s", server.address.url)
        return "unknown"
    return None


def title_of(url: str) -> str:
    """Return what a server is called: it is Ollama's, at its host and port."""
    parsed = URL(url)
    return f"Ollama {parsed.host_subcomponent}:{parsed.port}"


def credentials(user_input: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return key, headers and certificate check: those given, else those stored."""
    connection = user_input.get(SECTION_CONNECTION, {})
    kept = {} if user_input.get(CONF_FORGET) else stored
    key = user_input.get(CONF_API_KEY, "").strip() or kept.get(CONF_API_KEY)
    headers = parse_headers(connection.get(CONF_HEADERS, "")) or kept.get(CONF_HEADERS)
    return {
        **({CONF_API_KEY: key} if key else {}),
        **({CONF_HEADERS: dict(headers)} if headers else {}),
        CONF_VERIFY_SSL: connection.get(CONF_VERIFY_SSL, stored.get(CONF_VERIFY_SSL, True)),
    }


def parse_url(text: str) -> str:
    """Return a server's address in one form: scheme and port, no slash, no `/api`."""
    text = _bracketed(text.strip())
    bare = "://" not in text
    try:
        url = URL(f"http://{text}" if bare else text)
        port = url.explicit_port
    except ValueError as err:
        raise AddressError(CONF_URL, "invalid_url") from err
    if url.user is not None or url.password is not None:
        raise AddressError(CONF_URL, "url_credentials")
    if url.scheme not in {"http", "https"} or not url.host or re.search(r"[\s,;]", url.host):
        raise AddressError(CONF_URL, "invalid_url")
    if bare and port is None:
        url = url.with_port(DEFAULT_PORT)
    path = re.sub(r"/(api|v1)$", "", url.path.rstrip("/")).rstrip("/")
    return str(url.origin().with_path(path)).rstrip("/")


def _bracketed(text: str) -> str:
    """Return an IPv6 address as a URL has it; anything else as it is."""
    try:
        return f"[{IPv6Address(text)}]"
    except AddressValueError:
        return text


def parse_headers(text: str) -> dict[str, str]:
    """Return the headers of a text with one `Name: value` a line."""
    headers: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        if (match := _HEADER.fullmatch(line)) is None:
            raise AddressError("base", "invalid_headers")
        headers[match[1]] = match[2]
    return headers


def _read(
    user_input: Mapping[str, Any], stored: Mapping[str, Any], taken: Collection[str]
) -> dict[str, Any]:
    """Return the data of the server's subentry."""
    url = parse_url(user_input[CONF_URL])
    if url in taken:
        raise AddressError(CONF_URL, "already_configured")
    return {CONF_URL: url, **credentials(user_input, stored)}
