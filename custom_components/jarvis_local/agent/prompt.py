"""The system prompt: the part that never changes as long as the home and the settings are the same."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import TemplateError
from homeassistant.helpers.template import Template

from ..const import LOGGER
from ..languages import phrase
from ..models import AgentSettings

_RULES: Final = """\
Answer in the language of the user's last message, in one or two short sentences made to be spoken: no lists, no Markdown, no emoji.
The notes in [brackets] at the end of a user message come from Home Assistant, not from the user: use them, never repeat them."""

_ROOM_RULE: Final = "Where the user names no room, the room in the note is meant."

_NO_TOOLS_RULE: Final = """\
You cannot control devices or read their states. If asked to, say so; never pretend."""

_HOME_HEADING: Final = """\
The home, one room per line, other names in brackets; a room's name is left out of its devices' names, so pass the area too:"""

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
        return "\n".join((_async_persona(hass, settings), "", _RULES, _NO_TOOLS_RULE))
    listed = f"{_HOME_HEADING}\n{home}" if home else _EMPTY_HOME
    return "\n".join(
        (_async_persona(hass, settings), "", _RULES, _ROOM_RULE, tool_rules, "", listed)
    )


@callback
def _async_persona(hass: HomeAssistant, settings: AgentSettings) -> str:
    """Return who Jarvis is: the user's prompt, which may be a template, or the default."""
    default = phrase(hass.config.language, "persona.default")
    if not settings.prompt.strip():
        return default
    try:
        rendered: str = Template(settings.prompt, hass).async_render(
            {"ha_name": hass.config.location_name}, parse_result=False
        )
    except TemplateError as err:
        LOGGER.warning("The prompt of %s is not a valid template: %s", settings.name, err)
        return default
    return rendered.strip() or default
