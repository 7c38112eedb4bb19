"""Turns what a server or the network says into our errors."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
import re
from typing import Any

import aiohttp

from homeassistant.util.json import json_loads

from .errors import (
    BusyError,
    CertificateError,
    CloudRefusedError,
    ConnectionLostError,
    ContextExceededError,
    GarbledError,
    ModelMissingError,
    NotOllamaError,
    OllamaError,
    ServerFailedError,
    ThinkingUnsupportedError,
    ToolsUnsupportedError,
    UnauthorisedError,
    UnreachableError,
    VisionUnsupportedError,
)

_LOGGED_LENGTH = 200

# Ollama has no error codes, only sentences; the first that fits counts.
_SENTENCES: tuple[tuple[re.Pattern[str], type[OllamaError]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), error)
    for pattern, error in (
        (r"does not support tools", ToolsUnsupportedError),
        (r"does not support thinking|think value|thinking level", ThinkingUnsupportedError),
        (
            r"(not support|missing data required for) (image|vision|multimodal)",
            VisionUnsupportedError,
        ),
        (r"image input is not supported", VisionUnsupportedError),
        (r"longer than the context|exceed\w* .*context|context_size", ContextExceededError),
        (r"cloud .*disabled|remote .*disabled|signin_url", CloudRefusedError),
        (r"model .*not found|file does not exist|no such model", ModelMissingError),
        (r"server busy|maximum pending requests", BusyError),
    )
)

# llama-server's own words, which Ollama passes on as a string of JSON.
_PROMPT_TOKENS = re.compile(r"request \((\d{1,9}) tokens\)")
_CONTEXT_TOKENS = re.compile(r"context size \((\d{1,9}) tokens\)")


def from_sentence(message: str) -> OllamaError:
    """Return the error for an `error` text that came without a telling status."""
    clean = " ".join(message.split())[:_LOGGED_LENGTH]
    for pattern, error in _SENTENCES:
        if pattern.search(message):
            return _with_sizes(error(clean), message)
    return ServerFailedError(clean)


def _with_sizes(error: OllamaError, message: str) -> OllamaError:
    """Return an error that, if a prompt was too long, knows how long where the sentence says it."""
    if isinstance(error, ContextExceededError):
        if found := _PROMPT_TOKENS.search(message):
            error.tokens = int(found[1])
        if found := _CONTEXT_TOKENS.search(message):
            error.context = int(found[1])
    return error


def from_status(status: int, message: str | None) -> OllamaError:
    """Return the error for an HTTP status that is not 200; `message` is None for another's page."""
    by_sentence = from_sentence(message or "")
    if not isinstance(by_sentence, ServerFailedError):
        return by_sentence
    text = f"HTTP {status}: {by_sentence}" if message else f"HTTP {status}"
    match status:
        case 401 | 403:
            # Proxies like to quote the key that they refuse.
            return UnauthorisedError(f"HTTP {status}")
        case 404 if message:
            return ModelMissingError(text)
        case 429 | 503:
            return BusyError(text)
        case _ if status in range(300, 400) or status in (404, 405):
            return NotOllamaError(text)
        case _:
            return ServerFailedError(text)


def error_text(body: bytes) -> str | None:
    """Return Ollama's own `error` sentence, None when the body is something else."""
    try:
        parsed: Any = json_loads(body)
    except ValueError:
        return None
    return sentence(parsed) if isinstance(parsed, Mapping) and "error" in parsed else None


def sentence(answer: Mapping[str, Any]) -> str:
    """Return what an answer with an `error` says."""
    # Only Ollama's cloud wants a sign-in; it is not our key that is wrong.
    return f"{answer['error']} (signin_url)" if "signin_url" in answer else str(answer["error"])


@contextmanager
def network_errors() -> Iterator[None]:
    """Turn aiohttp's errors into ours; a timeout stays what it is unless it was the connecting."""
    try:
        yield
    except aiohttp.ClientConnectorCertificateError as err:
        raise CertificateError(str(err.certificate_error)) from err
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as err:
        raise UnreachableError(str(err)) from err
    except aiohttp.InvalidURL as err:
        raise UnreachableError("The address is not a URL") from err
    except (aiohttp.ClientConnectionError, aiohttp.ClientPayloadError, OSError) as err:
        if isinstance(err, TimeoutError):
            raise
        raise ConnectionLostError(type(err).__name__) from err
    except aiohttp.ClientError as err:
        raise GarbledError(type(err).__name__) from err
