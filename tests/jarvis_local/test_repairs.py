"""Tests of mending the model of an agent."""

import asyncio
from http import HTTPStatus
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jarvis_local.const import DOMAIN
from dev.scripted_ollama import Failure, Model, ScriptedOllama
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .conftest import AGENT_ID, MODEL, make_entry, setup_entry
from .servers import issues

MISSING = f"model_missing_{AGENT_ID}"
CLOUD = f"cloud_model_{AGENT_ID}"
LOCAL = Model("qwen3.5:4b", capabilities=("completion", "tools"))
REMOTE = Model("house-helper:latest", remote_host="https://ollama.com:443")


class Repairs:
    """The repairs dialog, over HTTP as the frontend talks to it."""

    def __init__(self, client: Any) -> None:
        """Use a client that is signed in."""
        self._client = client

    async def start(self, issue_id: str) -> dict[str, Any]:
        """Open the dialog of an issue."""
        return await self._post("", {"handler": DOMAIN, "issue_id": issue_id})

    async def submit(self, flow: dict[str, Any], **answer: Any) -> dict[str, Any]:
        """Fill in a form or choose from a menu."""
        return await self._post(f"/{flow['flow_id']}", answer)

    async def look(self, flow: dict[str, Any]) -> dict[str, Any]:
        """Return how far a dialog is."""
        response = await self._client.get(f"/api/repairs/issues/fix/{flow['flow_id']}")
        return await self._read(response)

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send a request."""
        return await self._read(
            await self._client.post(f"/api/repairs/issues/fix{path}", json=body)
        )

    async def _read(self, response: Any) -> dict[str, Any]:
        """Return the answer, which is no error."""
        assert response.status == HTTPStatus.OK, await response.text()
        answer: dict[str, Any] = await response.json()
        return answer


@pytest.fixture
async def repairs(hass: HomeAssistant, hass_client: ClientSessionGenerator) -> Repairs:
    """Return the repairs dialog; what serves HTTP must be there before its client."""
    assert await async_setup_component(hass, "repairs", {})
    assert await async_setup_component(hass, DOMAIN, {})
    return Repairs(await hass_client())


async def test_downloads_the_missing_model(hass: HomeAssistant, repairs: Repairs) -> None:
    """A missing model is downloaded from the dialog; a failure can be tried again."""
    async with ScriptedOllama(library=[LOCAL]) as server:
        entry = make_entry(server.url, task={"model": ""})
        await setup_entry(hass, entry)
        assert issues(hass) == {MISSING}

        server.fail("/api/pull", Failure.error_after(2, "no space left on device"))
        flow = await repairs.start(MISSING)
        assert (flow["step_id"], flow["errors"]) == ("confirm", {})
        assert flow["description_placeholders"] == {
            "agent": "Jarvis",
            "model": MODEL,
            "problem": "",
        }
        flow = await repairs.submit(flow)
        assert flow["type"] == "progress"
        await hass.async_block_till_done(wait_background_tasks=True)
        flow = await repairs.look(flow)
        assert flow["errors"] == {"base": "download_failed"}
        assert flow["description_placeholders"]["problem"] == "no space left on device"

        server.fail("/api/pull", None)
        await repairs.submit(flow)
        await hass.async_block_till_done(wait_background_tasks=True)
        done = await repairs.look(flow)
        assert done["type"] == "create_entry"
        assert entry.runtime_data.pool.model(MODEL) is not None
    assert not issues(hass)


async def test_unloaded_during_the_download(hass: HomeAssistant, repairs: Repairs) -> None:
    """A download ends well although the entry was unloaded meanwhile."""
    async with ScriptedOllama(library=[LOCAL], pull_delay=0.05) as server:
        entry = make_entry(server.url, task={"model": ""})
        await setup_entry(hass, entry)
        flow = await repairs.submit(await repairs.start(MISSING))
        assert flow["type"] == "progress"
        assert await hass.config_entries.async_unload(entry.entry_id)
        async with asyncio.timeout(5):
            while (done := await repairs.look(flow))["type"] == "progress":
                await asyncio.sleep(0.05)
        assert done["type"] == "create_entry"
        assert server.core.catalogue.find(MODEL)


async def test_unloaded_before_the_choice(hass: HomeAssistant, repairs: Repairs) -> None:
    """An entry that was unloaded has no server to choose a model from."""
    async with ScriptedOllama(models=[LOCAL, REMOTE]) as server:
        entry = make_entry(server.url, agent={"model": "house-helper"})
        await setup_entry(hass, entry)
        flow = await repairs.start(CLOUD)
        assert await hass.config_entries.async_unload(entry.entry_id)
        done = await repairs.submit(flow, next_step_id="replace")
    assert (done["type"], done["reason"]) == ("abort", "no_server")


async def test_model_came_back_by_itself(hass: HomeAssistant, repairs: Repairs) -> None:
    """What is there already is not downloaded."""
    async with ScriptedOllama() as server:
        await setup_entry(hass, make_entry(server.url, task={"model": ""}))
        flow = await repairs.start(MISSING)
        server.core.catalogue.add(LOCAL)
        assert (await repairs.submit(flow))["type"] == "create_entry"
        assert not [request for request in server.requests if request.path == "/api/pull"]


async def test_no_server_to_download_to(hass: HomeAssistant, repairs: Repairs) -> None:
    """While no server answers the issue stays."""
    async with ScriptedOllama() as server:
        await setup_entry(hass, make_entry(server.url, task={"model": ""}))
        flow = await repairs.start(MISSING)
    done = await repairs.submit(flow)
    assert (done["type"], done["reason"]) == ("abort", "no_server")
    assert issues(hass) == {MISSING}


async def test_brings_the_model_home(hass: HomeAssistant, repairs: Repairs) -> None:
    """A model in the cloud is replaced by one of those at home."""
    async with ScriptedOllama(models=[LOCAL, REMOTE]) as server:
        entry = make_entry(server.url, agent={"model": "house-helper"})
        await setup_entry(hass, entry)
        assert issues(hass) == {CLOUD}
        flow = await repairs.start(CLOUD)
        assert (flow["type"], flow["menu_options"]) == ("menu", ["replace", "allow"])
        flow = await repairs.submit(flow, next_step_id="replace")
        (field,) = flow["data_schema"]
        assert [option["value"] for option in field["selector"]["select"]["options"]] == [MODEL]
        done = await repairs.submit(flow, model=MODEL)
        await hass.async_block_till_done()
        assert done["type"] == "create_entry"
        assert entry.subentries[AGENT_ID].data["model"] == MODEL
        assert not issues(hass)


async def test_allows_the_cloud(hass: HomeAssistant, repairs: Repairs) -> None:
    """The owner may allow models in the cloud."""
    async with ScriptedOllama(models=[LOCAL, REMOTE]) as server:
        entry = make_entry(server.url, agent={"model": "house-helper"})
        await setup_entry(hass, entry)
        done = await repairs.submit(await repairs.start(CLOUD), next_step_id="allow")
        await hass.async_block_till_done()
        assert done["type"] == "create_entry"
        assert entry.options == {"allow_cloud": True}
        assert not issues(hass)


async def test_nothing_at_home(hass: HomeAssistant, repairs: Repairs) -> None:
    """Without a model at home, or a server that answers, there is nothing to choose."""
    async with ScriptedOllama(models=[REMOTE]) as server:
        entry = make_entry(server.url, agent={"model": "house-helper"}, task={"model": ""})
        await setup_entry(hass, entry)
        done = await repairs.submit(await repairs.start(CLOUD), next_step_id="replace")
        assert (done["type"], done["reason"]) == ("abort", "no_local_model")
        flow = await repairs.start(CLOUD)
    for coordinator in entry.runtime_data.pool.coordinators.values():
        await coordinator.async_refresh()
    done = await repairs.submit(flow, next_step_id="replace")
    assert (done["type"], done["reason"]) == ("abort", "no_server")
