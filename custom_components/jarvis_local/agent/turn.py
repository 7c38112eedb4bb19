"""One turn with the model: rounds of answers and tool calls until nothing is left to say or do."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.components.conversation import (
    AssistantContent,
    AssistantContentDeltaDict,
    ChatLog,
    ToolResultContent,
)
from homeassistant.helpers import llm

from ..const import LOGGER
from ..models import AgentSettings
from ..ollama.errors import OllamaError
from ..ollama.types import ChatChunk, ToolCall
from ..pool import ServerPool
from ..tools import known_names, translate
from ..tools.base import is_done
from .brief import Brief
from .exchange import Exchange
from .messages import open_calls
from .rescue import Offered
from .rescue.quoted import not_quoted
from .speech import MAX_SPOKEN, SpeechFilter
from .steps import Act, Again, End, Gate, Guide, Heard, OpenGate, Say, Step
from .trouble import Cause, Trouble

MAX_ROUNDS: Final = 10
# The stream has its own bound; this is for a tool that does not come back.
_GRACE: Final = 1.0
_FIRST: Final = Again()


@dataclass(kw_only=True)
class Outcome:
    """How a turn with the model ended; `spoken` in characters, `seconds` since it began.

    `failed` is that one of the last calls came to nothing. `closing` is what is still to be said where
    the model's own words are not what counts.
    """

    trouble: Cause | None = None
    error: OllamaError | None = None
    spoken: int = 0
    seconds: float = 0.0
    tools_refused: bool = False
    failed: bool = False
    closing: Say | None = None


@dataclass(kw_only=True)
class ModelTurn:
    """A turn that is going on; trouble with the model never raises, it is in the outcome."""

    pool: ServerPool
    settings: AgentSettings
    chat_log: ChatLog
    agent_id: str
    brief: Brief
    guide: Guide = field(default_factory=Guide)
    max_spoken: int | None = MAX_SPOKEN
    outcome: Outcome = field(default_factory=Outcome)

    def __post_init__(self) -> None:
        """Start the clock."""
        self._began = asyncio.get_running_loop().time()
        self._deadline = self._began + self.pool.timeouts.total
        self._exchange = Exchange(
            pool=self.pool, settings=self.settings, brief=self.brief, deadline=self._deadline
        )
        self._offered = Offered.from_wire(
            self.brief.tools, known_names() if self.brief.tools else ()
        )
        self._filter = SpeechFilter()
        self._gate: Gate = OpenGate()
        self._spoken_before = self._written = 0

    async def async_run(self, first: Step = _FIRST) -> Outcome:
        """Let the model answer and act, at most so many rounds and so many seconds."""
        try:
            async with asyncio.timeout_at(self._deadline + _GRACE):
                await self._async_rounds(first)
        except TimeoutError:
            self._answer_open_calls()
            self.outcome.trouble = Trouble.TOOL_TIMEOUT
        self.outcome.seconds = asyncio.get_running_loop().time() - self._began
        self.outcome.tools_refused = self._exchange.tools_refused
        return self.outcome

    async def _async_rounds(self, step: Step) -> None:
        """Ask, run the tools it calls, and do what the guide says comes next."""
        for _ in range(MAX_ROUNDS):
            self.outcome.trouble = None
            heard = await self._async_round(step)
            step = await self.guide.async_after(heard)
            if isinstance(step, Say):
                self.outcome.closing, self.outcome.trouble = step, None
                return
            if heard.trouble is not None and not isinstance(step, Act):
                return
            if isinstance(step, End):
                if self.outcome.spoken == self._spoken_before and not step.is_enough:
                    self.outcome.trouble = Trouble.EMPTY_ANSWER
                return
        self.outcome.trouble = Trouble.TOO_MANY_ROUNDS

    async def _async_round(self, step: Step) -> Heard:
        """Have the model answer, or make calls in its place, and wait for the tools."""
        offered = self._offered if self._exchange.tools else None
        self._filter, self._gate = SpeechFilter(offered), self.guide.gate()
        self._spoken_before = self.outcome.spoken
        if ours := isinstance(step, Act):
            deltas = _calling(step.calls)
        else:
            correction = step.correction if isinstance(step, Again) else ()
            deltas = self._async_deltas(correction)
        said, results = await self._async_log(deltas)
        if results or (said and said.content):
            self.outcome.failed = any(not is_done(item.result) for item in results)
        return Heard(
            spoken=(said.content or "").strip() if said else "",
            held=self._gate.held,
            calls=(said.tool_calls or ()) if said else (),
            results=results,
            trouble=self.outcome.trouble,
            ours=ours,
        )

    async def _async_log(
        self, deltas: AsyncIterable[AssistantContentDeltaDict]
    ) -> tuple[AssistantContent | None, list[ToolResultContent]]:
        """Stream an answer into the chat log; return it with what came of its calls."""
        said: AssistantContent | None = None
        results: list[ToolResultContent] = []
        async for item in self.chat_log.async_add_delta_content_stream(self.agent_id, deltas):
            if isinstance(item, AssistantContent):
                said = item
            else:
                results.append(item)
        return said, results

    async def _async_deltas(
        self, correction: Sequence[Mapping[str, Any]]
    ) -> AsyncGenerator[AssistantContentDeltaDict]:
        """Yield what the model sends; an exception here would lose what it said and orphan its calls."""
        yield {"role": "assistant"}
        try:
            async with aclosing(self._exchange.async_chunks(correction)) as chunks:
                async for chunk in chunks:
                    for delta in self._deltas(chunk):
                        yield delta
                    if self.outcome.trouble is not None:
                        break
        except OllamaError as err:
            LOGGER.debug("The model %s failed: %r", self.settings.model, err)
            self.outcome.error = err
            self.outcome.trouble = err.reason
        for delta in self._last_deltas():
            yield delta

    def _deltas(self, chunk: ChatChunk) -> Iterator[AssistantContentDeltaDict]:
        """Yield the deltas of a piece of the answer."""
        if chunk.thinking:
            yield {"thinking_content": chunk.thinking}
        words = self._gate.feed(self._filter.feed(chunk.content))
        if chunk.tool_calls:  # "One moment." is of no use after a slow tool
            words += self._gate.feed(self._filter.flush()) + self._gate.flush()
        yield from self._words(words)
        yield from self._calls(chunk.tool_calls)
        self._written += len(chunk.content)
        too_long = self.max_spoken is not None and self._written > self.max_spoken
        if too_long or chunk.done_reason == "length":
            self.outcome.trouble = Trouble.TOO_LONG

    def _last_deltas(self) -> Iterator[AssistantContentDeltaDict]:
        """Yield what was held back and may be spoken."""
        is_cut = self.outcome.trouble is not None
        rest = self._gate.feed(self._filter.finish(is_cut=is_cut))
        yield from self._words(rest + self._gate.finish())
        yield from self._calls(not_quoted(self._filter.tool_calls, self.chat_log.content))

    def _words(self, text: str) -> Iterator[AssistantContentDeltaDict]:
        """Yield words that are spoken, counted without white space."""
        if text:
            is_first = self.outcome.spoken == self._spoken_before
            if is_first and self._spoken_before and not text[0].isspace():
                text = f" {text}"  # or it is spoken as part of the last round's last word
            self.outcome.spoken += len(text.strip())
            yield {"content": text}

    def _calls(self, calls: Sequence[ToolCall]) -> Iterator[AssistantContentDeltaDict]:
        """Yield the tool calls, if any tool was offered."""
        if not calls or not self._exchange.tools or self.chat_log.llm_api is None:
            return
        self._exchange.committed = True
        inputs = [self._tool_input(call) for call in calls]
        if new := [tool_input for tool_input in inputs if self.guide.is_new(tool_input)]:
            yield {"tool_calls": new}

    def _tool_input(self, call: ToolCall) -> llm.ToolInput:
        """Return a model's call as Home Assistant's, with names as Home Assistant knows them."""
        if call.unreadable is not None:
            # The tool refuses it, and the model learns why; empty arguments might do something.
            return llm.ToolInput(tool_name=call.name, tool_args={"unreadable": call.unreadable})
        name, args = translate(self._offered.name(call.name) or call.name, call.arguments)
        area = args.get("area")
        if isinstance(device := args.get("name"), str):
            room = area if isinstance(area, str) else None
            args["name"] = self.brief.home.full_name(device, room, self.brief.here)
        tool_input = llm.ToolInput(tool_name=name, tool_args=args)
        self.brief.written[tool_input.id] = dict(call.arguments)
        return tool_input

    def _answer_open_calls(self) -> None:
        """Give each tool call that did not come back a result, or the log is out of order."""
        for call in open_calls(self.chat_log.content):
            self.outcome.failed = True
            result = llm.ToolResult(data={"error": "timeout, outcome unknown"}, error=True)
            self.chat_log.async_add_assistant_content_without_tools(
                ToolResultContent(
                    agent_id=self.agent_id,
                    tool_call_id=call.id,
                    tool_name=call.tool_name,
                    result=result,
                )
            )


async def _calling(calls: Sequence[llm.ToolInput]) -> AsyncGenerator[AssistantContentDeltaDict]:
    """Yield calls as if the model had made them."""
    yield {"role": "assistant"}
    yield {"tool_calls": list(calls)}
