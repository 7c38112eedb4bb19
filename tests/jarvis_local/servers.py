"""Looks at the servers of an entry, as the entry itself does."""

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.coordinator import ServerCoordinator
from custom_components.jarvis_local.models import AgentSettings
from custom_components.jarvis_local.pool import Candidate, ServerPool
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .conftest import AGENT_ID, SERVER_ID


def pool_of(entry: MockConfigEntry) -> ServerPool:
    """Return the entry's pool."""
    pool: ServerPool = entry.runtime_data.pool
    return pool


def coordinator_of(entry: MockConfigEntry, subentry_id: str = SERVER_ID) -> ServerCoordinator:
    """Return the coordinator of a server."""
    return pool_of(entry).coordinators[subentry_id]


def settings_of(entry: MockConfigEntry) -> AgentSettings:
    """Return the agent's settings."""
    return AgentSettings.from_subentry(entry.subentries[AGENT_ID])


def candidate_of(entry: MockConfigEntry) -> Candidate:
    """Return what answers for the agent."""
    return pool_of(entry).candidates(settings_of(entry))[0]


async def look_again(hass: HomeAssistant, entry: MockConfigEntry) -> bool:
    """Have all servers looked at; returns whether any answered."""
    for coordinator in pool_of(entry).coordinators.values():
        await coordinator.async_refresh()
    await hass.async_block_till_done()
    return pool_of(entry).is_online


def issues(hass: HomeAssistant) -> set[str]:
    """Return the ids of our repair issues."""
    return {issue_id for domain, issue_id in ir.async_get(hass).issues if domain == DOMAIN}
