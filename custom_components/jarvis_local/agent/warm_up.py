"""Have the model loaded and its prompt evaluated before the user has finished speaking."""

from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm

from ..const import CONF_NUM_PREDICT, LOGGER
from ..models import AgentSettings
from ..ollama.errors import OllamaError
from ..ollama.types import Capability, ChatRequest, Timeouts
from .home import async_show_home
from .prompt import async_system_prompt
from .wire import tool_schemas

# Nobody waits for it, and giving up would have the server break off the loading of a large model.
_PATIENCE: Final = Timeouts(first_token=300, total=300)

if TYPE_CHECKING:
    from ..pool import ServerPool


async def async_warm_up(
    hass: HomeAssistant, pool: ServerPool, settings: AgentSettings, api: llm.APIInstance | None
) -> None:
    """Send the part of the prompt that never changes and ask for one token; never raises."""
    if not settings.model or not pool.is_online:
        return
    model = pool.model(settings.model)
    can_act = model is None or Capability.TOOLS in model.capabilities
    can_think = model is not None and Capability.THINKING in model.capabilities
    tools = tool_schemas(api) if can_act else []
    system = async_system_prompt(
        hass,
        settings,
        tool_rules=api.api_prompt if api and tools else None,
        home=async_show_home(hass).text,
    )
    request = ChatRequest(
        model=settings.model,
        messages=[{"role": "system", "content": system}, {"role": "user", "content": ""}],
        tools=tools,
        options={**pool.runner_options(settings), CONF_NUM_PREDICT: 1},
        keep_alive=settings.keep_alive,
        think=settings.think if can_think else False,
    )
    try:
        server = pool.server_for(settings.model)
        # Evaluating it again would push a running conversation out of the server's memory.
        if await pool.async_has_read(server, request):
            return
        async with aclosing(server.async_chat(request, _PATIENCE)) as chunks:
            async for _ in chunks:
                pass
        pool.note_read(request)
    except OllamaError as err:
        LOGGER.debug("Could not warm up %s: %r", settings.model, err)
