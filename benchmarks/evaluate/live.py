"""The requests of homes said to a real model server: through Jarvis and through core's integration."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import time

from pytest_homeassistant_custom_component.common import MockConfigEntry

from benchmarks.failures.house import core_entry
from custom_components.jarvis_local.const import CONF_LOCAL_FIRST, DOMAIN, SUBENTRY_AGENT
from homeassistant.components.conversation import DOMAIN as CONVERSATION
from homeassistant.const import CONF_MODEL, CONF_PROMPT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from tests.jarvis_local.conftest import server_subentry, subentry

from .agents import Said, async_converse
from .boundary import policy
from .homes import Home, Request, load_homes
from .house import House, standing
from .verdict import Verdict, verdict

# As it is shipped; with nothing understood locally; and Home Assistant's own.
JARVIS, MODEL_ONLY, CORE = "jarvis", "jarvis_model_only", "core"


@dataclass(frozen=True, kw_only=True)
class LiveRow:
    """A request, the agent it was said to, what came of it and after how many seconds."""

    request: Request
    agent: str
    result: Verdict
    seconds: float

    @property
    def good(self) -> bool:
        """Return whether the home is as it should be, and a question got its answer."""
        return self.result.good and self.request.is_answered(self.result.said.speech)


@dataclass(frozen=True, kw_only=True)
class Live:
    """What to run: homes below a folder, a model of a server, the language of the requests.

    With `consent` a person has agreed beforehand to whatever our gate would ask for; core has none.
    """

    data: Path
    url: str
    model: str
    language: str = "en"
    limit: int | None = None
    consent: bool = True


async def async_live(live: Live, progress: Callable[[str], None]) -> list[LiveRow]:
    """Say every request of every home to every agent, each starting from the same home."""
    rows: list[LiveRow] = []
    for home in load_homes(live.data, live.language):
        asked = [*home.requests, *home.questions][: live.limit]
        if asked:
            progress(f"{home.name}: {len(asked)} requests")
            rows += await _async_home(home, live, asked)
    return rows


async def _async_home(home: Home, live: Live, asked: Sequence[Request]) -> list[LiveRow]:
    """Say the requests of one home; the agents take turns, so that a busy machine is busy for all."""
    async with standing(home, language=live.language) as house, _agents(house, live) as agents:
        return [
            await _async_say(house, name, agents[name], request, live)
            for request in asked
            for name in agents
        ]


async def _async_say(
    house: House, name: str, agent_id: str, request: Request, live: Live
) -> LiveRow:
    """Say a request to an agent and judge."""
    house.restart(request.setup)
    before = house.conditions()
    device_id = house.devices[request.device] if request.device else None
    began = time.monotonic()
    with policy(consent=live.consent):
        said: Said = await async_converse(
            house.hass, agent_id, request.text, language=live.language, device_id=device_id
        )
    seconds = time.monotonic() - began
    await house.hass.async_block_till_done()
    result = verdict(request, before, house.conditions(), said)
    return LiveRow(request=request, agent=name, result=result, seconds=seconds)


@asynccontextmanager
async def _agents(house: House, live: Live) -> AsyncGenerator[Mapping[str, str]]:
    """Return the entity ids of the agents in a home."""
    entries = [_jarvis_entry(live), core_entry(live.url, live.model)]
    for entry in entries:
        entry.add_to_hass(house.hass)
        if not await house.hass.config_entries.async_setup(entry.entry_id):
            raise RuntimeError(f"{entry.domain} cannot be set up: {entry.reason}")
    await house.hass.async_block_till_done()
    jarvis, core = (_conversations(house.hass, entry) for entry in entries)
    yield {JARVIS: jarvis[JARVIS], MODEL_ONLY: jarvis[MODEL_ONLY], CORE: next(iter(core.values()))}
    for entry in entries:
        await house.hass.config_entries.async_unload(entry.entry_id)


def _jarvis_entry(live: Live) -> MockConfigEntry:
    """Return our entry with an agent as it is shipped, and one that leaves all to the model."""
    agents = [
        subentry(
            name,
            SUBENTRY_AGENT,
            name,
            {CONF_MODEL: live.model, CONF_PROMPT: "", CONF_LOCAL_FIRST: local_first},
        )
        for name, local_first in ((JARVIS, True), (MODEL_ONLY, False))
    ]
    return MockConfigEntry(
        domain=DOMAIN, title="Jarvis", subentries_data=[server_subentry(live.url), *agents]
    )


def _conversations(hass: HomeAssistant, entry: MockConfigEntry) -> Mapping[str | None, str]:
    """Return the agents of an entry by their subentry."""
    registry = er.async_get(hass)
    return {
        found.config_subentry_id: found.entity_id
        for found in er.async_entries_for_config_entry(registry, entry.entry_id)
        if found.domain == CONVERSATION
    }
