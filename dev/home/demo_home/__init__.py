"""Pretend devices for the demo home: they remember what they were told, and nothing more."""

from typing import TYPE_CHECKING

from .house import Device, read_devices

# script/run reads the house too, and should not spend two seconds importing Home Assistant.
if TYPE_CHECKING:
    from homeassistant.config_entries import ConfigEntry
    from homeassistant.core import HomeAssistant

PLATFORMS = (
    "binary_sensor",
    "camera",
    "climate",
    "cover",
    "device_tracker",
    "fan",
    "light",
    "lock",
    "media_player",
    "sensor",
    "switch",
    "vacuum",
)

type DemoHomeEntry = ConfigEntry[list[Device]]


async def async_setup_entry(hass: HomeAssistant, entry: DemoHomeEntry) -> bool:
    """Read the house and set up its devices."""
    entry.runtime_data = await hass.async_add_executor_job(read_devices)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: DemoHomeEntry) -> bool:
    """Take the devices away again."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
