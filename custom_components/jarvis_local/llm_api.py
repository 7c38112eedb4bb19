"""Jarvis as an LLM API of Home Assistant: a static prompt, and tools behind the policy."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, override

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import llm

from .const import DEFAULT_NAME, DOMAIN
from .tools import async_tools, translate

# Part of the cached prefix: nothing in it may depend on the home, the device or the time.
PROMPT: Final = """\
Act only by calling tools; say that something is done only after its tool said so.
Live states are not listed here: call get_state to know one.
Pass the friendly name or area exactly as listed, in its own language. For everything of a kind in \
a place, pass area and domain without a name.
One call per device or area; several calls at once are welcome.
If a result has an error, correct the call once or tell the user why. If it is refused, tell the \
user what "say" says. If several devices fit, ask which.
If no tool fits, answer without calling any."""


@dataclass(slots=True)
class JarvisAPIInstance(llm.APIInstance):
    """The API in a conversation; its tools answer to the names that models know them by too."""

    @override
    async def async_call_tool(self, tool_input: llm.ToolInput) -> llm.ToolResult:
        """Call a tool by its own name or another one."""
        name, args = translate(tool_input.tool_name, tool_input.tool_args)
        return await llm.APIInstance.async_call_tool(
            self, replace(tool_input, tool_name=name, tool_args=args)
        )


@dataclass(slots=True, kw_only=True)
class JarvisAPI(llm.API):
    """The API; `groups` of tools are allowed, all when it is None.

    `ChatLog.async_provide_llm_data` takes it as an object as well as by its id `jarvis_local`, on
    Home Assistant 2026.10 and 2026.11. Our agents pass the object, so that each has its own groups:
    `user_llm_hass_api=JarvisAPI(hass=hass, groups=settings.tool_groups)`. Only the id counts when
    2026.11 decides whether a running conversation keeps its tools.
    """

    id: str = DOMAIN
    name: str = DEFAULT_NAME
    groups: frozenset[str] | None = None

    @override
    async def async_get_api_instance(self, llm_context: llm.LLMContext) -> llm.APIInstance:
        """Return the prompt and tools for a conversation."""
        return JarvisAPIInstance(
            api=self,
            api_prompt=PROMPT,
            llm_context=llm_context,
            tools=[*async_tools(self.hass, llm_context, self.groups)],
            custom_serializer=llm.selector_serializer,
        )


@callback
def async_register(hass: HomeAssistant) -> Callable[[], None]:
    """Offer the API, with all groups, to every agent; returns how to take it back."""
    return llm.async_register_api(hass, JarvisAPI(hass=hass))
