"""What the model is asked: the prompt that goes with the tools offered, the tools, the messages."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from homeassistant.components.conversation import ChatLog, SystemContent
from homeassistant.core import HomeAssistant, callback

from ..models import AgentSettings
from .context import Notes
from .home import ShownHome, async_show_home
from .messages import Message, build_messages
from .prompt import async_system_prompt
from .wire import called_names, tool_schemas


@dataclass(frozen=True, kw_only=True)
class Brief:
    """What the model is asked; `compose` returns the messages that go with the tools offered.

    `home` is what the model was shown of the home, `here` the room it was spoken to in; `written`
    gets each call's arguments as the model wrote them, which is how the server remembers them.
    """

    compose: Callable[[Sequence[Mapping[str, Any]]], Sequence[Message]]
    tools: Sequence[Mapping[str, Any]] = ()
    output_format: Mapping[str, Any] | None = None
    home: ShownHome = field(default_factory=lambda: ShownHome(text=""))
    here: str | None = None
    written: dict[str, dict[str, Any]] = field(default_factory=dict)


@callback
def async_brief(
    hass: HomeAssistant,
    settings: AgentSettings,
    chat_log: ChatLog,
    notes: Notes,
    *,
    here: str | None,
) -> Brief:
    """Return what a conversation asks the model, its prompt shown in the chat log and the trace."""
    tools = tool_schemas(chat_log.llm_api)
    home = async_show_home(hass)
    prompts = _prompts(hass, settings, chat_log, home.text)

    def compose(offered: Sequence[Mapping[str, Any]]) -> Sequence[Message]:
        """Return the messages as the chat log now stands."""
        return build_messages(
            chat_log.content,
            notes,
            system=prompts[bool(offered)],
            tools=called_names(offered),
            max_history=settings.max_history,
        )

    chat_log.content[0] = SystemContent(content=prompts[bool(tools)])
    chat_log.async_trace({"messages": compose(tools), "tools": tools})
    return Brief(compose=compose, tools=tools, home=home, here=here, written=notes.written)


def _prompts(
    hass: HomeAssistant, settings: AgentSettings, chat_log: ChatLog, home: str
) -> Mapping[bool, str]:
    """Return the system prompt for a model that turns out to have no use for tools, and with."""
    api = chat_log.llm_api
    return {
        bool(rules): async_system_prompt(hass, settings, tool_rules=rules, home=home)
        for rules in (None, api.api_prompt if api else None)
    }
