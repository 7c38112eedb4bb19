"""The system prompt: the part that never changes as long as the home and the settings are the same."""

from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..models import AgentSettings
from .persona import async_persona

_RULES: Final = """\
Answer in the language of the user's last message, in one or two short sentences made to be spoken: no lists, no Markdown, no emoji.
The notes in [brackets] at the end of a user message come from Home Assistant, not from the user: use them, never repeat them."""

_NOTE_RULE: Final = """\
Where the user names no room, the room in the note is meant. "likely" are devices that may be meant, with their states."""

_NO_TOOLS_RULE: Final = """\
You cannot control devices or read their states. If asked to, say so; never pretend."""

_EMPTY_HOME: Final = """\
No device is exposed to you. If the user wants to control one, say that it must first be exposed to the voice assistants in Home Assistant."""


@callback
def async_system_prompt(
    hass: HomeAssistant, settings: AgentSettings, *, tool_rules: str | None, home: str
) -> str:
    """Return the system prompt; neither time, user nor satellite may change a byte of it.

    `tool_rules` come with the tools, and are None where there are none.
    """
    if tool_rules is None:
        return "\n".join((async_persona(hass, settings), "", _RULES, _NO_TOOLS_RULE))
    return "\n".join(
        (async_persona(hass, settings), "", _RULES, _NOTE_RULE, tool_rules, "", home or _EMPTY_HOME)
    )
