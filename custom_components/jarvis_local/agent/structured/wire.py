"""The two ways of speaking to a model; a turn does not notice which it is."""

from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol, override

from ...ollama.types import ChatChunk
from .answer import AnswerReader
from .signatures import answer_format, rules, written

type Message = Mapping[str, Any]

# How the note with the tools' results begins.
RESULTS: Final = "[results] "


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What goes to the server; `may_think` is False where thinking would have it read all twice."""

    messages: Sequence[Message]
    tools: Sequence[Mapping[str, Any]] = ()
    output_format: Mapping[str, Any] | None = None
    may_think: bool = True


class Wire(Protocol):
    """How tools, messages and answers are put for a model."""

    # Whether the model must be one that Ollama says can call tools.
    needs_tools: bool

    def rules(self, tools: Sequence[Mapping[str, Any]]) -> str:
        """Return what the system prompt says of the tools."""

    def request(self, tools: Sequence[Mapping[str, Any]], messages: Sequence[Message]) -> Asked:
        """Return what is sent."""

    def read(self, chunks: AsyncGenerator[ChatChunk]) -> AsyncGenerator[ChatChunk]:
        """Return an answer as words and tool calls."""


class ToolsWire(Wire):
    """Ollama's own way: it puts the tools into the prompt, and reads the calls."""

    needs_tools = True

    @override
    def rules(self, tools: Sequence[Mapping[str, Any]]) -> str:
        """Return nothing: the model's template tells of the tools."""
        return ""

    @override
    def request(self, tools: Sequence[Mapping[str, Any]], messages: Sequence[Message]) -> Asked:
        """Return all as it is."""
        return Asked(messages=messages, tools=tools)

    @override
    def read(self, chunks: AsyncGenerator[ChatChunk]) -> AsyncGenerator[ChatChunk]:
        """Return the answer as it is."""
        return chunks


@dataclass(frozen=True, kw_only=True)
class StructuredWire(Wire):
    """Tools in the system prompt, answers held to a schema.

    `answers` are the model's own words by what they mean, so that they are sent again byte for byte.
    """

    needs_tools = False
    answers: dict[str, str] = field(default_factory=dict)

    @override
    def rules(self, tools: Sequence[Mapping[str, Any]]) -> str:
        """Return the tools' signatures and how to call them."""
        return rules(tools)

    @override
    def request(self, tools: Sequence[Mapping[str, Any]], messages: Sequence[Message]) -> Asked:
        """Return the conversation as it looks to a model that answers in JSON."""
        if not tools:
            return Asked(messages=messages)
        return Asked(
            messages=list(_joined(map(self._message, messages))),
            output_format=answer_format(tools),
            may_think=False,
        )

    def _message(self, message: Message) -> Message:
        """Return one message."""
        match message:
            case {"role": "assistant"}:
                calls, said = message.get("tool_calls") or (), message.get("content") or ""
                meant = written(calls, said)
                return {"role": "assistant", "content": self.answers.get(meant, meant)}
            case {"role": "tool"}:
                note = f"{RESULTS}{message.get('tool_name', '')}: {message.get('content', '')}"
                return {"role": "user", "content": note}
            case _:
                return message

    @override
    async def read(self, chunks: AsyncGenerator[ChatChunk]) -> AsyncGenerator[ChatChunk]:
        """Yield words and calls as the JSON comes; remember how the model wrote it."""
        reader = AnswerReader()
        async with aclosing(chunks):
            async for chunk in chunks:
                said, calls = reader.feed(chunk.content)
                if chunk.done:
                    rest, more = reader.finish()
                    said, calls = said + rest, [*calls, *more]
                    self._remember(reader)
                yield replace(chunk, content=said, tool_calls=(*calls, *chunk.tool_calls))

    def _remember(self, reader: AnswerReader) -> None:
        """Remember how an answer was written."""
        calls = [
            {"function": {"name": call.name, "arguments": call.arguments}} for call in reader.calls
        ]
        self.answers[written(calls, reader.said.strip())] = reader.raw


def _joined(messages: Iterable[Message]) -> Iterator[Message]:
    """Yield messages with those of the user that follow each other as one: roles take turns."""
    last: dict[str, Any] | None = None
    for message in messages:
        if last is not None and last["role"] == message["role"] == "user":
            last["content"] = _both(last["content"], message["content"])
            continue
        if last is not None:
            yield last
        last = dict(message)
    if last is not None:
        yield last


def _both(first: str, second: str) -> str:
    """Return two texts of the user as one; results stand in one note, with a blank line after it."""
    if second.startswith(RESULTS):
        return f"{first}\n{second.removeprefix(RESULTS)}"
    return f"{first}\n\n{second}" if first.startswith(RESULTS) else f"{first}\n{second}"
