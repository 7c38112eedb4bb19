"""One Home Assistant with both agents, each with a scripted server of its own."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
import tempfile

from pytest_homeassistant_custom_component.common import MockConfigEntry, async_test_home_assistant

from custom_components.jarvis_local.const import (
    CONF_CONFIRM_LOCALLY,
    CONF_FIRST_TOKEN_TIMEOUT,
    CONF_TURN_TIMEOUT,
)
from dev.scripted_ollama import Model, ScriptedOllama
from homeassistant import loader
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, frame
from homeassistant.setup import async_setup_component
from tests.jarvis_local.build_home import build_home
from tests.jarvis_local.conftest import make_entry

MODEL = Model("qwen3.5:4b", capabilities=("completion", "tools", "thinking"))
OFF = "http://127.0.0.1:9"
# The tests listen to the model's own words.
SHIPPED = {CONF_CONFIRM_LOCALLY: True}


@dataclass(frozen=True, kw_only=True)
class Agent:
    """An agent, its server, and what its tools' names begin with."""

    name: str
    entry: MockConfigEntry
    server: ScriptedOllama
    prefix: str

    def entity_id(self, hass: HomeAssistant) -> str:
        """Return the agent's entity id; a name that nobody has when it is not there."""
        entries = er.async_entries_for_config_entry(er.async_get(hass), self.entry.entry_id)
        found = (entry.entity_id for entry in entries if entry.domain == "conversation")
        return next(found, f"conversation.{self.name}")


@asynccontextmanager
async def house(first_token: float) -> AsyncGenerator[tuple[HomeAssistant, Agent, Agent]]:
    """Return Home Assistant, Jarvis and core's agent; the bound on the first token in seconds."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        hass = await stack.enter_async_context(async_test_home_assistant(config_dir=folder))
        stack.push_async_callback(hass.async_stop, force=True)
        frame.async_setup(hass)
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS, None)
        ours, theirs = [
            await stack.enter_async_context(ScriptedOllama(models=[MODEL])) for _ in range(2)
        ]
        await async_setup_component(hass, "homeassistant", {})
        await build_home(hass)
        options = {CONF_FIRST_TOKEN_TIMEOUT: first_token, CONF_TURN_TIMEOUT: first_token * 4}
        jarvis = Agent(
            name="jarvis",
            entry=make_entry(ours.url, agent=SHIPPED, options=options),
            server=ours,
            prefix="",
        )
        core = Agent(name="core", entry=core_entry(theirs.url), server=theirs, prefix="intent__")
        for agent in (jarvis, core):
            agent.entry.add_to_hass(hass)
            if not await hass.config_entries.async_setup(agent.entry.entry_id):
                raise RuntimeError(f"{agent.name} cannot be set up: {agent.entry.reason}")
        await hass.async_block_till_done()
        yield hass, jarvis, core


def core_entry(url: str, model: str = MODEL.name) -> MockConfigEntry:
    """Return an entry of Home Assistant's own integration, allowed to control the home."""
    agent = ConfigSubentryDataWithId(
        subentry_id="core_agent",
        subentry_type="conversation",
        title="Core",
        unique_id=None,
        data={
            "model": model,
            "llm_hass_api": ["assist"],
            "num_ctx": 8192,
            "max_history": 20,
            "keep_alive": -1,
            "think": False,
        },
    )
    return MockConfigEntry(
        domain="ollama",
        title="Ollama",
        version=3,
        minor_version=3,
        data={"url": url},
        subentries_data=[agent],
    )
