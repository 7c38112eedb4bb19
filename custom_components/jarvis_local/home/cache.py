"""The home as it is now, kept until something of it changes."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from homeassistant.components.conversation import DOMAIN as ASSISTANT
from homeassistant.components.homeassistant.exposed_entities import (
    async_listen_entity_updates,
    async_should_expose,
)
from homeassistant.const import (
    ATTR_DEVICE_CLASS,
    ATTR_FRIENDLY_NAME,
    EVENT_CORE_CONFIG_UPDATE,
    EVENT_STATE_CHANGED,
)
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
)
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .index import Device, Home, async_read, async_read_device

_NAMING: Final = (ATTR_FRIENDLY_NAME, ATTR_DEVICE_CLASS)
# What of a device shows in its entities' names and places.
_PLACING: Final = frozenset({"area_id", "name", "name_by_user", "parent_device_id"})


@callback
def async_home(hass: HomeAssistant, assistant: str = ASSISTANT) -> Home:
    """Return the home as it is exposed to an assistant; the same object while it does not change."""
    if assistant != ASSISTANT:
        return async_read(hass, assistant)
    if (kept := hass.data.get(_KEPT)) is None:
        kept = hass.data[_KEPT] = _KeptHome(hass)
    return kept.async_current()


@callback
def async_forget_home(hass: HomeAssistant) -> None:
    """Stop watching the home; the next `async_home` begins anew."""
    if (kept := hass.data.pop(_KEPT, None)) is not None:
        kept.async_close()


class _KeptHome:
    """A home that is read again where an event says that it changed, when it is next wanted."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin to watch."""
        self._hass = hass
        self._home: Home | None = None
        self._is_stale = True
        self._stale: set[str] = set()
        bus = hass.bus
        self._closers: list[Callable[[], None]] = [
            async_listen_entity_updates(hass, ASSISTANT, self._note_all),
            bus.async_listen(ar.EVENT_AREA_REGISTRY_UPDATED, self._note_any),
            bus.async_listen(fr.EVENT_FLOOR_REGISTRY_UPDATED, self._note_any),
            bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._note_any, _is_placing),
            bus.async_listen(EVENT_CORE_CONFIG_UPDATE, self._note_any, _is_language),
            bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._note_entry),
            bus.async_listen(EVENT_STATE_CHANGED, self._note_state, _is_naming),
        ]

    @callback
    def async_close(self) -> None:
        """Stop watching."""
        while self._closers:
            self._closers.pop()()

    @callback
    def async_current(self) -> Home:
        """Return the home, with what changed read again."""
        stale, self._stale = self._stale, set()
        if self._home is None or self._is_stale:
            # Set before the reading: to ask whether a new entity is exposed writes the answer down.
            self._is_stale = False
            self._home = _merged(self._home, async_read(self._hass))
        elif stale:
            self._home = self._async_reread(self._home, stale)
        return self._home

    @callback
    def _async_reread(self, home: Home, entity_ids: set[str]) -> Home:
        """Return the home with some entities read again."""
        devices = dict(home.devices)
        for entity_id in entity_ids:
            if (device := self._async_device(home, entity_id)) is None:
                devices.pop(entity_id, None)
            elif device != devices.get(entity_id):
                devices[entity_id] = device
        return _merged(home, replace(home, devices=devices))

    @callback
    def _async_device(self, home: Home, entity_id: str) -> Device | None:
        """Return an entity as it is now, if it is there and exposed."""
        state = self._hass.states.get(entity_id)
        if state is None or not async_should_expose(self._hass, ASSISTANT, entity_id):
            return None
        return async_read_device(self._hass, state, home.areas)

    @callback
    def _note_all(self) -> None:
        """Note that anything may have changed."""
        self._is_stale = True

    @callback
    def _note_any(self, event: Event[Any]) -> None:
        """Note that anything may have changed."""
        self._is_stale = True

    @callback
    def _note_entry(self, event: Event[er.EventEntityRegistryUpdatedData]) -> None:
        """Note the entity whose entry changed, and those of its device: their names hang together."""
        data: Mapping[str, Any] = event.data
        registry = er.async_get(self._hass)
        self._stale |= {data["entity_id"], data.get("old_entity_id", data["entity_id"])}
        if (entry := registry.async_get(data["entity_id"])) is not None and entry.device_id:
            found = er.async_entries_for_device(registry, entry.device_id)
            self._stale |= {other.entity_id for other in found}

    @callback
    def _note_state(self, event: Event[EventStateChangedData]) -> None:
        """Note the entity that came, went or is called otherwise."""
        self._stale.add(event.data["entity_id"])


_KEPT: Final[HassKey[_KeptHome]] = HassKey(f"{DOMAIN}_home")


@callback
def _is_naming(data: EventStateChangedData) -> bool:
    """Return whether a change of state is more than one of value; this runs for every change."""
    old, new = data["old_state"], data["new_state"]
    if old is None or new is None:
        return True
    if old.attributes is new.attributes:
        return False
    return any(old.attributes.get(key) != new.attributes.get(key) for key in _NAMING)


@callback
def _is_placing(data: dr.EventDeviceRegistryUpdatedData) -> bool:
    """Return whether a device's change may show in its entities."""
    return data["action"] != "update" or bool(_PLACING & data["changes"].keys())


@callback
def _is_language(data: Mapping[str, Any]) -> bool:
    """Return whether the language of the home changed."""
    return "language" in data


def _merged(old: Home | None, new: Home) -> Home:
    """Return the old home where the new one is no other; else the new, with the old devices kept."""
    if old is None:
        return new
    if (old.devices, old.areas, old.floors) == (new.devices, new.areas, new.floors):
        return old
    return new
