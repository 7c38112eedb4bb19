"""Tests of setting Jarvis up: the server and the entry."""

import asyncio
import ssl
from typing import Any

import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.flows import address, discovery
from dev.scripted_ollama import Failure, ScriptedOllama
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.setup import async_setup_component

from .conftest import MODEL, models
from .dialogs import fields, start, submit, suggested, to_models

SECTION = address.SECTION_CONNECTION
NOBODY = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def nobody_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the search for servers find none."""
    monkeypatch.setattr(discovery, "HOSTS", ())


async def test_from_address_to_entry(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """A server and a model make an entry with a server, an agent and an AI task."""
    flow = await to_models(hass, ollama_server)
    done = await submit(hass, flow, model=MODEL)
    await hass.async_block_till_done()

    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert (done["title"], done["data"], done["options"]) == ("Jarvis Local", {}, {})
    made = [
        (part.subentry_type, part.title, dict(part.data), part.unique_id)
        for part in done["result"].subentries.values()
    ]
    assert made == [
        (
            "server",
            ollama_server.url.replace("http://", "Ollama "),
            {"url": ollama_server.url, "verify_ssl": True},
            ollama_server.url,
        ),
        ("conversation", "Jarvis", {"model": MODEL}, None),
        ("ai_task_data", "Jarvis AI task", {"model": MODEL, "num_predict": 4096}, None),
    ]


async def test_only_once(hass: HomeAssistant, jarvis: Any) -> None:
    """One home has one Jarvis."""
    again = await start(hass)
    assert (again["type"], again["reason"]) == (FlowResultType.ABORT, "single_instance_allowed")


async def test_finds_the_server(
    hass: HomeAssistant, ollama_server: ScriptedOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address of a server that answers is filled in."""
    monkeypatch.setattr(discovery, "HOSTS", ("127.0.0.1",))
    monkeypatch.setattr(discovery, "DEFAULT_PORT", int(ollama_server.url.rpartition(":")[2]))
    flow = await start(hass)
    assert suggested(flow) == {"url": ollama_server.url}
    assert "set_up_anyway" not in fields(flow)


