"""Calls tools as a conversation does: through the API's instance."""

from typing import Any, NamedTuple

from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.llm_api import JarvisAPI
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import llm


class Result(NamedTuple):
    """A tool's result, open for any look into its data."""

    error: bool
    data: Any


def make_context(device_id: str | None = None, language: str = "en") -> llm.LLMContext:
    """Return the context of a turn."""
    return llm.LLMContext(
        platform=DOMAIN,
        context=Context(),
        language=language,
        assistant="conversation",
        device_id=device_id,
    )


async def call_tool(
    hass: HomeAssistant,
    name: str,
    /,
    device_id: str | None = None,
    language: str = "en",
    **args: Any,
) -> Result:
    """Call a tool with the arguments that a model gave."""
    context = make_context(device_id, language)
    instance = await JarvisAPI(hass=hass).async_get_api_instance(context)
    result = await instance.async_call_tool(llm.ToolInput(tool_name=name, tool_args=args))
    return Result(result.error, result.data)
