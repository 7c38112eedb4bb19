"""Lets Home Assistant's backups copy what is kept while it is used."""

from homeassistant.core import HomeAssistant

from .store import rest


async def async_pre_backup(hass: HomeAssistant) -> None:
    """Let the file rest."""
    await rest.async_rest(hass)


async def async_post_backup(hass: HomeAssistant) -> None:
    """End the rest."""
    await rest.async_wake(hass)