async def test_finds_a_server_that_wants_a_key(
    hass: HomeAssistant, ollama_server: ScriptedOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that refuses us is there all the same; one that is not Ollama is not."""
    monkeypatch.setattr(discovery, "HOSTS", ("127.0.0.1",))
    monkeypatch.setattr(discovery, "DEFAULT_PORT", int(ollama_server.url.rpartition(":")[2]))
    ollama_server.fail("/api/version", Failure.status(401, "unauthorized"))
    assert suggested(await start(hass)) == {"url": ollama_server.url}
    ollama_server.fail("/api/version", Failure.html())
    assert suggested(await start(hass)) == {}


async def test_offers_to_go_on_while_the_server_is_away(
    hass: HomeAssistant, ollama_server: ScriptedOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The box to go on without a model comes when a server that was found is gone."""
    monkeypatch.setattr(discovery, "HOSTS", ("127.0.0.1",))
    monkeypatch.setattr(discovery, "DEFAULT_PORT", int(ollama_server.url.rpartition(":")[2]))
    flow = await submit(hass, await start(hass), url="ftp://host")
    assert "set_up_anyway" not in fields(flow)
    flow = await submit(hass, flow, url=NOBODY)
    assert "set_up_anyway" in fields(flow)
    flow = await submit(hass, flow, url="ftp://host", set_up_anyway=False)
    assert "set_up_anyway" in fields(flow)


@pytest.mark.parametrize(
    "answer", [{}, {"url": " "}, {"url": NOBODY}], ids=["no address", "blank address", "away"]
)
async def test_goes_on_without_a_model(hass: HomeAssistant, answer: dict[str, str]) -> None:
    """Without a server Jarvis is set up all the same, if that is wanted."""
    flow = await submit(hass, await start(hass), **answer)
    assert flow["errors"] == (
        {"base": "unreachable"} if answer.get("url") == NOBODY else {"url": "url_missing"}
    )
    assert suggested(flow).get("url") == answer.get("url")
    done = await submit(hass, flow, **answer, set_up_anyway=True)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    kinds = [part.subentry_type for part in done["result"].subentries.values()]
    assert kinds == [
        *(["server"] if answer.get("url") == NOBODY else []),
        "conversation",
        "ai_task_data",
    ]
    assert {p.data["model"] for p in done["result"].subentries.values() if "model" in p.data} == {
        ""
    }


async def test_keeps_what_was_entered(hass: HomeAssistant) -> None:
    """After an error the form is shown again as it was left."""
    answer = {
        "url": NOBODY,
        "api_key": "hunter2",
        SECTION: {"headers": "X-Key: abc", "verify_ssl": False},
    }
    flow = await submit(hass, await start(hass), **answer)
    assert suggested(flow) == {"url": NOBODY, "api_key": "hunter2", "set_up_anyway": False}
    assert suggested(flow, SECTION) == answer[SECTION]


@pytest.mark.parametrize(
    ("answer", "errors"),
    [
        pytest.param({"url": "ftp://host"}, {"url": "invalid_url"}, id="scheme"),
        pytest.param({"url": "http://"}, {"url": "invalid_url"}, id="no host"),
        pytest.param({"url": "my server"}, {"url": "invalid_url"}, id="space"),
        pytest.param({"url": "host:port"}, {"url": "invalid_url"}, id="port"),
        pytest.param({"url": "http://me:pw@host"}, {"url": "url_credentials"}, id="password"),
        pytest.param(
            {"url": "host", SECTION: {"headers": "no colon"}},
            {"base": "invalid_headers"},
            id="headers",
        ),
        pytest.param(
            {"url": "host", SECTION: {"headers": "Name:\u0020"}},
            {"base": "invalid_headers"},
            id="empty header",
        ),
    ],
)
async def test_refuses_what_is_no_address(
    hass: HomeAssistant, answer: dict[str, Any], errors: dict[str, str]
) -> None:
    """What cannot be right is said at once, where it is."""
    assert (await submit(hass, await start(hass), **answer))["errors"] == errors


@pytest.mark.parametrize(
    ("failure", "error"),
    [
        pytest.param(Failure.status(401, "unauthorized"), "unauthorised", id="401"),
        pytest.param(Failure.status(403, "forbidden"), "unauthorised", id="403"),
        pytest.param(Failure.html(), "not_ollama", id="a web page"),
        pytest.param(Failure.json_array(), "not_ollama", id="other JSON"),
        pytest.param(Failure.status(503, "server busy"), "busy", id="busy"),
        pytest.param(Failure.status(500, "boom"), "server_failed", id="500"),
    ],
)
async def test_says_what_is_wrong_with_the_server(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    failure: Failure,
    error: str,
) -> None:
    """Each way to fail has its own text; then the server works and the dialog goes on."""
    flow = await start(hass)
    ollama_server.fail("/api/version", failure)
    flow = await submit(hass, flow, url=ollama_server.url)
    assert flow["errors"] == {"base": error}
    ollama_server.fail("/api/version", None)
    assert (await submit(hass, flow, url=ollama_server.url))["step_id"] == "model"


async def test_certificate(hass: HomeAssistant, self_signed: ssl.SSLContext) -> None:
    """A certificate that nobody signed is refused, unless the owner says otherwise."""
    # Asyncio reports the handshake that we break off as the server's error.
    asyncio.get_running_loop().set_exception_handler(None)
    async with ScriptedOllama(models=models(), ssl_context=self_signed) as server:
        flow = await submit(hass, await start(hass), url=server.url)
        assert flow["errors"] == {"base": "certificate"}
        flow = await submit(hass, flow, url=server.url, **{SECTION: {"verify_ssl": False}})
        assert flow["step_id"] == "model"


async def test_slow_server(
    hass: HomeAssistant, ollama_server: ScriptedOllama, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that takes for ever is as good as none."""
    monkeypatch.setattr(address, "CHECK_SECONDS", 0.05)
    ollama_server.fail("/api/version", Failure.hang())
    flow = await submit(hass, await start(hass), url=ollama_server.url)
    assert flow["errors"] == {"base": "unreachable"}


async def test_unexpected_error(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Our own mistakes end in a text and a traceback in the log."""
    monkeypatch.setattr(address, "CHECK_SECONDS", "a mistake")
    flow = await submit(hass, await start(hass), url=NOBODY, api_key="hunter2")
    assert flow["errors"] == {"base": "unknown"}
    assert "Unexpected error while trying" in caplog.text
    assert "hunter2" not in caplog.text


async def test_sends_key_and_headers(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """Key and headers go with every request and into the server's subentry."""
    flow = await submit(
        hass,
        await start(hass),
        url=f"{ollama_server.url}/api/",
        api_key=" hunter2 ",
        **{SECTION: {"headers": "X-Key: abc\n\n X-Other:d:e ", "verify_ssl": False}},
    )
    done = await submit(hass, flow, model=MODEL)
    server = next(iter(done["result"].subentries.values()))
    assert dict(server.data) == {
        "url": ollama_server.url,
        "api_key": "hunter2",
        "headers": {"X-Key": "abc", "X-Other": "d:e"},
        "verify_ssl": False,
    }
    sent = ollama_server.requests[0].headers
    assert (sent["Authorization"], sent["X-Key"], sent["X-Other"]) == (
        "Bearer hunter2",
        "abc",
        "d:e",
    )


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("ollama.local", "http://ollama.local:11434"),
        ("192.168.1.5:8080", "http://192.168.1.5:8080"),
        ("http://host", "http://host"),
        ("https://host/", "https://host"),
        ("https://host:8443/ollama/api/", "https://host:8443/ollama"),
        ("http://host:11434/v1", "http://host:11434"),
        ("HTTP://Host:1/?a=b#c", "http://host:1"),
        ("[::1]:11434", "http://[::1]:11434"),
        ("fd00::5", "http://[fd00::5]:11434"),
    ],
)
def test_addresses_are_stored_in_one_form(text: str, url: str) -> None:
    """The same server always has the same address."""
    assert address.parse_url(text) == url


async def test_unknown_field(hass: HomeAssistant) -> None:
    """Only what the form asks for is taken."""
    with pytest.raises(InvalidData):
        await submit(hass, await start(hass), uri="http://host")


async def test_in_the_browser(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, ollama_server: ScriptedOllama
) -> None:
    """The forms can be sent to the frontend, which fills them in over HTTP."""
    assert await async_setup_component(hass, "config", {})
    # The test client is no web server that takes on more routes later.
    assert await async_setup_component(hass, DOMAIN, {})
    client = await hass_client()
    path = "/api/config/config_entries/flow"
    flow = await (await client.post(path, json={"handler": DOMAIN})).json()
    folded = flow["data_schema"][2]
    assert (folded["name"], folded["type"], folded["expanded"]) == (SECTION, "expandable", False)
    answer = {"url": ollama_server.url, SECTION: {"verify_ssl": True}}
    flow = await (await client.post(f"{path}/{flow['flow_id']}", json=answer)).json()
    assert flow["step_id"] == "model"
    done = await (await client.post(f"{path}/{flow['flow_id']}", json={"model": MODEL})).json()
    assert (done["type"], done["title"]) == ("create_entry", "Jarvis Local")
