"""What can go wrong with a model server, by name.

Each error's `reason` is the key of its words: `errors.<reason>` in `languages/` for the ear,
`config.error.<reason>` and `exceptions.<reason>` in `translations/` for the eye.
"""

from enum import StrEnum
from typing import ClassVar


class Reason(StrEnum):
    """Why a model server could not do what was asked."""

    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    UNAUTHORISED = "unauthorised"
    NOT_OLLAMA = "not_ollama"
    MODEL_MISSING = "model_missing"
    TOOLS_UNSUPPORTED = "tools_unsupported"
    VISION_UNSUPPORTED = "vision_unsupported"
    THINKING_UNSUPPORTED = "thinking_unsupported"
    CONTEXT_EXCEEDED = "context_exceeded"
    CLOUD_REFUSED = "cloud_refused"
    BUSY = "busy"
    SERVER_FAILED = "server_failed"
    GARBLED = "garbled"
    TIMEOUT = "timeout"
    CONNECTION_LOST = "connection_lost"


class OllamaError(Exception):
    """A model server could not do what was asked.

    The message is for the log and never holds a header, a key or what a person said.
    """

    reason: ClassVar[Reason]


class UnreachableError(OllamaError):
    """Nothing answers at the address."""

    reason = Reason.UNREACHABLE


class CertificateError(OllamaError):
    """The server's certificate is not trusted."""

    reason = Reason.CERTIFICATE


class UnauthorisedError(OllamaError):
    """The server wants a key or headers that were not given (401, 403)."""

    reason = Reason.UNAUTHORISED


class NotOllamaError(OllamaError):
    """Something answers, but not Ollama."""

    reason = Reason.NOT_OLLAMA


class ModelMissingError(OllamaError):
    """The model is not on the server (404)."""

    reason = Reason.MODEL_MISSING


class ToolsUnsupportedError(OllamaError):
    """The model cannot call tools (400)."""

    reason = Reason.TOOLS_UNSUPPORTED


class VisionUnsupportedError(OllamaError):
    """The model cannot look at pictures."""

    reason = Reason.VISION_UNSUPPORTED


class ThinkingUnsupportedError(OllamaError):
    """The model cannot think first, or not at that level (400)."""

    reason = Reason.THINKING_UNSUPPORTED


class ContextExceededError(OllamaError):
    """The prompt is longer than the context (400); how long both are where the server said it."""

    reason = Reason.CONTEXT_EXCEEDED
    tokens: int | None = None
    context: int | None = None


class CloudRefusedError(OllamaError):
    """The model runs outside the house, which the owner has not allowed."""

    reason = Reason.CLOUD_REFUSED


class BusyError(OllamaError):
    """The server's queue is full (429, 503)."""

    reason = Reason.BUSY


class ServerFailedError(OllamaError):
    """The server or its runner failed (5xx, or an error in the stream)."""

    reason = Reason.SERVER_FAILED


class GarbledError(OllamaError):
    """The answer is not what Ollama sends."""

    reason = Reason.GARBLED


class AnswerTimeoutError(OllamaError):
    """The first token, the next one, or the whole answer did not come in time."""

    reason = Reason.TIMEOUT


class ConnectionLostError(OllamaError):
    """The connection broke in the middle of an answer."""

    reason = Reason.CONNECTION_LOST
