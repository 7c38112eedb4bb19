"""Looks whether an act came about before anyone says so."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.core import HomeAssistant, State

from .describe import describe

_CHECKS = 10
_PAUSE = 0.1
_MOST_NAMES = 12
# What an entity may be once it was turned on or off; others only have to report anew.
_AFTER: Mapping[str, Mapping[str, frozenset[str]]] = {
    "turn_on": {
        "cover": frozenset({"open", "opening"}),
        "fan": frozenset({"on"}),
        "input_boolean": frozenset({"on"}),
        "light": frozenset({"on"}),
        "lock": frozenset({"locked", "locking"}),
        "switch": frozenset({"on"}),
        "valve": frozenset({"open", "opening"}),
    },
    "turn_off": {
        "climate": frozenset({"off"}),
        "cover": frozenset({"closed", "closing"}),
        "fan": frozenset({"off"}),
        "input_boolean": frozenset({"off"}),
        "light": frozenset({"off"}),
        "media_player": frozenset({"off", "standby", "idle", "unavailable", "unknown"}),
        "switch": frozenset({"off"}),
        "valve": frozenset({"closed", "closing"}),
    },
}


class Outcome:
    """Watches entities from before an act until they settled, for a second at most."""

    def __init__(self, hass: HomeAssistant, targets: Iterable[State], verb: str) -> None:
        """Remember when each entity last reported."""
        self._hass = hass
        self._expected = _AFTER.get(verb, {})
        # Home Assistant moves this time on within the same State object.
        self._before = {state.entity_id: state.last_reported_timestamp for state in targets}

    async def async_settled(self) -> dict[str, Any]:
        """Return the states afterwards by name, and the names of those that did not follow."""
        for _ in range(_CHECKS):
            if not self._waiting():
                break
            await asyncio.sleep(_PAUSE)
        missing = self._waiting()
        now = {state.name: describe(state) for state in self._states()}
        data: dict[str, Any] = {"now": dict(list(now.items())[:_MOST_NAMES])}
        if len(now) > _MOST_NAMES:
            data["and_more"] = len(now) - _MOST_NAMES
        if missing:
            data["not_confirmed"] = sorted(state.name for state in missing)
        return data

    def _states(self) -> list[State]:
        """Return the entities' states of now."""
        found = (self._hass.states.get(entity_id) for entity_id in self._before)
        return [state for state in found if state is not None]

    def _waiting(self) -> list[State]:
        """Return the states that do not yet show the act."""
        return [state for state in self._states() if not self._shows(state)]

    def _shows(self, state: State) -> bool:
        """Return whether a state is what was wanted, or at least new where that is unknown."""
        if (wanted := self._expected.get(state.domain)) is not None:
            return state.state in wanted
        return state.last_reported_timestamp > self._before[state.entity_id]
