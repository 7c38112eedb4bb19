"""Have the model loaded and its prompt evaluated before the user has finished speaking."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm

from ..const import CONF_NUM_PREDICT, LOGGER
from ..models import AgentSettings
from ..ollama.errors import ContextExceededError, OllamaError
from ..ollama.types import Capability, ChatChunk, ChatRequest, Timeouts
from ..pool import Candidate, Priority, ServerPool
from .guard import guard_for
from .layout import async_learn_layout
from .prefix import async_prefix

# Nobody waits for it, and giving up would have the server break off the loading of a large model.
_PATIENCE: Final = Timeouts(first_token=300, total=300)


@dataclass(frozen=True, kw_only=True)
class WarmUp:
    """The part of an agent's prompt that never changes, for whichever model will be asked.

    A `soon` one is for someone who is speaking: tasks make way for it.
    """

    hass: HomeAssistant = field(repr=False)
    pool: ServerPool
    settings: AgentSettings
    api: llm.APIInstance | None
    soon: bool = True

    async def async_run(self) -> bool:
        """Send it and ask for one token; return whether it has been read. Never raises."""
        if not self.settings.model:
            return False
        try:
            candidates = self.pool.candidates(self.settings)
            return bool(candidates) and await self._async_warm(candidates[0])
        except OllamaError as err:
            LOGGER.debug("Could not warm up %s: %r", self.settings.model, err)
            return False

    async def _async_warm(self, candidate: Candidate) -> bool:
        """Have a model read the prompt; a shorter one if the first was too long for it."""
        try:
            return await self._async_have_read(candidate)
        except ContextExceededError:
            return await self._async_have_read(candidate)

    async def _async_have_read(self, candidate: Candidate) -> bool:
        """Have a model read the prompt, unless that is what it read last."""
        await self.pool.traffic.async_quiet()
        # Looking at the layout may load the model, which then has read nothing.
        was_loaded = await self.pool.async_is_loaded(candidate)
        await async_learn_layout(self.pool, candidate.server, candidate.settings)
        request = self._request(candidate)
        # Evaluating it again would push a running conversation out of the server's memory.
        if was_loaded and await self.pool.async_has_read(candidate, request):
            return True
        if self.soon:
            self.pool.make_way(candidate, request, Priority.PERSON)
        async with (
            self.pool.background(candidate, request=request),
            aclosing(self._async_counted(candidate, request)) as chunks,
        ):
            async for _ in chunks:
                pass
        self.pool.note_answer(candidate, request)
        return True

    async def _async_counted(
        self, candidate: Candidate, request: ChatRequest
    ) -> AsyncGenerator[ChatChunk]:
        """Yield the answer; learn from what the server says of the prompt's length."""
        guard = guard_for(self.pool, candidate.settings)
        try:
            async with aclosing(candidate.server.async_chat(request, _PATIENCE)) as chunks:
                async for chunk in chunks:
                    guard.note_read(request.messages, request.tools, chunk.prompt_tokens)
                    yield chunk
        except ContextExceededError as err:
            guard.note_overflow(request.messages, request.tools, err)
            raise

    def _request(self, candidate: Candidate) -> ChatRequest:
        """Return the beginning of every turn of the agent with a model, as a request."""
        can = candidate.model.capabilities
        prefix = async_prefix(self.hass, self.pool, candidate.settings, self.api)
        asked = prefix.opening(can_call=Capability.TOOLS in can)
        return ChatRequest(
            model=candidate.settings.model,
            messages=asked.messages,
            tools=asked.tools,
            output_format=asked.output_format,
            options={**self.pool.runner_options(candidate.settings), CONF_NUM_PREDICT: 1},
            keep_alive=self.settings.keep_alive,
            think=self.settings.think if asked.may_think and Capability.THINKING in can else False,
        )
