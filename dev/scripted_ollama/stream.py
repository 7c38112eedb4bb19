"""Sending an answer line by line or as one object, and failing on the way."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import web

from .errors import RefusedError
from .failures import Failure, FailureKind
from .wire import dump

type Lines = AsyncGenerator[dict[str, Any]]

NDJSON = "application/x-ndjson"


def json_response(value: Any, status: int = 200) -> web.Response:
    """Return an object as Ollama sends it."""
    return web.Response(
        status=status, text=dump(value), content_type="application/json", charset="utf-8"
    )


async def stream(request: web.Request, lines: Lines, failure: Failure | None) -> web.StreamResponse:
    """Send each line as it comes; the status goes out with the first, as Ollama's does."""
    if failure and not failure.after:
        return await fail(request, failure)
    response = web.StreamResponse(headers={"Content-Type": NDJSON})
    sent = 0
    async for line in lines:
        if failure and sent == failure.after:
            break
        if not sent:
            await response.prepare(request)
        await response.write(f"{dump(line)}\n".encode())
        sent += 1
    if failure:
        await _break_off(request, response, failure)
    return response


async def fail(request: web.Request, failure: Failure) -> web.StreamResponse:
    """Answer a request with a failure from the start."""
    match failure.kind:
        case FailureKind.HANG:
            await asyncio.Event().wait()
        case FailureKind.DISCONNECT:
            cut(request)
        case FailureKind.ERROR:
            raise RefusedError(failure.code, failure.text)
        case FailureKind.BODY | FailureKind.GARBAGE:
            pass
    return web.Response(
        status=failure.code, text=failure.text, content_type=failure.content_type, charset="utf-8"
    )


def cut(request: web.Request) -> None:
    """Drop the connection without a word."""
    if request.transport:
        request.transport.abort()


async def _break_off(request: web.Request, response: web.StreamResponse, failure: Failure) -> None:
    """Fail in the middle of a stream."""
    match failure.kind:
        case FailureKind.HANG:
            await asyncio.Event().wait()
        case FailureKind.DISCONNECT:
            cut(request)
        case FailureKind.ERROR:
            await response.write(f"{dump({'error': failure.text})}\n".encode())
        case FailureKind.BODY | FailureKind.GARBAGE:
            await response.write(failure.text.encode())
