"""Pretend devices for the demo home: they remember what they were told, and nothing more."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant

from .house import Device, read_devices

PLATFORMS = [
    Platform.BINARY_SENSOR,
    Platform.CAMERA,
    Platform.CLIMATE,
    Platform.COVER,
    Platform.DEVICE_TRACKER,
    Platform.FAN,
    Platform.LIGHT,
    Platform.LOCK,
    Platform.MEDIA_PLAYER,
    Platform.SENSOR,
    Platform.SWITCH,
    Platform.VACUUM,
]

type DemoHomeEntry = ConfigEntry[list[Device]]


async def async_setup_entry(hass: HomeAssistant, entry: DemoHomeEntry) -> bool:
    """Read the house and set up its devices."""
    entry.runtime_data = await hass.async_add_executor_job(read_devices)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: DemoHomeEntry) -> bool:
    """Take the devices away again."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)
