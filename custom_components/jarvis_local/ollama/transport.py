"""Our own requests to a server, over Home Assistant's shared session."""

import asyncio
from collections.abc import Mapping
from http import HTTPMethod
from typing import Any

import aiohttp

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.json import json_loads

from .errors import NotOllamaError, UnreachableError
from .failures import error_text, from_status, network_errors
from .types import ServerAddress

CONNECT_SECONDS = 5


class Transport:
    """Opens requests to one server."""

    def __init__(self, hass: HomeAssistant, address: ServerAddress) -> None:
        """Use the shared session that checks certificates, or the one that does not."""
        self._session = async_get_clientsession(hass, verify_ssl=address.verify_ssl)
        self._address = address

    async def async_open(
        self, path: str, body: Mapping[str, Any] | None = None
    ) -> aiohttp.ClientResponse:
        """Return an open response to a GET, or a POST when there is a body; the caller closes it."""
        return await self._session.request(
            HTTPMethod.GET if body is None else HTTPMethod.POST,
            f"{self._address.url}{path}",
            json=body,
            headers=self._address.headers,
            # A redirect would carry the headers to whoever it names.
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
        )

    async def async_json(
        self, path: str, body: Mapping[str, Any] | None = None, *, seconds: float
    ) -> dict[str, Any]:
        """Return a whole answer; raises OllamaError, UnreachableError after `seconds`."""
        try:
            with network_errors():
                async with asyncio.timeout(seconds), await self.async_open(path, body) as response:
                    content = await response.read()
        except TimeoutError as err:
            raise UnreachableError(f"No answer within {seconds} seconds") from err
        if response.status != 200:
            raise from_status(response.status, error_text(content))
        return _object(content)


def _object(content: bytes) -> dict[str, Any]:
    """Return the JSON object in an answer."""
    try:
        parsed = json_loads(content)
    except ValueError as err:
        raise NotOllamaError("The answer is not JSON") from err
    if not isinstance(parsed, dict):
        raise NotOllamaError("The answer is not an object")
    return parsed
