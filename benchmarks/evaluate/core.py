"""Recorded calls through Home Assistant's own tools: whether home and judge agree with the labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import voluptuous as vol

from homeassistant.core import Context
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import llm

from .agents import Said
from .homes import Home, load_homes
from .house import House, standing
from .recordings import Try, load_recordings
from .verdict import Verdict, verdict


@dataclass(frozen=True, kw_only=True)
class CoreRow:
    """A try, and the verdict on what its recorded calls do in this Home Assistant."""

    attempt: Try
    core: Verdict


async def async_core(data: Path, *, models: frozenset[str] = frozenset()) -> list[CoreRow]:
    """Make every recorded call of every turn through the Assist API."""
    homes = load_homes(data)
    tries = load_recordings(data, homes, models).tries.values()
    attempts = [attempt for some in tries for attempt in some]
    rows: list[CoreRow] = []
    for home in homes:
        rows += await _async_home(home, [a for a in attempts if a.request.home == home.name])
    return rows


async def _async_home(home: Home, attempts: Sequence[Try]) -> list[CoreRow]:
    """Make the calls of the tries in one home."""
    async with standing(home) as house:
        return [await _async_play(house, attempt) for attempt in attempts]


async def _async_play(house: House, attempt: Try) -> CoreRow:
    """Make the calls of a try and judge."""
    request = attempt.request
    house.restart(request.setup)
    before = house.conditions()
    context = llm.LLMContext(
        platform="evaluate",
        context=Context(),
        language="en",
        assistant="conversation",
        device_id=house.devices[request.device] if request.device else None,
    )
    api = await llm.async_get_api(house.hass, llm.LLM_API_ASSIST, context)
    names = {tool.name.rpartition("__")[2]: tool.name for tool in api.tools}
    for reply in attempt.words:
        for call in reply.calls:
            if isinstance(call.arguments, str):
                continue
            name = names.get(call.name, call.name)
            try:
                await api.async_call_tool(llm.ToolInput(name, dict(call.arguments)))
            except HomeAssistantError, vol.Invalid:
                continue
    await house.hass.async_block_till_done()
    said = Said(speech="")
    return CoreRow(attempt=attempt, core=verdict(request, before, house.conditions(), said))
