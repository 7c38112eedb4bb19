"""Tests of the dialogs about agents and AI tasks, and of the options."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import SUBENTRY_AGENT, SUBENTRY_TASK
from custom_components.jarvis_local.models import AgentSettings, Mode
from custom_components.jarvis_local.tools import GROUPS
from dev.scripted_ollama import Model, ScriptedOllama
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData

from .conftest import AGENT_ID, MODEL, TASK_ID, make_entry, models, setup_entry
from .dialogs import fields, labels, suggested

NOBODY = "http://127.0.0.1:9"
# What the screen sends when nothing but the name and model is touched.
UNTOUCHED_MODEL = {
    "think": "off",
    "num_predict": 512,
    "num_ctx": 8192,
    "keep_alive": -1,
    "mode": "auto",
}
UNTOUCHED = {
    "behaviour": {
        "tool_groups": list(GROUPS),
        "local_first": True,
        "confirm_locally": True,
        "chat_signs": True,
        "max_history": 20,
    },
    "model_settings": UNTOUCHED_MODEL,
    "advanced": {},
}


async def add(hass: HomeAssistant, entry: MockConfigEntry, kind: str = SUBENTRY_AGENT) -> Any:
    """Open the dialog to add an agent or an AI task."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind), context={"source": SOURCE_USER}
    )


async def change(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    kind: str = SUBENTRY_AGENT,
    subentry_id: str = AGENT_ID,
) -> Any:
    """Open the dialog to change one."""
    return await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind),
        context={"source": SOURCE_RECONFIGURE, "subentry_id": subentry_id},
    )


async def submit(hass: HomeAssistant, flow: Any, **answer: Any) -> Any:
    """Fill in the form."""
    result = await hass.config_entries.subentries.async_configure(flow["flow_id"], answer)
    await hass.async_block_till_done()
    return result


