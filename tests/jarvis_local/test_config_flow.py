"""Tests of setting Jarvis up: server, model, download, entry."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.flows import address, discovery
from dev.scripted_ollama import Failure, Model, ScriptedOllama
from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData

from .conftest import MODEL, models
from .dialogs import fields, labels, suggested

SECTION = address.SECTION_CONNECTION
NOBODY = "http://127.0.0.1:9"


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


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the dialog."""
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})


async def submit(hass: HomeAssistant, flow: ConfigFlowResult, **answer: Any) -> ConfigFlowResult:
    """Fill in the form and submit it."""
    return await hass.config_entries.flow.async_configure(flow["flow_id"], answer)


async def to_models(hass: HomeAssistant, server: ScriptedOllama) -> ConfigFlowResult:
    """Open the dialog and go on to the choice of the model."""
    flow = await submit(hass, await start(hass), url=server.url)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "model")
    return flow


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
            ollama_server.url.removeprefix("http://"),
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
    schema = flow["data_schema"]
    assert schema is not None
    folded = {
        str(key): key.description["suggested_value"] for key in schema.schema[SECTION].schema.schema
    }
    assert folded == answer[SECTION]


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
    ],
)
def test_addresses_are_stored_in_one_form(text: str, url: str) -> None:
    """The same server always has the same address."""
    assert address.parse_url(text) == url


async def test_lists_models(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """Models say their size and abilities; those that only embed or run in the cloud are left out."""
    flow = await to_models(hass, ollama_server)
    found = labels(flow)
    assert list(found)[:3] == ["llama3.1:8b", MODEL, "phi3:mini"]
    assert found[MODEL] == f"{MODEL}: 3.2 GB, controls devices, sees images, can think first"
    assert found["phi3:mini"] == "phi3:mini: 3.2 GB, cannot control devices"
    assert found["gemma4:12b"] == (
        "gemma4:12b: download of 8 GB, needs 12 GB of memory, "
        "controls devices, sees images, can think first; best of its size"
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
    assert flow["description_placeholders"]["model"] == model
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
    assert flow["description_placeholders"]["problem"] == problem
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


async def test_unknown_field(hass: HomeAssistant) -> None:
    """Only what the form asks for is taken."""
    with pytest.raises(InvalidData):
        await submit(hass, await start(hass), uri="http://host")


async def download(hass: HomeAssistant, server: ScriptedOllama, model: str) -> ConfigFlowResult:
    """Choose a model that is not there and wait for the end of its download."""
    flow = await submit(hass, await to_models(hass, server), model=model)
    assert flow["type"] is FlowResultType.SHOW_PROGRESS
    await hass.async_block_till_done(wait_background_tasks=True)
    return await hass.config_entries.flow.async_configure(flow["flow_id"])
