"""What was asked of the stand-in."""

from collections.abc import Mapping
from dataclasses import dataclass
import json
from typing import Any

from aiohttp import web


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """A request as it arrived; `at` is the running loop's clock, in seconds."""

    method: str
    path: str
    body: dict[str, Any]
    headers: Mapping[str, str]
    raw: bytes
    at: float


def parse(raw: bytes) -> dict[str, Any] | None:
    """Return the JSON object of a body, or None where it holds none."""
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def record(request: web.Request, raw: bytes, at: float) -> Recorded:
    """Return what is kept of a request."""
    return Recorded(
        method=request.method,
        path=request.path,
        body=parse(raw) or {},
        headers=request.headers,
        raw=raw,
        at=at,
    )
