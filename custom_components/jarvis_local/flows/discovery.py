"""Finds an Ollama server where one usually is."""

import asyncio
from collections.abc import Collection

from homeassistant.core import HomeAssistant

from ..ollama import OllamaServer, ServerAddress, UnauthorisedError

DEFAULT_PORT = 11434
# This machine, the host of a container, a neighbour in a compose file, the usual add-ons.
HOSTS = (
    "localhost",
    "127.0.0.1",
    "host.docker.internal",
    "ollama",
    "homeassistant.local",
    "76e18fb5-ollama",
    "a0d7b954-ollama",
    "local-ollama",
    "core-ollama",
)
PROBE_SECONDS = 1.5


def candidates() -> list[str]:
    """Return the addresses worth a try, the likeliest first."""
    return [f"http://{host}:{DEFAULT_PORT}" for host in HOSTS]


async def async_find_server(hass: HomeAssistant, known: Collection[str] = ()) -> str | None:
    """Return the first address at which an Ollama answers that is not known yet."""
    urls = [url for url in candidates() if not {url, _same_host(url)} & set(known)]
    found = await asyncio.gather(*(_async_probe(hass, url) for url in urls), return_exceptions=True)
    return next((url for url, answered in zip(urls, found, strict=True) if answered is True), None)


def _same_host(url: str) -> str:
    """Return this machine's address by its other name; any other address as it is."""
    if "//localhost:" in url:
        return url.replace("//localhost:", "//127.0.0.1:")
    return url.replace("//127.0.0.1:", "//localhost:")


async def _async_probe(hass: HomeAssistant, url: str) -> bool:
    """Return True if there is an Ollama, or raise; one that wants a key is one, too."""
    server = OllamaServer(hass, ServerAddress(url=url))
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            await server.async_version()
    except UnauthorisedError:
        return True
    return True
