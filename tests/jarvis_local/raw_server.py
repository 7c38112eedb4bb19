"""A server that sends exactly the bytes a test gives it, piece by piece."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
import json
from typing import Any

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\nConnection: close\r\n\r\n"


def line(**content: Any) -> bytes:
    """Return a line of an answer."""
    return json.dumps(content).encode() + b"\n"


def message(content: Any = "", *, done: bool = False, **rest: Any) -> bytes:
    """Return a line with a message."""
    return line(message={"role": "assistant", "content": content, **rest}, done=done)


@asynccontextmanager
async def raw_server(pieces: Sequence[bytes], *, head: bytes = HEAD) -> AsyncGenerator[str]:
    """Answer every request with the pieces, a moment between them; yields the server's URL."""

    async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        with suppress(ConnectionError):
            for piece in (head, *pieces):
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.002)
        writer.close()

    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
