"""Jarvis Local: a voice assistant for the home, on models that run at home."""

from functools import partial

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.typing import ConfigType

from . import home, languages, llm_api, personas
from .agent import fast_path, truth
from .const import DOMAIN
from .home.lexicon import lexicons
from .model_issues import ModelIssues
from .models import JarvisConfigEntry, JarvisData
from .policy import OwnerPolicy, async_forget_policy, async_set_policy
from .pool import ServerPool
from .services import async_setup_services
from .store import setup as store_setup

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS = (
    Platform.AI_TASK,
    Platform.BINARY_SENSOR,
    Platform.CONVERSATION,
    Platform.SENSOR,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Load the words Jarvis says, and register its actions."""
    async_setup_services(hass)
    await languages.async_load(hass)
    await personas.async_load(hass)
    await truth.async_prepare(hass)
    await hass.async_add_executor_job(lexicons)
    await fast_path.async_prepare(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: JarvisConfigEntry) -> bool:
    """Set up the assistant, also while its model servers are away."""
    store = await store_setup.async_open(hass, entry)
    pool = ServerPool(hass, entry)
    await pool.async_start()
    async_set_policy(hass, OwnerPolicy.from_options(entry.options))
    entry.runtime_data = JarvisData(pool=pool, store=store)
    ModelIssues(hass, entry, pool).async_start()
    entry.async_on_unload(llm_api.async_register(hass))
    entry.async_on_unload(partial(home.async_forget, hass))
    entry.async_on_unload(partial(fast_path.async_forget_readers, hass))
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_on_unload(entry.add_update_listener(_async_reload))
    return True


async def async_unload_entry(hass: HomeAssistant, entry: JarvisConfigEntry) -> bool:
    """Unload the assistant."""
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: JarvisConfigEntry) -> None:
    """Delete what was kept; backups made until then still have it."""
    # Not on unloading: a turn that outlives a reload is still the owner's to limit.
    async_forget_policy(hass)
    await store_setup.async_remove(hass)


async def _async_reload(hass: HomeAssistant, entry: JarvisConfigEntry) -> None:
    """Load the entry anew, for something of it was changed."""
    await hass.config_entries.async_reload(entry.entry_id)
