"""What Home Assistant keeps of Jarvis while it runs for months: nothing of what is over."""

from collections import Counter
from datetime import timedelta
import gc
from weakref import ref

from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.jarvis_local.agent.local.reading import Reader
from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.home import Home as IndexedHome, async_home
from custom_components.jarvis_local.store import audit, base
from dev.scripted_ollama import Call, Reply, ScriptedOllama
from homeassistant.components.conversation import ChatLog
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.chat_session import CONVERSATION_TIMEOUT, ChatSession
from homeassistant.util import dt as dt_util

from .conftest import Ask
from .home import Home

OURS = "custom_components.jarvis_local"
A_FEW = 5
# The last sentences' words are cached; SQLAlchemy caches statements, with our types of columns.
BOUNDED = {"home.words.Word", *(f"store.base.{name}" for name in dir(base))}


def alive() -> Counter[str]:
    """Return how many objects of each class of ours there are, and of what a conversation is kept in."""
    gc.collect()
    kinds = (type(found) for found in gc.get_objects())
    return Counter(
        f"{kind.__module__}.{kind.__qualname__}"
        for kind in kinds
        if kind.__module__.startswith(OURS) or issubclass(kind, ChatLog | ChatSession)
        if f"{kind.__module__}.{kind.__qualname__}".removeprefix(f"{OURS}.") not in BOUNDED
    )


def grown(before: Counter[str]) -> dict[str, int]:
    """Return of what there is more than what timers of the last few turns still hold."""
    return {name: count for name, count in (alive() - before).items() if count > A_FEW}


async def async_say(ollama: ScriptedOllama, ask: Ask, number: int = 0) -> None:
    """Hold a conversation of two turns: one understood locally, one with the model and a tool."""
    ollama.otherwise(
        Reply(calls=[Call("get_state", {"name": "Kitchen light"})]),
        Reply(text=f"It is evening {number}."),
    )
    first = await ask("turn on the coffee machine")
    await ask(f"what about mood number {number}?", conversation_id=first.conversation_id)


async def async_end_conversations(hass: HomeAssistant) -> None:
    """Let the time pass after which Home Assistant forgets a conversation."""
    later = CONVERSATION_TIMEOUT + timedelta(seconds=2)
    async_fire_time_changed(hass, dt_util.utcnow() + later)
    await hass.async_block_till_done(wait_background_tasks=True)
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        # Notes are written one after the other.
        await entry.runtime_data.store.async_run(audit.purge, dt_util.utcnow())


async def test_nothing_stays_of_conversations(
    hass: HomeAssistant,
    home: Home,
    ollama_server: ScriptedOllama,
    jarvis: MockConfigEntry,
    ask: Ask,
) -> None:
    """Fifty conversations leave no more than one does, once they are over."""
    await async_say(ollama_server, ask)
    await async_end_conversations(hass)
    before = alive()
    for number in range(50):
        await async_say(ollama_server, ask, number)
    during = alive() - before
    await async_end_conversations(hass)
    assert sum(during.values()) > 50
    assert not grown(before)


async def test_nothing_stays_of_reloads(
    hass: HomeAssistant,
    home: Home,
    ollama_server: ScriptedOllama,
    jarvis: MockConfigEntry,
    ask: Ask,
) -> None:
    """Twenty reloads, each with a conversation, leave no more than one does."""
    before: Counter[str] = Counter()
    for number in range(21):
        assert await hass.config_entries.async_reload(jarvis.entry_id)
        await async_say(ollama_server, ask)
        await async_end_conversations(hass)
        if number == 0:
            before = alive()
    assert not grown(before)


async def test_nothing_stays_of_former_homes(
    hass: HomeAssistant,
    home: Home,
    ollama_server: ScriptedOllama,
    jarvis: MockConfigEntry,
    ask: Ask,
) -> None:
    """Of a home that changed twenty times there are the one of now and the one that the prompt shows."""
    registry = er.async_get(hass)
    before: Counter[str] = Counter()
    for number in range(22):
        registry.async_update_entity("light.living_room_lamp", name=f"Lamp {number}")
        await hass.async_block_till_done()
        await async_say(ollama_server, ask)
        await async_end_conversations(hass)
        if number == 1:
            before = alive()
    assert not grown(before)


def readers_of(indexed: IndexedHome) -> int:
    """Return how many readers of sentences there are for a home."""
    gc.collect()
    found = [found for found in gc.get_objects() if isinstance(found, Reader)]
    return sum(reader.home is indexed for reader in found)


async def test_nothing_stays_after_unloading(
    hass: HomeAssistant,
    home: Home,
    ollama_server: ScriptedOllama,
    jarvis: MockConfigEntry,
    ask: Ask,
) -> None:
    """An unloaded entry leaves neither its servers nor what it read of the home."""
    await async_say(ollama_server, ask)
    await async_end_conversations(hass)
    # The event loop keeps a turn's context, with its home, until the timeouts of the turn are past.
    indexed, pool = async_home(hass), ref(jarvis.runtime_data.pool)
    assert readers_of(indexed) == 1
    assert await hass.config_entries.async_unload(jarvis.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert readers_of(indexed) == 0
    assert pool() is None
