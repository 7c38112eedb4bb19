"""What the conversation agent and the AI task have in common."""

from homeassistant.config_entries import ConfigSubentry
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.entity import Entity

from .const import DOMAIN
from .models import AgentSettings, JarvisConfigEntry


class JarvisEntity(Entity):
    """An entity of a subentry that talks to a model; there whether a server is or not."""

    _attr_has_entity_name = True
    _attr_name = None
    _attr_should_poll = False

    def __init__(self, entry: JarvisConfigEntry, subentry: ConfigSubentry) -> None:
        """Read the subentry; it is a device of its own."""
        # A turn may outlive the loaded entry, and with it the entry's runtime data.
        self.pool = entry.runtime_data.pool
        self.store = entry.runtime_data.store
        self.settings = AgentSettings.from_subentry(subentry)
        self._attr_unique_id = subentry.subentry_id
        self._attr_device_info = dr.DeviceInfo(
            identifiers={(DOMAIN, subentry.subentry_id)},
            name=subentry.title,
            model=self.settings.model or None,
            entry_type=dr.DeviceEntryType.SERVICE,
        )
