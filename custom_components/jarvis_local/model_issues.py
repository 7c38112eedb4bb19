"""Repair issues for agents whose model is missing, not allowed, or too small for the home."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN
from .models import AgentSettings, JarvisConfigEntry, agents_of
from .ollama import is_remote_name
from .pool import ServerPool

ISSUE_MODEL_MISSING = "model_missing"
ISSUE_CLOUD_MODEL = "cloud_model"
ISSUE_CONTEXT_SMALL = "context_small"

# The advice is a number that people recognise, with a little room for the next lamp.
_CONTEXT_STEP: Final = 4096
_SPARE: Final = 1.05


class ModelIssues:
    """Keeps the issues true, from one look at the servers to the next."""

    def __init__(self, hass: HomeAssistant, entry: JarvisConfigEntry, pool: ServerPool) -> None:
        """Watch a pool; call `async_start` once its servers were looked at."""
        self._hass = hass
        self._entry = entry
        self._pool = pool
        self._made: set[str] = set()

    @callback
    def async_start(self) -> None:
        """Check now and after every change of a server, until the entry is unloaded."""
        for coordinator in self._pool.coordinators.values():
            self._entry.async_on_unload(coordinator.async_add_listener(self._check))
        self._entry.async_on_unload(self._pool.meters.async_listen(self._check))
        self._entry.async_on_unload(self._clear)
        self._check()

    @callback
    def _check(self) -> None:
        """Create and delete issues; a server that is away says nothing about its models."""
        everyone_answers = all(c.is_online for c in self._pool.coordinators.values())
        for subentry_id, agent in agents_of(self._entry).items():
            if not agent.model:
                continue
            found = self._pool.model(agent.model)
            remote = found.is_remote if found else is_remote_name(agent.model)
            self._set(ISSUE_CLOUD_MODEL, subentry_id, agent, there=self._refused(remote=remote))
            if found or (everyone_answers and self._pool.has_servers):
                missing = not found and not self._refused(remote=remote)
                self._set(ISSUE_MODEL_MISSING, subentry_id, agent, there=missing)
            self._check_context(subentry_id, agent)

    def _check_context(self, subentry_id: str, agent: AgentSettings) -> None:
        """Say how long a context the home needs, once a prompt was found too long for it."""
        need = self._pool.meters.need(agent.name, agent.model)
        if need is None or need.fits:
            self._set(ISSUE_CONTEXT_SMALL, subentry_id, agent, there=False)
            return
        advised = -(-int(need.wanted * _SPARE) // _CONTEXT_STEP) * _CONTEXT_STEP
        numbers = {"needed": need.wanted, "room": need.room, "advised": advised}
        self._set(ISSUE_CONTEXT_SMALL, subentry_id, agent, there=True, **numbers)

    def _refused(self, *, remote: bool) -> bool:
        """Return whether a model is refused because of where it runs."""
        return remote and not self._pool.allows_cloud

    def _set(
        self, key: str, subentry_id: str, agent: AgentSettings, *, there: bool, **numbers: int
    ) -> None:
        """Create or delete one issue of one agent; the numbers are told in its text."""
        issue_id = f"{key}_{subentry_id}"
        if not there:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
            return
        self._made.add(issue_id)
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            issue_id,
            data={
                "entry_id": self._entry.entry_id,
                "subentry_id": subentry_id,
                "model": agent.model,
                **numbers,
            },
            is_fixable=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key=key,
            translation_placeholders={
                "model": agent.model,
                "agent": agent.name,
                **{key: str(number) for key, number in numbers.items()},
            },
        )

    @callback
    def _clear(self) -> None:
        """Delete all issues; a loaded entry makes those that still hold again."""
        # Not those of the agents there are: one of them may just have been removed.
        for issue_id in self._made:
            ir.async_delete_issue(self._hass, DOMAIN, issue_id)
