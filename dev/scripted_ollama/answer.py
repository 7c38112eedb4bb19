"""A reply cut into the pieces that are sent, and counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
import random
import re
import string
from typing import Any

from .render import Tokenize, call_text, thought
from .script import Call, Reply

_WORDS = re.compile(r"\s*\S+\s*$|\s*\S+")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What one line of the stream carries; `tokens` is what it cost the model."""

    content: str = ""
    thinking: str = ""
    tool_calls: Sequence[dict[str, Any]] = ()
    tokens: int = 1


@dataclass(kw_only=True)
class Answer:
    """The pieces of a reply, why it ended, and the text as the model wrote it."""

    pieces: list[Piece] = field(default_factory=list)
    done_reason: str = "stop"
    tokens: int = 0
    written: str = ""


def answer(reply: Reply, *, thinks: bool, limit: int, tokenize: Tokenize) -> Answer:
    """Return what of a reply is sent within a limit of tokens."""
    result = Answer(done_reason=reply.done_reason)
    for piece, written in _pieces(reply, thinks=thinks, tokenize=tokenize):
        if result.tokens + piece.tokens > limit:
            result.done_reason = "length"
            return result
        result.pieces.append(piece)
        result.tokens += piece.tokens
        result.written += written
    return result


def _pieces(reply: Reply, *, thinks: bool, tokenize: Tokenize) -> Iterator[tuple[Piece, str]]:
    """Yield the pieces in order: thinking, text, calls."""
    thinking = reply.thinking if thinks else ""
    for word in _WORDS.findall(thinking):
        yield Piece(thinking=word, tokens=_count(tokenize, word)), ""
    before = thought(thinking)
    for chunk in _WORDS.findall(reply.text) if reply.chunks is None else reply.chunks:
        yield Piece(content=chunk, tokens=_count(tokenize, chunk)), before + chunk
        before = ""
    for index, call in enumerate(reply.calls):
        text = call_text(call.name, call.arguments)
        piece = Piece(tool_calls=[_wire_call(index, call)], tokens=_count(tokenize, text))
        yield piece, before + text
        before = ""


def _count(tokenize: Tokenize, text: str) -> int:
    """Return the tokens of a text, at least one."""
    return max(len(tokenize(text)), 1)


def _wire_call(index: int, call: Call) -> dict[str, Any]:
    """Return a tool call as Ollama sends it."""
    letters = string.ascii_lowercase + string.digits
    made_up = "".join(random.choices(letters, k=8))  # noqa: S311 - a name, not a secret
    function = {"index": index, "name": call.name, "arguments": call.arguments}
    return {"id": call.id or f"call_{made_up}", "function": function}
