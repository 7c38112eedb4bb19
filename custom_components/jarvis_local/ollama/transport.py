"""Our own requests to a server, over Home Assistant's shared session."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPMethod
from typing import Any

import aiohttp

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.json import json_loads

from .errors import GarbledError, NotOllamaError, OllamaError, UnauthorisedError, UnreachableError
from .failures import error_text, from_status, network_errors
from .types import ServerAddress

CONNECT_SECONDS = 5
# The longest honest answer that comes whole is a list of models.
MAX_ANSWER = 16 * 1024 * 1024
# What is shorter is no secret, and would be found in many a word.
_SHORTEST_SECRET = 6


class Transport:
    """Opens requests to one server."""

    def __init__(self, hass: HomeAssistant, address: ServerAddress) -> None:
        """Use the shared session that checks certificates, or the one that does not."""
        self._session = async_get_clientsession(hass, verify_ssl=address.verify_ssl)
        self._address = address

    @contextmanager
    def discreet(self) -> Iterator[None]:
        """Take our key and headers out of an error: some proxies quote what they refuse."""
        try:
            yield
        except OllamaError as err:
            err.args = tuple(self._without_secrets(str(arg)) for arg in err.args)
            raise

    def _without_secrets(self, text: str) -> str:
        """Return a text without what the headers hold."""
        for value in self._address.headers.values():
            for secret in (value, value.rpartition(" ")[2]):
                if len(secret) >= _SHORTEST_SECRET:
                    text = text.replace(secret, "…")
        return text

    async def async_open(
        self, path: str, body: Mapping[str, Any] | None = None
    ) -> aiohttp.ClientResponse:
        """Return an open response to a GET, or a POST when there is a body; the caller closes it."""
        try:
            return await self._session.request(
                HTTPMethod.GET if body is None else HTTPMethod.POST,
                f"{self._address.url}{path}",
                json=body,
                headers=self._address.headers,
                # A redirect would carry the headers to whoever it names.
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            )
        except aiohttp.ClientError:
            raise
        except ValueError:
            # Its text may quote the key.
            raise UnauthorisedError("The key or a header cannot be sent") from None

    async def async_json(
        self, path: str, body: Mapping[str, Any] | None = None, *, seconds: float
    ) -> dict[str, Any]:
        """Return a whole answer; raises OllamaError, UnreachableError after `seconds`."""
        try:
            with network_errors():
                async with asyncio.timeout(seconds), await self.async_open(path, body) as response:
                    content = await async_read(response)
        except TimeoutError as err:
            raise UnreachableError(f"No answer within {seconds} seconds") from err
        if response.status != 200:
            with self.discreet():
                raise from_status(response.status, error_text(content))
        return _object(content)


async def async_read(response: aiohttp.ClientResponse) -> bytes:
    """Return a whole answer, unpacked; raises GarbledError where there is no end to it."""
    content = bytearray()
    while chunk := await response.content.readany():
        content += chunk
        if len(content) > MAX_ANSWER:
            raise GarbledError("The answer is too long")
    return bytes(content)


def _object(content: bytes) -> dict[str, Any]:
    """Return the JSON object in an answer."""
    try:
        parsed = json_loads(content)
    except ValueError as err:
        raise NotOllamaError("The answer is not JSON") from err
    if not isinstance(parsed, dict):
        raise NotOllamaError("The answer is not an object")
    return parsed
