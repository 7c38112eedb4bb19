"""The ways in which a scripted answer can go wrong."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class FailureKind(StrEnum):
    """What happens instead of, or in the middle of, an answer."""

    BODY = "body"
    HANG = "hang"
    DISCONNECT = "disconnect"
    GARBAGE = "garbage"
    ERROR = "error"


@dataclass(frozen=True, kw_only=True)
class Failure:
    """One way to fail; `after` counts the lines of the stream that still get through."""

    kind: FailureKind
    code: int = 200
    text: str = ""
    content_type: str = "application/json"
    after: int = 0

    @classmethod
    def status(cls, code: int, message: str) -> Self:
        """Answer with an HTTP status and Ollama's error body."""
        return cls(kind=FailureKind.ERROR, code=code, text=message)

    @classmethod
    def html(cls, code: int = 200) -> Self:
        """Answer with a web page, as a proxy in between does."""
        page = "<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>"
        return cls(kind=FailureKind.BODY, code=code, text=page, content_type="text/html")

    @classmethod
    def not_json(cls) -> Self:
        """Answer with something that is not JSON."""
        return cls(kind=FailureKind.BODY, text="all is well\n")

    @classmethod
    def json_array(cls) -> Self:
        """Answer with JSON that is not an object."""
        return cls(kind=FailureKind.BODY, text='["all","is","well"]\n')

    @classmethod
    def no_message(cls) -> Self:
        """Answer with an object that has no message."""
        return cls(kind=FailureKind.BODY, text='{"model":"scripted","done":true}\n')

    @classmethod
    def empty_body(cls) -> Self:
        """Answer 200 with nothing in it."""
        return cls(kind=FailureKind.BODY)

    @classmethod
    def hang(cls) -> Self:
        """Accept the request and say nothing, for ever."""
        return cls(kind=FailureKind.HANG)

    @classmethod
    def hang_after(cls, lines: int) -> Self:
        """Fall silent in the middle of the stream."""
        return cls(kind=FailureKind.HANG, after=lines)

    @classmethod
    def disconnect_after(cls, lines: int) -> Self:
        """Cut the connection in the middle of the stream, or at once with 0."""
        return cls(kind=FailureKind.DISCONNECT, after=lines)

    @classmethod
    def garbage_after(cls, lines: int) -> Self:
        """Send a line that is not JSON in the middle of the stream."""
        return cls(kind=FailureKind.GARBAGE, text='{"model":"scripted","mess\n', after=lines)

    @classmethod
    def error_after(cls, lines: int, message: str) -> Self:
        """End the stream with Ollama's error line; before the first line it is a status 500."""
        return cls(kind=FailureKind.ERROR, code=500, text=message, after=lines)
