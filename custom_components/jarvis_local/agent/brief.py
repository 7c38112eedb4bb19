"""What the model is asked: the prompt that goes with the tools offered, the tools, the messages."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from homeassistant.components.conversation import ChatLog, SystemContent
from homeassistant.core import HomeAssistant, callback

from ..home import ShownHome
from ..models import AgentSettings
from ..ollama.errors import ContextExceededError
from ..ollama.types import Capability, ChatChunk, ChatRequest
from ..pool import ServerPool
from .context import Notes
from .prefix import Prefix
from .structured import Asked
from .talk import Talk


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What the model is asked; `compose` returns the messages that go with the tools offered.

    `home` is what the model was shown of the home, `here` the room it was spoken to in; `written`
    gets each call's arguments as the model wrote them, which is how the server remembers them.
    Only a model that can do what it `needs` is asked; a `patient` one makes way for who waits.
    A `talk` puts all that into the model's own form, and keeps it within its context.
    """

    compose: Callable[[Sequence[Mapping[str, Any]]], Sequence[Mapping[str, Any]]]
    tools: Sequence[Mapping[str, Any]] = ()
    output_format: Mapping[str, Any] | None = None
    home: ShownHome = field(default_factory=ShownHome)
    here: str | None = None
    written: dict[str, dict[str, Any]] = field(default_factory=dict)
    needs: frozenset[Capability] = frozenset()
    patient: bool = False
    talk: Talk | None = None

    def ask(
        self,
        settings: AgentSettings,
        tools: Sequence[Mapping[str, Any]],
        correction: Sequence[Mapping[str, Any]] = (),
    ) -> Asked:
        """Return what goes to the settings' model, ending with a correction that is not kept."""
        if self.talk is not None:
            return self.talk.ask(settings, tools, correction)
        messages = [*self.compose(tools), *correction]
        return Asked(messages=messages, tools=tools, output_format=self.output_format)

    def needs_tools(self, settings: AgentSettings) -> bool:
        """Return whether the settings' model must be able to call tools, for there to be any."""
        return self.talk is None or self.talk.needs_tools(settings)

    async def async_read(
        self, settings: AgentSettings, request: ChatRequest, chunks: AsyncGenerator[ChatChunk]
    ) -> AsyncGenerator[ChatChunk]:
        """Yield an answer as words and calls; learn from what the server counted."""
        if self.talk is not None:
            chunks = self.talk.async_read(settings, request, chunks)
        async with aclosing(chunks):
            async for chunk in chunks:
                yield chunk

    def shorten(
        self, settings: AgentSettings, request: ChatRequest, err: ContextExceededError
    ) -> bool:
        """Learn that a request was too long; return whether asking again would ask for less."""
        return self.talk is not None and self.talk.shorten(settings, request, err)


@callback
def async_brief(
    hass: HomeAssistant,
    settings: AgentSettings,
    chat_log: ChatLog,
    notes: Notes,
    *,
    pool: ServerPool,
    here: str | None,
) -> Brief:
    """Return what a conversation asks the model, its prompt shown in the chat log and the trace."""
    talk = Talk(hass=hass, pool=pool, chat_log=chat_log, notes=notes)
    prefix: Prefix = talk.prefix(settings)
    tools = prefix.tools
    chat_log.content[0] = SystemContent(content=prefix.system(tools))
    asked = talk.ask(settings, tools)
    chat_log.async_trace({"messages": asked.messages, "tools": asked.tools})
    return Brief(
        compose=lambda offered: talk.ask(settings, offered).messages,
        tools=tools,
        home=prefix.home,
        here=here,
        written=notes.written,
        talk=talk,
    )
