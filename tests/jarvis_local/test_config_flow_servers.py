"""Tests of the dialogs about servers: one more, another address, a new key."""

from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import DOMAIN, SUBENTRY_SERVER
from custom_components.jarvis_local.flows import discovery
from custom_components.jarvis_local.flows.address import SECTION_CONNECTION as SECTION
from dev.scripted_ollama import ScriptedOllama
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from .conftest import AGENT_ID, MODEL, SERVER_ID, make_entry, models, setup_entry
from .dialogs import fields, placeholders, suggested

NOBODY = "http://127.0.0.1:9"
KEY = {"api_key": "old", "headers": {"X-Old": "1"}}


@pytest.fixture(autouse=True)
def nobody_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the search for servers find none."""
    monkeypatch.setattr(discovery, "HOSTS", ())


@pytest.fixture
async def locked(ollama_server: ScriptedOllama) -> ScriptedOllama:
    """Return a server that wants a key."""
    ollama_server.core.required_headers = {"Authorization": "Bearer new"}
    return ollama_server


async def submit(hass: HomeAssistant, flow: ConfigFlowResult, **answer: Any) -> ConfigFlowResult:
    """Fill in the form of the entry's flow."""
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], answer)
    await hass.async_block_till_done()
    return result


class TestEntry:
    """Reconfigure in the entry's menu."""

    async def test_new_address(self, hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
        """The only server gets a new address; its key stays, and is not shown."""
        entry = make_entry(NOBODY, server=KEY)
        await setup_entry(hass, entry)
        flow = await entry.start_reconfigure_flow(hass)
        assert (flow["step_id"], suggested(flow)) == ("address", {"url": NOBODY})
        wrong = await submit(hass, flow, url="ftp://host")
        assert wrong["errors"] == {"url": "invalid_url"}
        done = await submit(hass, wrong, url=ollama_server.url)
        assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
        server = entry.subentries[SERVER_ID]
        assert dict(server.data) == {**KEY, "url": ollama_server.url, "verify_ssl": True}
        assert (server.title, server.unique_id) == (
            ollama_server.url.replace("http://", "Ollama "),
            ollama_server.url,
        )

    async def test_one_of_several(self, hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
        """With several servers it is asked which one; two cannot be the same."""
        entry = make_entry([NOBODY, ollama_server.url])
        await setup_entry(hass, entry)
        flow = await entry.start_reconfigure_flow(hass)
        assert (flow["step_id"], fields(flow)) == ("reconfigure", {"server"})
        flow = await submit(hass, flow, server=SERVER_ID)
        assert suggested(flow)["url"] == NOBODY
        flow = await submit(hass, flow, url=ollama_server.url)
        assert flow["errors"] == {"url": "already_configured"}
        flow = await submit(hass, flow, url="127.0.0.1:8")
        done = await submit(hass, flow, url="127.0.0.1:8", set_up_anyway=True)
        assert done["reason"] == "reconfigure_successful"
        assert entry.subentries[SERVER_ID].unique_id == "http://127.0.0.1:8"

    async def test_first_server(self, hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
        """A home without a model gets a server, and all that had no model the one chosen."""
        entry = make_entry(agent={"model": ""})
        await setup_entry(hass, entry)
        flow = await entry.start_reconfigure_flow(hass)
        assert (flow["step_id"], suggested(flow)) == ("address", {})
        flow = await submit(hass, flow, url=ollama_server.url)
        assert (flow["step_id"], suggested(flow)) == ("model", {"model": MODEL})
        done = await submit(hass, flow, model="llama3.1:8b")
        assert done["reason"] == "reconfigure_successful"
        added = entry.get_subentries_of_type(SUBENTRY_SERVER)
        assert [server.unique_id for server in added] == [ollama_server.url]
        assert entry.subentries[AGENT_ID].data["model"] == "llama3.1:8b"
        assert {part.data.get("model") for part in entry.subentries.values()} == {
            None,
            MODEL,
            "llama3.1:8b",
        }

    async def test_still_no_server(self, hass: HomeAssistant) -> None:
        """A home without a server may stay one."""
        entry = make_entry()
        await setup_entry(hass, entry)
        flow = await submit(hass, await entry.start_reconfigure_flow(hass))
        assert flow["errors"] == {"url": "url_missing"}
        done = await submit(hass, flow, set_up_anyway=True)
        assert done["reason"] == "reconfigure_successful"
        assert not entry.get_subentries_of_type(SUBENTRY_SERVER)


class TestReauth:
    """A server that no longer takes the key."""

    async def test_new_key(self, hass: HomeAssistant, locked: ScriptedOllama) -> None:
        """The refused server is named, a wrong key is refused, the right one is stored."""
        entry = make_entry([NOBODY, locked.url], server={"verify_ssl": False})
        await setup_entry(hass, entry)
        (flow,) = hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        assert flow["step_id"] == "reauth_confirm"
        shown = await hass.config_entries.flow.async_configure(flow["flow_id"])
        assert placeholders(shown)["server"] == locked.url.removeprefix("http://")
        assert suggested(shown, SECTION) == {"verify_ssl": False}
        wrong = await submit(hass, shown, api_key="wrong")
        assert wrong["errors"] == {"base": "unauthorised"}
        done = await submit(hass, wrong, api_key="new")
        assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "reauth_successful")
        data = entry.subentries[f"{SERVER_ID}_1"].data
        assert (data["api_key"], data["verify_ssl"]) == ("new", False)
        assert entry.runtime_data.pool.is_online

    async def test_server_not_named(self, hass: HomeAssistant, locked: ScriptedOllama) -> None:
        """Without a name it is the first server."""
        entry = make_entry(locked.url, server={"api_key": "new"})
        await setup_entry(hass, entry)
        flow = await entry.start_reauth_flow(hass)
        done = await submit(hass, flow)
        assert done["reason"] == "reauth_successful"

    async def test_server_removed(self, hass: HomeAssistant) -> None:
        """A server that was removed needs no key."""
        entry = make_entry()
        await setup_entry(hass, entry)
        flow = await entry.start_reauth_flow(hass)
        assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "server_removed")


class TestSubentry:
    """One server among the entry's parts."""

    async def add(self, hass: HomeAssistant, entry: MockConfigEntry) -> Any:
        """Open the dialog to add a server."""
        return await hass.config_entries.subentries.async_init(
            (entry.entry_id, SUBENTRY_SERVER), context={"source": SOURCE_USER}
        )

    async def change(self, hass: HomeAssistant, entry: MockConfigEntry) -> Any:
        """Open the dialog to change the first server."""
        return await hass.config_entries.subentries.async_init(
            (entry.entry_id, SUBENTRY_SERVER),
            context={"source": SOURCE_RECONFIGURE, "subentry_id": SERVER_ID},
        )

    async def submit(self, hass: HomeAssistant, flow: Any, **answer: Any) -> Any:
        """Fill in the form."""
        result = await hass.config_entries.subentries.async_configure(flow["flow_id"], answer)
        await hass.async_block_till_done()
        return result

    async def test_one_more(self, hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
        """A second server is added, not the same twice."""
        first = jarvis.subentries[SERVER_ID].data["url"]
        async with ScriptedOllama(models=models()) as second:
            flow = await self.submit(hass, await self.add(hass, jarvis), url=first)
            assert flow["errors"] == {"url": "already_configured"}
            done = await self.submit(hass, flow, url=second.url)
            assert done["type"] is FlowResultType.CREATE_ENTRY
            assert (done["title"], done["unique_id"]) == (
                second.url.replace("http://", "Ollama "),
                second.url,
            )
            assert len(jarvis.runtime_data.pool.coordinators) == 2

    @pytest.mark.parametrize(
        ("known", "proposed"),
        [(NOBODY, True), ("http://127.0.0.1:{port}", False), ("http://localhost:{port}", False)],
        ids=["another", "the same", "by another name"],
    )
    async def test_found_by_itself(
        self,
        hass: HomeAssistant,
        ollama_server: ScriptedOllama,
        monkeypatch: pytest.MonkeyPatch,
        known: str,
        proposed: bool,
    ) -> None:
        """Only a server that is not known yet is proposed."""
        port = ollama_server.url.rpartition(":")[2]
        monkeypatch.setattr(discovery, "HOSTS", ("127.0.0.1", "localhost"))
        monkeypatch.setattr(discovery, "DEFAULT_PORT", int(port))
        entry = make_entry(known.format(port=port))
        await setup_entry(hass, entry)
        flow = await self.add(hass, entry)
        assert suggested(flow) == ({"url": ollama_server.url} if proposed else {})

    async def test_away(self, hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
        """A server that is off can be added, but not one without an address."""
        flow = await self.submit(hass, await self.add(hass, jarvis), url=NOBODY)
        assert flow["errors"] == {"base": "unreachable"}
        flow = await self.submit(hass, flow, set_up_anyway=True)
        assert flow["errors"] == {"url": "url_missing"}
        done = await self.submit(hass, flow, url=NOBODY, set_up_anyway=True)
        assert done["type"] is FlowResultType.CREATE_ENTRY

    async def test_forget_key(self, hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
        """Key and headers stay while nothing is entered, are replaced, or forgotten."""
        entry = make_entry(ollama_server.url, server=KEY)
        await setup_entry(hass, entry)
        url = ollama_server.url

        flow = await self.change(hass, entry)
        assert (suggested(flow), "forget_credentials" in fields(flow)) == ({"url": url}, True)
        flow = await self.submit(hass, flow, url="ftp://host")
        assert flow["errors"] == {"url": "invalid_url"}
        done = await self.submit(hass, flow, url=url, api_key="new")
        assert done["reason"] == "reconfigure_successful"
        data = {"url": url, "verify_ssl": True}
        assert dict(entry.subentries[SERVER_ID].data) == {**data, **KEY, "api_key": "new"}

        flow = await self.change(hass, entry)
        await self.submit(
            hass, flow, url=url, forget_credentials=True, **{SECTION: {"headers": "X-New: 2"}}
        )
        assert dict(entry.subentries[SERVER_ID].data) == {**data, "headers": {"X-New": "2"}}

        flow = await self.change(hass, entry)
        await self.submit(hass, flow, url=url, forget_credentials=True)
        assert dict(entry.subentries[SERVER_ID].data) == data
