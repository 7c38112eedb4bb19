"""One request to the model and its answer: of the next server or model, if the first one fails."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

from ..models import AgentSettings
from ..ollama.errors import (
    BusyError,
    ContextExceededError,
    OllamaError,
    ThinkingUnsupportedError,
    ToolsUnsupportedError,
    UnreachableError,
)
from ..ollama.types import Capability, ChatChunk, ChatRequest, Timeouts
from ..pool import Candidate, GaveWayError, Priority, ServerPool, Stopwatch
from .brief import Brief

# A full queue is often shorter a moment later.
BUSY_SECONDS: Final = 1.0


@dataclass(kw_only=True)
class Exchange:
    """The requests of a turn; `deadline` is in the loop's time, `tools` what is still offered.

    Another candidate is asked only while nothing is `committed`: no word given away, no tool run.
    """

    pool: ServerPool
    settings: AgentSettings
    brief: Brief
    deadline: float
    committed: bool = False

    def __post_init__(self) -> None:
        """Offer what the model that will probably be asked can do."""
        self.candidate: Candidate | None = None
        self._sent: ChatRequest | None = None
        self._correction: Sequence[Mapping[str, Any]] = ()
        self.tools: Sequence[Mapping[str, Any]] = self.brief.tools
        self.tools_refused = False
        self._think = self.settings.think
        if found := self.pool.candidates(self.settings, self.brief.needs):
            self._adapt(found[0])

    async def async_chunks(
        self, correction: Sequence[Mapping[str, Any]] = ()
    ) -> AsyncGenerator[ChatChunk]:
        """Yield the answer of the first candidate that gives one.

        `correction` are messages that only this request ends with.
        """
        self._correction = correction
        failures: dict[tuple[str, str], OllamaError] = {}
        while (candidate := await self._async_next(failures)) is not None:
            if self.candidate is None or candidate.key != self.candidate.key:
                self._adapt(candidate)
            self.candidate = candidate
            try:
                async with aclosing(self._async_ask(candidate)) as chunks:
                    async for chunk in chunks:
                        yield chunk
            except OllamaError as err:
                failures[candidate.key] = err
                if not self._may_go_on(err):
                    raise
            else:
                return
        raise _telling(failures.values()) if failures else self.pool.why_none(self.settings)

    async def _async_next(
        self, failures: Mapping[tuple[str, str], OllamaError]
    ) -> Candidate | None:
        """Return what to ask: in later rounds the same again, for it has read the conversation."""
        return await self.pool.async_candidate(
            self.settings, tried=failures.keys(), last=self.candidate, needs=self.brief.needs
        )

    def _may_go_on(self, err: OllamaError) -> bool:
        """Return whether another candidate may be asked after a failure."""
        # A longer context is the same everywhere, and an errand that made way waits.
        if self.committed or isinstance(err, ContextExceededError | GaveWayError):
            return False
        return asyncio.get_running_loop().time() < self.deadline

    def _adapt(self, candidate: Candidate) -> None:
        """Offer a model only what it can do."""
        can = candidate.model.capabilities
        self.tools, self.tools_refused = self.brief.tools, False
        lacks_tools = Capability.TOOLS not in can and self.brief.needs_tools(candidate.settings)
        if self.tools and lacks_tools:
            self._refuse_tools()
        self._think = self.settings.think if Capability.THINKING in can else False

    async def _async_ask(self, candidate: Candidate) -> AsyncGenerator[ChatChunk]:
        """Yield one model's answer; ask again for less than it can take, or once if busy."""
        waited = shortened = False
        while True:
            try:
                async with aclosing(self._async_send(candidate)) as chunks:
                    async for chunk in chunks:
                        yield chunk
            except ThinkingUnsupportedError:
                if not self._think:
                    raise
                self._think = False
            except ToolsUnsupportedError:
                if not self.tools:
                    raise
                self._refuse_tools()
            except ContextExceededError as err:
                if shortened or not self._shorten(candidate, err):
                    raise
                shortened = True
            except BusyError as err:
                if waited or isinstance(err, GaveWayError):
                    raise
                waited = True
                await asyncio.sleep(BUSY_SECONDS)
            else:
                return

    async def _async_send(self, candidate: Candidate) -> AsyncGenerator[ChatChunk]:
        """Yield the answer to one request, and tell the pool how it went."""
        request, watch = self._request(candidate), Stopwatch()
        self._sent = request
        answer = self._async_errand if self.brief.patient else self._async_stream
        told = self.brief.async_read(candidate.settings, request, answer(candidate, request))
        try:
            async with aclosing(told) as chunks:
                async for chunk in chunks:
                    watch.feed(chunk)
                    self._note(chunk)
                    yield chunk
        except GaveWayError:
            raise
        except OllamaError as err:
            self.pool.report_failure(candidate, err)
            raise
        self.pool.note_answer(candidate, request, watch)

    async def _async_stream(
        self, candidate: Candidate, request: ChatRequest
    ) -> AsyncGenerator[ChatChunk]:
        """Yield an answer as it comes; errands on the server make way."""
        self.pool.make_way(candidate, request, Priority.PERSON)
        async with aclosing(candidate.server.async_chat(request, self._timeouts())) as chunks:
            async for chunk in chunks:
                yield chunk

    async def _async_errand(
        self, candidate: Candidate, request: ChatRequest
    ) -> AsyncGenerator[ChatChunk]:
        """Yield an answer once it is complete; raises GaveWayError if it was broken off."""
        if not self.pool.traffic.is_quiet:
            raise GaveWayError("Someone waits for an answer")
        self.pool.make_way(candidate, request, Priority.TASK)
        async with (
            self.pool.traffic.errand(candidate.server, Priority.TASK),
            aclosing(candidate.server.async_chat(request, self._timeouts())) as chunks,
        ):
            collected = [chunk async for chunk in chunks]
        for chunk in collected:
            yield chunk

    def _note(self, chunk: ChatChunk) -> None:
        """Take what was given away as spoken or run."""
        if chunk.content.strip() or chunk.tool_calls:
            self.committed = True

    def _shorten(self, candidate: Candidate, err: ContextExceededError) -> bool:
        """Return whether the request that was just refused as too long can be made shorter."""
        sent = self._sent
        return sent is not None and self.brief.shorten(candidate.settings, sent, err)

    def _request(self, candidate: Candidate) -> ChatRequest:
        """Return the request as the chat log now stands."""
        asked = self.brief.ask(candidate.settings, self.tools, self._correction)
        return ChatRequest(
            model=candidate.settings.model,
            messages=asked.messages,
            tools=asked.tools,
            output_format=asked.output_format,
            options=self.pool.runner_options(candidate.settings),
            keep_alive=self.settings.keep_alive,
            think=self._think if asked.may_think else False,
        )

    def _timeouts(self) -> Timeouts:
        """Return the bounds for one request: all rounds together have the time of a turn."""
        left = max(0.1, self.deadline - asyncio.get_running_loop().time())
        bounds = self.pool.timeouts
        return Timeouts(first_token=min(bounds.first_token, left), total=left)

    def _refuse_tools(self) -> None:
        """Go on without tools."""
        self.tools = ()
        self.tools_refused = True


def _telling(failures: Iterable[OllamaError]) -> OllamaError:
    """Return the failure that says most: that a server is off says least."""
    known = [err for err in failures if not isinstance(err, UnreachableError)]
    return (known or list(failures))[0]
