"""Tests of choosing and downloading a model while Jarvis is set up."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from custom_components.jarvis_local.flows import discovery
from dev.scripted_ollama import Failure, Model, ScriptedOllama
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import MODEL, models
from .dialogs import fields, labels, placeholders, submit, suggested, to_models


@pytest.fixture(autouse=True)
def nobody_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the search for servers find none."""
    monkeypatch.setattr(discovery, "HOSTS", ())


@pytest.fixture
async def library() -> AsyncGenerator[ScriptedOllama]:
    """Return a server that has the usual models and offers some to download."""
    offered = [
        Model("ministral-3:3b", capabilities=("completion", "tools", "vision")),
        Model("tinyllama:latest", capabilities=("completion",)),
        Model(
            "harmless:latest",
            capabilities=("completion", "tools"),
            remote_host="https://ollama.com:443",
        ),
    ]
    async with ScriptedOllama(models=models(), library=offered) as server:
        yield server


async def test_lists_models(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """Models say their size and abilities; those that only embed or run in the cloud are left out."""
    flow = await to_models(hass, ollama_server)
    found = labels(flow)
    assert list(found)[:3] == ["llama3.1:8b", MODEL, "phi3:mini"]
    assert found[MODEL] == f"{MODEL}: 3.2 GB, controls devices, sees images, can think first"
    assert found["phi3:mini"] == "phi3:mini: 3.2 GB, cannot control devices"
    assert found["gemma4:12b"] == (
        "gemma4:12b (best of its size): 8 GB download, needs 12 GB, "
        "controls devices, sees images, can think first"
    )
    assert not {"house-helper:latest", "embeddinggemma:latest"} & found.keys()
    assert suggested(flow) == {"model": MODEL}


async def test_lists_models_in_the_language_of_the_home(
    hass: HomeAssistant, ollama_server: ScriptedOllama
) -> None:
    """The labels are translated."""
    hass.config.language = "fr"
    found = labels(await to_models(hass, ollama_server))
    assert found["phi3:mini"] == "phi3:mini : 3.2 Go, ne commande pas d'appareils"


async def test_no_model_yet(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """The choice of the model can wait."""
    done = await submit(hass, await to_models(hass, ollama_server))
    assert done["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("house-helper", "cloud_refused"),
        ("gpt-oss:120b-cloud", "cloud_refused"),
        ("embeddinggemma", "embedding_only"),
        ("phi3:mini", "tools_unsupported"),
    ],
)
async def test_refuses_models(
    hass: HomeAssistant, ollama_server: ScriptedOllama, model: str, error: str
) -> None:
    """A model that is of no use, or runs elsewhere, is refused with the reason; nothing is downloaded."""
    flow = await submit(hass, await to_models(hass, ollama_server), model=model)
    assert (flow["errors"], suggested(flow)) == ({"model": error}, {"model": model})
    assert placeholders(flow)["model"] == model
    assert not [request for request in ollama_server.requests if request.path == "/api/pull"]


async def test_model_without_tools_all_the_same(
    hass: HomeAssistant, ollama_server: ScriptedOllama
) -> None:
    """A model that only talks is taken by those who insist."""
    flow = await submit(hass, await to_models(hass, ollama_server), model="phi3:mini")
    assert "use_anyway" in fields(flow)
    done = await submit(hass, flow, model="phi3:mini", use_anyway=True)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_downloads_a_model(hass: HomeAssistant, library: ScriptedOllama) -> None:
    """A model that is not there is downloaded while a bar moves."""
    library.core.pull_delay = 0.01
    moved: list[float] = []
    hass.bus.async_listen(
        "data_entry_flow_progress_update", lambda event: moved.append(event.data["progress"])
    )
    flow = await submit(hass, await to_models(hass, library), model="ministral-3:3b")
    assert (flow["type"], flow["step_id"]) == (FlowResultType.SHOW_PROGRESS, "download")
    assert flow["description_placeholders"] == {"model": "ministral-3:3b"}
    again = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert again["type"] is FlowResultType.SHOW_PROGRESS

    await hass.async_block_till_done(wait_background_tasks=True)
    done = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert moved == sorted(set(moved))
    assert (len(moved) > 5, moved[-1]) == (True, 1.0)


@pytest.mark.parametrize(
    ("model", "error"),
    [
        ("harmless", "cloud_refused"),
        ("tinyllama", "tools_unsupported"),
        ("nonsense", "model_unknown"),
    ],
)
async def test_download_that_is_of_no_use(
    hass: HomeAssistant, library: ScriptedOllama, model: str, error: str
) -> None:
    """A downloaded model is looked at like any other: an alias of a cloud model is refused."""
    flow = await download(hass, library, model)
    assert (flow["step_id"], flow["errors"]) == ("model", {"model": error})


@pytest.mark.parametrize(
    ("failure", "error", "problem"),
    [
        pytest.param(
            Failure.error_after(2, "no space left on device"),
            "download_failed",
            "no space left on device",
            id="disk full",
        ),
        pytest.param(Failure.disconnect_after(2), "connection_lost", "", id="cut off"),
    ],
)
async def test_failed_download(
    hass: HomeAssistant, library: ScriptedOllama, failure: Failure, error: str, problem: str
) -> None:
    """A download that fails says why; submitting again tries again."""
    library.fail("/api/pull", failure)
    flow = await download(hass, library, "ministral-3:3b")
    assert (flow["errors"], suggested(flow)) == ({"model": error}, {"model": "ministral-3:3b"})
    assert placeholders(flow)["problem"] == problem
    library.fail("/api/pull", None)
    flow = await submit(hass, flow, model="ministral-3:3b")
    await hass.async_block_till_done(wait_background_tasks=True)
    done = await hass.config_entries.flow.async_configure(flow["flow_id"])
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_closed_dialog_ends_the_download(
    hass: HomeAssistant, library: ScriptedOllama
) -> None:
    """Nobody waits for a download whose dialog is gone."""
    library.core.pull_delay = 5
    flow = await submit(hass, await to_models(hass, library), model="ministral-3:3b")
    hass.config_entries.flow.async_abort(flow["flow_id"])
    await asyncio.wait_for(hass.async_block_till_done(wait_background_tasks=True), 2)
    assert not hass.config_entries.flow.async_progress()


async def test_server_goes_away_before_the_model(
    hass: HomeAssistant, ollama_server: ScriptedOllama
) -> None:
    """A model's name is taken as it is when nobody can tell whether it is there."""
    flow = await to_models(hass, ollama_server)
    await ollama_server.stop()
    done = await submit(hass, flow, model="any:thing")
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert {part.data.get("model") for part in done["result"].subentries.values()} == {
        None,
        "any:thing",
    }


async def download(hass: HomeAssistant, server: ScriptedOllama, model: str) -> ConfigFlowResult:
    """Choose a model that is not there and wait for the end of its download."""
    flow = await submit(hass, await to_models(hass, server), model=model)
    assert flow["type"] is FlowResultType.SHOW_PROGRESS
    await hass.async_block_till_done(wait_background_tasks=True)
    return await hass.config_entries.flow.async_configure(flow["flow_id"])
