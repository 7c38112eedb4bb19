"""Reads one JSON object per line from a stream of bytes."""

from typing import Any

import aiohttp

from homeassistant.util.json import json_loads

from .errors import ConnectionLostError, GarbledError

# The longest honest line is a tool call with long arguments: some kilobytes.
MAX_LINE = 4 * 1024 * 1024
# More than any model writes in an hour, its thoughts included.
MAX_TOTAL = 32 * 1024 * 1024


class NdjsonReader:
    """Reads a response line by line, however the bytes were cut on their way."""

    def __init__(self, stream: aiohttp.StreamReader) -> None:
        """Read from an HTTP response's content."""
        self._stream = stream
        self._buffer = bytearray()
        self._searched = 0
        self._total = 0
        self._ended = False

    async def async_read(self) -> dict[str, Any] | None:
        """Return the next object, None at the end; raises GarbledError, ConnectionLostError."""
        while (line := await self._async_line()) is not None:
            if line := line.strip():
                return self._parse(line)
        return None

    async def _async_line(self) -> bytes | None:
        """Return the next line, at the end whatever is left, then None."""
        while (end := self._buffer.find(b"\n", self._searched)) < 0:
            self._searched = len(self._buffer)
            if self._searched > MAX_LINE:
                raise GarbledError("A line of the answer is too long")
            chunk = b"" if self._ended else await self._stream.readany()
            if not chunk:
                self._ended = True
                return self._take(len(self._buffer)) if self._buffer else None
            self._buffer += chunk
            self._total += len(chunk)
            if self._total > MAX_TOTAL:
                raise GarbledError("The answer is too long")
        return self._take(end + 1)

    def _take(self, length: int) -> bytes:
        """Remove and return the buffer's first bytes."""
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._searched = 0
        return taken

    def _parse(self, line: bytes) -> dict[str, Any]:
        """Return the object in a line."""
        try:
            parsed = json_loads(line)
        except ValueError as err:
            if self._ended and line.startswith(b"{"):
                raise ConnectionLostError("The answer breaks off within a line") from err
            raise GarbledError("A line of the answer is not JSON") from err
        if not isinstance(parsed, dict):
            raise GarbledError("A line of the answer is not an object")
        return parsed
