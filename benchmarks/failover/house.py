"""One Home Assistant with one agent and two scripted servers."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
import tempfile
from typing import Any

from pytest_homeassistant_custom_component.common import async_test_home_assistant

from custom_components.jarvis_local.const import (
    CONF_FIRST_TOKEN_TIMEOUT,
    CONF_LOCAL_FIRST,
    CONF_TURN_TIMEOUT,
)
from dev.scripted_ollama import ScriptedOllama
from homeassistant import loader
from homeassistant.core import HomeAssistant
from homeassistant.helpers import frame
from homeassistant.setup import async_setup_component
from tests.jarvis_local.build_home import build_home
from tests.jarvis_local.conftest import agent_entity_id, make_entry, models
from tests.jarvis_local.failover_script import Played, Turn, async_play, script

# What a turn leaves behind, such as a look at a server, is done much sooner than anyone speaks again.
_PAUSE = 0.5


@dataclass(frozen=True, kw_only=True)
class House:
    """What a talk needs."""

    hass: HomeAssistant
    servers: Sequence[ScriptedOllama]

    async def async_play(self, turn: Turn) -> Played:
        """Play a turn; a moment passes before the next one."""
        agent_id = agent_entity_id(self.hass)
        played = await async_play(self.hass, agent_id, self.servers, turn)
        await self.hass.async_block_till_done()
        await asyncio.sleep(_PAUSE)
        return played


@asynccontextmanager
async def house(first_token: float, **agent: Any) -> AsyncGenerator[House]:
    """Return a house; the bound on the first token in seconds."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        hass = await stack.enter_async_context(async_test_home_assistant(config_dir=folder))
        stack.push_async_callback(hass.async_stop, force=True)
        frame.async_setup(hass)
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS, None)
        servers = [
            await stack.enter_async_context(ScriptedOllama(models=models())) for _ in range(2)
        ]
        for server in servers:
            script(server)
        await async_setup_component(hass, "homeassistant", {})
        await build_home(hass)
        entry = make_entry(
            [server.url for server in servers],
            agent={CONF_LOCAL_FIRST: False, **agent},
            options={CONF_FIRST_TOKEN_TIMEOUT: first_token, CONF_TURN_TIMEOUT: first_token * 4},
        )
        entry.add_to_hass(hass)
        if not await hass.config_entries.async_setup(entry.entry_id):
            raise RuntimeError(f"Cannot be set up: {entry.reason}")
        await hass.async_block_till_done()
        yield House(hass=hass, servers=servers)
