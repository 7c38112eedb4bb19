"""One request to the model and its answer: on the next server, or without what it cannot do, if need be."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..models import AgentSettings
from ..ollama.errors import (
    OllamaError,
    ThinkingUnsupportedError,
    ToolsUnsupportedError,
    UnreachableError,
)
from ..ollama.types import Capability, ChatChunk, ChatRequest, Timeouts
from .brief import Brief

if TYPE_CHECKING:
    from ..ollama import OllamaServer
    from ..pool import ServerPool


@dataclass(kw_only=True)
class Exchange:
    """The requests of a turn; `deadline` is in the loop's time, `tools` what is still offered.

    `committed` is set once a tool was called: from then on no other server may start the turn anew.
    """

    pool: ServerPool
    settings: AgentSettings
    brief: Brief
    deadline: float
    committed: bool = False

    def __post_init__(self) -> None:
        """Offer the model only what it can do, as far as that is known."""
        model = self.pool.model(self.settings.model)
        known = model.capabilities if model else None
        self.tools: Sequence[Mapping[str, Any]] = self.brief.tools
        self.tools_refused = False
        self._correction: Sequence[Mapping[str, Any]] = ()
        if self.tools and known is not None and Capability.TOOLS not in known:
            self._refuse_tools()
        can_think = known is None or Capability.THINKING in known
        self._think = self.settings.think if can_think else False

    async def async_chunks(
        self, correction: Sequence[Mapping[str, Any]] = ()
    ) -> AsyncGenerator[ChatChunk]:
        """Yield the model's answer; ask again without what it says it cannot do.

        `correction` are messages that only this request ends with.
        """
        self._correction = correction
        while True:
            try:
                async with aclosing(self._async_ask()) as chunks:
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
            else:
                return

    async def _async_ask(self) -> AsyncGenerator[ChatChunk]:
        """Yield the answer to one request, of the next server if one cannot be reached."""
        tried: set[OllamaServer] = set()
        server = await self.pool.async_server_for(self.settings.model)
        while server not in tried:
            tried.add(server)
            request = self._request()
            try:
                async with aclosing(server.async_chat(request, self._timeouts())) as chunks:
                    async for chunk in chunks:
                        yield chunk
            except UnreachableError as err:
                self.pool.report_failure(server, self.settings, err)
                server = self.pool.server_for(self.settings.model)
            except OllamaError as err:
                self.pool.report_failure(server, self.settings, err)
                raise
            else:
                self.pool.note_read(request)
                return
        raise UnreachableError("No server that has the model can be reached")

    def _request(self) -> ChatRequest:
        """Return the request as the chat log now stands."""
        return ChatRequest(
            model=self.settings.model,
            messages=[*self.brief.compose(self.tools), *self._correction],
            tools=self.tools,
            output_format=self.brief.output_format,
            options=self.pool.runner_options(self.settings),
            keep_alive=self.settings.keep_alive,
            think=self._think,
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
