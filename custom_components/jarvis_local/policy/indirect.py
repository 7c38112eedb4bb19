"""What an act on an entity also does behind its back: scripts it carries, locks it stands for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from homeassistant.core import HomeAssistant, split_entity_id
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import DATA_INSTANCES
from homeassistant.helpers.script import Script


def carried_scripts(hass: HomeAssistant, entity_id: str, verb: str) -> Iterator[Sequence[Any]]:
    """Yield the steps an entity runs for an action, as template entities do.

    Where it does not say which script is for which action, all of them count.
    """
    component = hass.data.get(DATA_INSTANCES, {}).get(split_entity_id(entity_id)[0])
    entity = component.get_entity(entity_id) if component else None
    for value in vars(entity).values() if entity else ():
        if isinstance(value, Script):
            yield value.sequence
        elif isinstance(value, Mapping):
            scripts = {key: one for key, one in value.items() if isinstance(one, Script)}
            chosen = [scripts[verb]] if verb in scripts else scripts.values()
            yield from (script.sequence for script in chosen)


def stand_ins(hass: HomeAssistant, entity_id: str) -> Iterator[str]:
    """Yield the locks, covers and valves that a switch really is, by Switch as X."""
    registry = er.async_get(hass)
    entry = registry.async_get(entity_id)
    known = {entity_id, entry.id} if entry else {entity_id}
    for helper in hass.config_entries.async_entries("switch_as_x"):
        if helper.options.get("entity_id") in known:
            for other in er.async_entries_for_config_entry(registry, helper.entry_id):
                yield other.entity_id
