"""One Home Assistant with a home and both agents, for each family of models."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
import gc
import tempfile
from typing import Any, Final

from pytest_homeassistant_custom_component.common import MockConfigEntry, async_test_home_assistant

from custom_components.jarvis_local.const import CONF_CONFIRM_LOCALLY, SUBENTRY_AGENT
from dev.scripted_ollama import Layout, Model
from homeassistant import loader
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, frame
from tests.jarvis_local.conftest import AGENT_ID, TASK_ID, make_entry, subentry

from .home import BuiltHome, build
from .memory import Kind
from .model import PerfectModel, ServerThread
from .plan import plan_home
from .tokens import find_tokenizer

# So large that nothing is cut but where that is what is measured.
AMPLE: Final = 65536
SMALL: Final = (4096, 8192)
# An AI task's context, which is another than the agents'.
TASK_CTX: Final = 16384
LOCAL: Final = "local"
_LONGEST: Final = 131072
_LAYOUTS: Final = {
    "qwen3": ("qwen3:4b", Layout.SYSTEM_TOOLS),
    "qwen35": ("qwen3.5:4b", Layout.TOOLS_SYSTEM),
    "llama31": ("llama3.1:8b", Layout.TOOLS_IN_LAST_USER),
}
FAMILIES: Final = tuple(_LAYOUTS)


@dataclass(frozen=True, kw_only=True)
class Agent:
    """One side: its entry, server, and entity ids by family, context or purpose."""

    name: str
    thread: ServerThread
    entities: Mapping[str, str]
    task: str


@dataclass(frozen=True, kw_only=True)
class House:
    """What is measured in."""

    hass: HomeAssistant
    home: BuiltHome
    ours: Agent
    core: Agent


def context_key(num_ctx: int) -> str:
    """Return the key of the agent with a small context."""
    return f"ctx{num_ctx}"


def _models() -> dict[str, Model]:
    """Return a model for each family, and one for each small context: a model has one context."""
    small = {context_key(ctx): (f"qwen3:{ctx}", Layout.SYSTEM_TOOLS) for ctx in SMALL}
    return {
        key: Model(name, layout=layout, family=key, context_length=_LONGEST)
        for key, (name, layout) in (_LAYOUTS | small).items()
    }


@asynccontextmanager
async def house(size: int, kind: Kind = Kind.FULL) -> AsyncGenerator[House]:
    """Return a running house with so many exposed entities, and models of one kind of memory."""
    models = _models()
    _, tokenize = find_tokenizer()
    by_name = {model.name: model for model in models.values()}
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        ours, core = [
            stack.enter_context(
                ServerThread(PerfectModel(style=style, models=by_name, tokenize=tokenize), kind)
            )
            for style in (lambda command: command.ours, lambda command: command.core)
        ]
        hass = await stack.enter_async_context(async_test_home_assistant(config_dir=folder))
        stack.push_async_callback(hass.async_stop, force=True)
        frame.async_setup(hass)
        hass.data.pop(loader.DATA_CUSTOM_COMPONENTS, None)
        home = await build(hass, plan_home(size))
        agents = [
            await _async_agent(hass, name, thread, entry)
            for name, thread, entry in (
                ("ours", ours, _our_entry(ours.server.url, models)),
                ("core", core, _core_entry(core.server.url, models)),
            )
        ]
        gc.collect()
        gc.freeze()
        yield House(hass=hass, home=home, ours=agents[0], core=agents[1])
        gc.unfreeze()


async def _async_agent(
    hass: HomeAssistant, name: str, thread: ServerThread, entry: MockConfigEntry
) -> Agent:
    """Load an entry and find its entities."""
    entry.add_to_hass(hass)
    if not await hass.config_entries.async_setup(entry.entry_id):
        raise RuntimeError(f"{name} cannot be set up: {entry.reason}")
    await hass.async_block_till_done()
    entries = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    ids = {e.config_subentry_id or "": e.entity_id for e in entries if e.domain == "conversation"}
    task = next(e.entity_id for e in entries if e.domain == "ai_task")
    if AGENT_ID in ids:
        ids["qwen3"] = ids[AGENT_ID]
    return Agent(name=name, thread=thread, entities=ids, task=task)


def _contexts(models: Mapping[str, Model]) -> Mapping[str, tuple[str, int]]:
    """Return the model and context of each agent."""
    small = {context_key(ctx): ctx for ctx in SMALL}
    return {key: (model.name, small.get(key, AMPLE)) for key, model in models.items()}


def _our_entry(url: str, models: Mapping[str, Model]) -> MockConfigEntry:
    """Return our entry: agents that leave all to the model, and one that does what it can."""
    agents = {
        key: {"model": model, "prompt": "", "num_ctx": num_ctx, "local_first": False}
        for key, (model, num_ctx) in _contexts(models).items()
    }
    first = agents.pop("qwen3")
    agents[LOCAL] = {**first, "local_first": True}
    return make_entry(
        url,
        # As it is shipped; the tests listen to the model's own words.
        agent={**first, CONF_CONFIRM_LOCALLY: True},
        task={"model": first["model"], "num_ctx": TASK_CTX},
        extra=[subentry(key, SUBENTRY_AGENT, key, data) for key, data in agents.items()],
    )


def _core_entry(url: str, models: Mapping[str, Model]) -> MockConfigEntry:
    """Return an entry of Home Assistant's own integration, with its defaults but the context."""
    common: dict[str, Any] = {"max_history": 20, "keep_alive": -1, "think": False}
    subentries = [
        _core_subentry(
            key,
            "conversation",
            {**common, "model": model, "num_ctx": num_ctx, "llm_hass_api": ["assist"]},
        )
        for key, (model, num_ctx) in _contexts(models).items()
    ]
    task = {**common, "model": models["qwen3"].name, "num_ctx": TASK_CTX}
    return MockConfigEntry(
        domain="ollama",
        title="Ollama",
        version=3,
        minor_version=3,
        data={"url": url},
        subentries_data=[*subentries, _core_subentry(TASK_ID, "ai_task_data", task)],
    )


def _core_subentry(key: str, kind: str, data: Mapping[str, Any]) -> ConfigSubentryDataWithId:
    """Return a subentry of Home Assistant's own integration."""
    return ConfigSubentryDataWithId(
        subentry_id=key, subentry_type=kind, title=f"Core {key}", unique_id=None, data=dict(data)
    )
