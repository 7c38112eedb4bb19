"""A conversation as each model that may answer it is asked: in its form, within its context."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from homeassistant.components.conversation import ChatLog, UserContent
from homeassistant.core import HomeAssistant

from ..models import AgentSettings
from ..ollama import canonical
from ..ollama.errors import ContextExceededError
from ..ollama.types import ChatChunk, ChatRequest
from ..pool import ServerPool
from .context import Notes
from .guard import SHORTEST_RESULT, weight
from .history import history_start
from .messages import Message, build_messages
from .prefix import Prefix, async_prefix
from .structured import Asked, ToolsWire
from .wire import called_names


@dataclass(frozen=True, kw_only=True)
class Talk:
    """Puts together what is asked; the pool's models may take turns within one conversation."""

    hass: HomeAssistant
    pool: ServerPool
    chat_log: ChatLog
    notes: Notes
    _prefixes: dict[str, Prefix] = field(default_factory=dict)

    def prefix(self, settings: AgentSettings) -> Prefix:
        """Return what a model is told first; the same for all rounds of a turn."""
        key = canonical(settings.model)
        if (prefix := self._prefixes.get(key)) is None:
            prefix = self._prefixes[key] = async_prefix(
                self.hass, self.pool, settings, self.chat_log.llm_api, self.notes.answers
            )
        return prefix

    def needs_tools(self, settings: AgentSettings) -> bool:
        """Return whether a model must be able to call tools."""
        return self.prefix(settings).wire.needs_tools

    def ask(
        self,
        settings: AgentSettings,
        offered: Sequence[Mapping[str, Any]],
        correction: Sequence[Mapping[str, Any]] = (),
    ) -> Asked:
        """Return what is sent; what was said long ago makes room where there is too little."""
        prefix = self.prefix(settings)
        # Another model may be shown more of the home, or less, and has the tools that go with it.
        tools = prefix.tools if offered else ()
        while True:
            messages = self._messages(settings, tools)
            asked = prefix.wire.request(tools, [*messages, *correction])
            if prefix.guard.fits(asked.messages, asked.tools) or not self._trim(settings, messages):
                return asked

    def _messages(
        self, settings: AgentSettings, offered: Sequence[Mapping[str, Any]]
    ) -> list[Message]:
        """Return the messages as the chat log now stands."""
        return build_messages(
            self.chat_log.content,
            self.notes,
            system=self.prefix(settings).system(offered),
            tools=called_names(offered),
            max_history=settings.max_history,
        )

    def _trim(self, settings: AgentSettings, messages: Sequence[Message]) -> bool:
        """Drop half of the turns, later half of the longest result; return whether there was any.

        Large steps, as each has the model read all of the conversation anew.
        """
        content = self.chat_log.content
        start = max(history_start(content, settings.max_history), self.notes.kept_from)
        turns = [i for i in range(start, len(content)) if isinstance(content[i], UserContent)]
        if len(turns) > 1:
            self.notes.kept_from = turns[(len(turns) + 1) // 2]
            return True
        results = [len(message["content"]) for message in messages if message["role"] == "tool"]
        longest = max(results, default=0)
        if longest <= SHORTEST_RESULT or self.notes.longest_result == SHORTEST_RESULT:
            return False
        self.notes.longest_result = max(SHORTEST_RESULT, longest // 2)
        return True

    async def async_read(
        self, settings: AgentSettings, request: ChatRequest, chunks: AsyncGenerator[ChatChunk]
    ) -> AsyncGenerator[ChatChunk]:
        """Yield an answer as words and calls; learn from what the server counted."""
        prefix = self.prefix(settings)
        # Without a format the answer is no more than words.
        wire = ToolsWire() if request.output_format is None else prefix.wire
        async with aclosing(wire.read(chunks)) as read:
            async for chunk in read:
                if chunk.done:
                    prefix.guard.note_read(request.messages, request.tools, chunk.prompt_tokens)
                yield chunk

    def shorten(
        self, settings: AgentSettings, request: ChatRequest, err: ContextExceededError
    ) -> bool:
        """Learn that a request was too long; return whether the next one will be shorter."""
        self.prefix(settings).guard.note_overflow(request.messages, request.tools, err)
        self._prefixes.clear()
        again = self.ask(settings, self.prefix(settings).tools if _offers_tools(request) else ())
        return weight(again.messages, again.tools) < weight(request.messages, request.tools)


def _offers_tools(request: ChatRequest) -> bool:
    """Return whether tools were offered, in whichever form."""
    return bool(request.tools) or request.output_format is not None
