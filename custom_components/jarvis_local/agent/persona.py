"""Who an agent is: its persona, or the user's own text, which may be a template."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import TemplateError
from homeassistant.helpers.template import Template

from ..const import LOGGER
from ..models import AgentSettings
from ..personas import persona_text


@callback
def async_persona(hass: HomeAssistant, settings: AgentSettings) -> str:
    """Return the user's prompt, or the persona's text in the language of the home."""
    chosen = persona_text(settings.persona, hass.config.language)
    if not settings.prompt.strip():
        return chosen
    try:
        rendered: str = Template(settings.prompt, hass).async_render(
            _variables(hass), parse_result=False
        )
    except TemplateError as err:
        LOGGER.warning("The prompt of %s is not a valid template: %s", settings.name, err)
        return chosen
    return rendered.strip() or chosen


@callback
def async_changes_by_itself(hass: HomeAssistant, prompt: str) -> bool:
    """Return whether a template's text depends on the time or a state.

    The model would have to read everything anew each time it changes.
    """
    info = Template(prompt, hass).async_render_to_info(_variables(hass))
    states = info.all_states or info.all_states_lifecycle or info.entities
    return bool(info.has_time or states or info.domains or info.domains_lifecycle)


def _variables(hass: HomeAssistant) -> dict[str, str]:
    """Return what a template may use besides Home Assistant's own functions."""
    return {"ha_name": hass.config.location_name}