async def test_add_agent(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """A new agent may do everything, answers simple commands itself, and is proposed a model."""
    flow = await add(hass, jarvis)
    assert suggested(flow) == {"name": "Jarvis", "model": MODEL}
    done = await submit(hass, flow, name="Alfred", model=MODEL, **UNTOUCHED)
    assert (done["type"], done["title"]) == (FlowResultType.CREATE_ENTRY, "Alfred")
    assert done["data"] == {
        "model": MODEL,
        "persona": "butler",
        "local_first": True,
        "confirm_locally": True,
        "chat_signs": True,
        "max_history": 20,
        **UNTOUCHED_MODEL,
    }
    assert len(hass.states.async_entity_ids("conversation")) == 3


async def test_change_agent(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """Every setting can be changed and is shown again; whole numbers are stored as such."""
    answer: dict[str, Any] = {
        "name": "Alfred",
        "model": "llama3.1:8b",
        "persona": "neutral",
        "prompt": "You are a butler.",
        "behaviour": {
            "tool_groups": ["home", "timers"],
            "local_first": False,
            "confirm_locally": False,
            "chat_signs": False,
            "max_history": 5.0,
        },
        "model_settings": {
            "think": "off",
            "num_predict": 100.0,
            "num_ctx": 4096.0,
            "keep_alive": 60.0,
            "mode": "structured",
        },
        "advanced": {
            "temperature": 0.5,
            "top_p": 0.9,
            "top_k": 40.0,
            "min_p": 0.05,
            "repeat_penalty": 1.1,
            "seed": 7.0,
        },
    }
    done = await submit(hass, await change(hass, jarvis), **answer)
    assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    settings = AgentSettings.from_subentry(jarvis.subentries[AGENT_ID])
    assert settings == AgentSettings(
        name="Alfred",
        model="llama3.1:8b",
        prompt="You are a butler.",
        tool_groups=frozenset({"home", "timers"}),
        local_first=False,
        confirm_locally=False,
        chat_signs=False,
        persona="neutral",
        max_history=5,
        think=False,
        keep_alive="60s",
        num_ctx=4096,
        num_predict=100,
        mode=Mode.STRUCTURED,
        sampling=answer["advanced"],
    )
    assert isinstance(settings.sampling["top_k"], int)

    flow = await change(hass, jarvis)
    shown = {key: value for key, value in answer.items() if isinstance(value, str)}
    assert suggested(flow) == shown
    for name in ("behaviour", "model_settings", "advanced"):
        assert suggested(flow, name) == answer[name]


async def test_emptied_fields_are_forgotten(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """What is emptied is no longer stored; a name cannot be empty."""
    await submit(
        hass, await change(hass, jarvis), name="A", model=MODEL, prompt="x", advanced={"seed": 1}
    )
    await submit(hass, await change(hass, jarvis), name=" ", model=MODEL, **UNTOUCHED)
    agent = jarvis.subentries[AGENT_ID]
    assert agent.title == "Jarvis"
    assert not {"prompt", "seed", "name", "tool_groups"} & agent.data.keys()


@pytest.mark.parametrize(
    ("model", "think", "error"),
    [
        ("house-helper", "off", "cloud_refused"),
        ("phi3:mini", "off", "tools_unsupported"),
        ("llama3.1:8b", "high", "thinking_unsupported"),
    ],
)
async def test_refuses_models(
    hass: HomeAssistant, jarvis: MockConfigEntry, model: str, think: str, error: str
) -> None:
    """What a model cannot do, or may not, is said before it is stored; the form stays filled in."""
    answer = {"name": "Alfred", "model": model, "model_settings": {"think": think}}
    flow = await submit(hass, await add(hass, jarvis), **answer)
    assert flow["errors"] == {"model": error}
    assert suggested(flow) == {"name": "Alfred", "model": model, "persona": "butler"}


async def test_model_that_thinks(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """A model that can think may."""
    done = await submit(
        hass, await add(hass, jarvis), name="A", model=MODEL, model_settings={"think": "on"}
    )
    assert done["data"]["think"] == "on"


async def test_model_without_tools_all_the_same(
    hass: HomeAssistant, jarvis: MockConfigEntry
) -> None:
    """A model that only talks is taken by those who insist; the box itself is not stored."""
    flow = await submit(hass, await add(hass, jarvis), name="A", model="phi3:mini")
    assert "use_anyway" in fields(flow)
    done = await submit(hass, flow, name="A", model="phi3:mini", use_anyway=True)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert "use_anyway" not in done["data"]


async def test_cloud_model_if_allowed(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """With the option on, a model in the cloud can be chosen and is marked."""
    entry = make_entry(ollama_server.url, options={"allow_cloud": True})
    await setup_entry(hass, entry)
    flow = await add(hass, entry)
    assert labels(flow)["house-helper:latest"] == (
        "house-helper:latest: runs in the cloud, controls devices"
    )
    done = await submit(hass, flow, name="A", model="house-helper")
    assert done["data"]["model"] == "house-helper:latest"


async def test_downloads_a_model(hass: HomeAssistant) -> None:
    """An agent's model can be downloaded; a failure keeps the form."""
    async with ScriptedOllama(models=models(), library=[Model("ministral-3:3b")]) as server:
        entry = make_entry(server.url)
        await setup_entry(hass, entry)
        flow = await submit(hass, await add(hass, entry), name="A", model="nonsense")
        flow = await finish_download(hass, flow)
        assert (flow["step_id"], flow["errors"]) == ("user", {"model": "model_unknown"})
        flow = await submit(hass, flow, name="A", model="ministral-3:3b", prompt="x")
        done = await finish_download(hass, flow)
        assert done["type"] is FlowResultType.CREATE_ENTRY
        assert done["data"] == {"model": "ministral-3:3b", "persona": "butler", "prompt": "x"}


async def test_servers_away(hass: HomeAssistant) -> None:
    """While no server answers, the model's name is taken as it is, and none is proposed."""
    entry = make_entry(NOBODY)
    await setup_entry(hass, entry)
    flow = await add(hass, entry)
    assert (suggested(flow), labels(flow)) == ({"name": "Jarvis"}, {})
    done = await submit(hass, flow, name="A", model="any:thing")
    assert done["data"] == {"model": "any:thing", "persona": "butler"}


async def test_two_servers(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """The models of all servers that answer are offered."""
    async with ScriptedOllama(models=[Model("only-here:1b")]) as second:
        entry = make_entry([NOBODY, ollama_server.url, second.url])
        await setup_entry(hass, entry)
        found = labels(await add(hass, entry))
        assert {"only-here:1b", MODEL} <= found.keys()


async def test_add_task(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """An AI task needs no tools, has no personality, and may write more."""
    flow = await add(hass, jarvis, SUBENTRY_TASK)
    assert suggested(flow) == {"name": "Jarvis AI task", "model": MODEL}
    assert fields(flow) == {"name", "model", "model_settings", "advanced"}
    done = await submit(
        hass, flow, name="Reports", model="phi3:mini", model_settings={"think": "off"}
    )
    assert (done["title"], done["data"]["num_predict"]) == ("Reports", 4096)


async def test_change_task(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """An AI task's settings can be changed."""
    flow = await change(hass, jarvis, SUBENTRY_TASK, TASK_ID)
    done = await submit(hass, flow, name="Reports", model=MODEL)
    assert done["reason"] == "reconfigure_successful"
    assert jarvis.subentries[TASK_ID].title == "Reports"


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("model_settings", "num_ctx", 100),
        ("model_settings", "keep_alive", -2),
        ("model_settings", "think", "hard"),
        ("advanced", "temperature", 3),
        ("advanced", "seed", -1),
        ("behaviour", "tool_groups", ["bombs"]),
        ("behaviour", "max_history", 101),
    ],
)
async def test_bounds(
    hass: HomeAssistant, jarvis: MockConfigEntry, section: str, key: str, value: Any
) -> None:
    """What is out of bounds is refused."""
    with pytest.raises(InvalidData):
        await submit(hass, await add(hass, jarvis), name="A", **{section: {key: value}})


async def test_options(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """The bounds on a turn are stored as whole seconds and must fit each other."""
    flow = await hass.config_entries.options.async_init(jarvis.entry_id)
    answer = {"first_token_timeout": 90.0, "turn_timeout": 60.0, "allow_cloud": True}
    flow = await hass.config_entries.options.async_configure(flow["flow_id"], answer)
    assert flow["errors"] == {"turn_timeout": "turn_too_short"}
    done = await hass.config_entries.options.async_configure(
        flow["flow_id"], {**answer, "turn_timeout": 90.0}
    )
    await hass.async_block_till_done()
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert jarvis.options == {"first_token_timeout": 90, "turn_timeout": 90, "allow_cloud": True}
    again = await hass.config_entries.options.async_init(jarvis.entry_id)
    assert suggested(again) == dict(jarvis.options)


async def finish_download(hass: HomeAssistant, flow: Any) -> Any:
    """Wait for the end of a download."""
    assert flow["type"] is FlowResultType.SHOW_PROGRESS
    await hass.async_block_till_done(wait_background_tasks=True)
    result = await hass.config_entries.subentries.async_configure(flow["flow_id"])
    await hass.async_block_till_done()
    return result
