"""Asking a server what it is, what it has, and to download or load a model."""

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
import socket
import ssl
from typing import Any

import pytest

from custom_components.jarvis_local.ollama import (
    BusyError,
    Capability,
    CertificateError,
    ConnectionLostError,
    GarbledError,
    InstalledModel,
    ModelMissingError,
    NotOllamaError,
    OllamaError,
    OllamaServer,
    ServerAddress,
    ServerFailedError,
    UnauthorisedError,
    UnreachableError,
    canonical,
    client,
    is_remote_name,
)
from custom_components.jarvis_local.ollama.catalogue import installed
from dev.scripted_ollama import Failure, Model, Reply, ScriptedOllama
from homeassistant.core import HomeAssistant

from .conftest import MODEL, models
from .raw_server import line, raw_server

KEY = "sk-very-secret-123"
METHODS = ("async_version", "async_models", "async_loaded")


def server_at(hass: HomeAssistant, url: str, **rest: Any) -> OllamaServer:
    """Return a server at an address."""
    return OllamaServer(hass, ServerAddress(url=url, **rest))


def free_url() -> str:
    """Return an address where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


async def test_version(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """The version is what the server says."""
    assert await server_at(hass, ollama_server.url).async_version() == "0.33.0"


async def test_models(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """Each model comes with its size, what it can do, and whether it is at home."""
    found = {m.name: m for m in await server_at(hass, ollama_server.url).async_models()}
    assert found[MODEL] == InstalledModel(
        name=MODEL,
        size=3 * 2**30,
        capabilities=frozenset(
            {Capability.COMPLETION, Capability.TOOLS, Capability.VISION, Capability.THINKING}
        ),
        context_length=40960,
    )
    assert found["phi3:mini"].capabilities == {Capability.COMPLETION}
    assert [name for name, model in found.items() if model.is_remote] == ["house-helper:latest"]


async def test_models_are_shown_once(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """A model is shown again only when it is another one."""
    server = server_at(hass, ollama_server.url)
    await server.async_models()
    await server.async_models()
    catalogue = ollama_server.core.catalogue
    catalogue.add(replace(catalogue.find("phi3:mini"), capabilities=("completion", "tools")))
    found = {model.name: model for model in await server.async_models()}
    shows = [request for request in ollama_server.requests if request.path == "/api/show"]
    assert len(shows) == len(models()) + 1
    assert Capability.TOOLS in found["phi3:mini"].capabilities


@pytest.mark.parametrize(
    ("status", "expected"), [(404, None), (500, None), (503, BusyError)], ids=str
)
async def test_model_that_cannot_be_shown(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    status: int,
    expected: type[OllamaError] | None,
) -> None:
    """A model that cannot be shown is left out: nobody knows where it runs."""
    ollama_server.fail("/api/show", Failure.status(status, "no"))
    server = server_at(hass, ollama_server.url)
    if expected is None:
        assert await server.async_models() == []
    else:
        with pytest.raises(expected):
            await server.async_models()


async def test_loaded(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """A model in memory comes with its sizes, its context and until when it stays."""
    server = server_at(hass, ollama_server.url)
    assert await server.async_loaded() == []
    await server.async_load(MODEL, options={"num_ctx": 4096}, keep_alive="300s")
    (model,) = await server.async_loaded()
    assert (model.name, model.context_length) == (MODEL, 4096)
    assert model.size >= model.size_vram > 0
    assert isinstance(model.expires_at, datetime)
    assert ollama_server.chats[-1] == {
        "model": MODEL,
        "messages": [],
        "stream": False,
        "think": False,
        "options": {"num_ctx": 4096},
        "keep_alive": "300s",
        "truncate": False,
        "shift": False,
    }


async def test_load_missing(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """A model that is not there cannot be loaded."""
    with pytest.raises(ModelMissingError):
        await server_at(hass, ollama_server.url).async_load("nothing", options={}, keep_alive=-1)


async def test_pull(hass: HomeAssistant, socket_enabled: None) -> None:
    """A download tells how far it is, never going back, and the model is there at its end."""
    async with ScriptedOllama(library=[Model("phi3:mini")]) as ollama_server:
        server = server_at(hass, ollama_server.url)
        progress = [share async for share in server.async_pull("phi3:mini")]
        assert progress == sorted(progress)
        assert progress[0] == 0
        assert 0.5 in progress
        assert progress[-1] == 1
        assert [model.name for model in await server.async_models()] == ["phi3:mini"]


async def test_pull_several_layers(hass: HomeAssistant) -> None:
    """Progress is that of all layers known; an announced layer does not turn it back."""
    lines = [
        line(status="pulling manifest"),
        line(status="pulling a", digest="a", total=100, completed=100),
        line(status="pulling b", digest="b", total=300),
        line(status="pulling b", digest="b", total=300, completed=300),
        line(status="success"),
    ]
    async with raw_server(lines) as url:
        progress = [share async for share in server_at(hass, url).async_pull("phi3:mini")]
    assert progress == [0, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(error="pull model manifest: file does not exist")], ModelMissingError),
        ([line(status="pulling a"), line(error="no space left on device")], ServerFailedError),
        ([line(status="pulling a")], ConnectionLostError),
        ([b"<html>\n"], GarbledError),
        ([b"[]\n"], GarbledError),
        ([line(status=1)], NotOllamaError),
    ],
    ids=["unknown-model", "disk-full", "breaks-off", "html", "array", "shape"],
)
async def test_pull_fails(
    hass: HomeAssistant, lines: list[bytes], expected: type[OllamaError]
) -> None:
    """A download that cannot go on says why."""
    async with raw_server(lines) as url:
        with pytest.raises(OllamaError) as caught:
            [share async for share in server_at(hass, url).async_pull("phi3:mini")]
    assert type(caught.value) is expected


async def test_pull_stopped(hass: HomeAssistant, socket_enabled: None) -> None:
    """A download can be given up."""
    async with ScriptedOllama(library=[Model("phi3:mini")], pull_delay=0.05) as ollama_server:
        server = server_at(hass, ollama_server.url)
        async with aclosing(server.async_pull("phi3:mini")) as progress:
            assert await anext(progress) == 0
        assert await server.async_models() == []


@pytest.mark.parametrize("method", METHODS)
async def test_nothing_listens(hass: HomeAssistant, socket_enabled: None, method: str) -> None:
    """A refused connection is an unreachable server."""
    with pytest.raises(UnreachableError):
        await getattr(server_at(hass, free_url()), method)()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure.status(401, "unauthorized"), UnauthorisedError),
        (Failure.status(403, f"bad key {KEY}"), UnauthorisedError),
        (Failure.status(500, "out of memory"), ServerFailedError),
        (Failure.status(503, "server busy"), BusyError),
        (Failure.html(), NotOllamaError),
        (Failure.html(404), NotOllamaError),
        (Failure.html(301), NotOllamaError),
        (Failure.html(502), ServerFailedError),
        (Failure.json_array(), NotOllamaError),
        (Failure.not_json(), NotOllamaError),
        (Failure.empty_body(), NotOllamaError),
        (Failure.disconnect_after(0), ConnectionLostError),
    ],
    ids=[
        "401",
        "403",
        "500",
        "503",
        "html",
        "html-404",
        "redirect",
        "html-502",
        "array",
        "text",
        "empty",
        "disconnect",
    ],
)
async def test_refused(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    method: str,
    failure: Failure,
    expected: type[OllamaError],
) -> None:
    """Every way to fail has its error, whichever library made the request; none tells the key."""
    ollama_server.fail("*", failure)
    headers = {"Authorization": f"Bearer {KEY}"}
    with pytest.raises(OllamaError) as caught:
        await getattr(server_at(hass, ollama_server.url, headers=headers), method)()
    assert type(caught.value) is expected
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("method", METHODS)
async def test_silence(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
) -> None:
    """A server that says nothing is unreachable, soon enough."""
    monkeypatch.setattr(client, "REQUEST_SECONDS", 0.1)
    ollama_server.fail("*", Failure.hang())
    with pytest.raises(UnreachableError):
        await getattr(server_at(hass, ollama_server.url), method)()


@pytest.mark.parametrize("answer", [{}, {"version": 7}], ids=["none", "number"])
async def test_no_version(hass: HomeAssistant, answer: dict[str, Any]) -> None:
    """A server that answers JSON but no version is something else."""
    async with raw_server([line(**answer)]) as url:
        with pytest.raises(NotOllamaError):
            await server_at(hass, url).async_version()


async def test_not_http(hass: HomeAssistant) -> None:
    """A server that speaks something else is no Ollama."""
    async with raw_server([], head=b"SSH-2.0-OpenSSH_10.2\r\n\r\n") as url:
        with pytest.raises(NotOllamaError):
            await server_at(hass, url).async_version()
        with pytest.raises(GarbledError):
            await server_at(hass, url).async_models()


async def test_impossible_address(hass: HomeAssistant) -> None:
    """An address that is none never breaks the setup: it is unreachable."""
    server = server_at(hass, "http://127.0.0.1:99999")
    with pytest.raises(UnreachableError):
        await server.async_version()
    with pytest.raises(UnreachableError):
        await server.async_models()


async def test_headers_are_sent(hass: HomeAssistant, socket_enabled: None) -> None:
    """The key and the headers go with every request, whichever library makes it."""
    async with ScriptedOllama(
        models(), api_key=KEY, required_headers={"X-Proxy": "yes"}
    ) as ollama_server:
        ollama_server.otherwise(Reply(text="Hello."))
        data = {
            "url": f"{ollama_server.url}/",
            "api_key": f" {KEY} ",
            "headers": {"X-Proxy": "yes"},
        }
        server = OllamaServer(hass, ServerAddress.from_config(data))
        assert await server.async_version()
        assert await server.async_models()
        assert await server.async_loaded() == []


@pytest.mark.parametrize(
    ("headers", "sent"),
    [({}, None), ({"authorization": "Basic abc"}, "Basic abc")],
    ids=["no-key", "own-key"],
)
async def test_no_key_from_the_environment(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
    sent: str | None,
) -> None:
    """The key for Ollama's cloud, which the package finds in the environment, goes nowhere."""
    monkeypatch.setenv("OLLAMA_API_KEY", KEY)
    server = server_at(hass, ollama_server.url, headers=headers)
    for method in METHODS:
        await getattr(server, method)()
    assert {request.headers.get("authorization") for request in ollama_server.requests} == {sent}


async def test_survives_a_restart(hass: HomeAssistant, ollama_server: ScriptedOllama) -> None:
    """A server that was killed and is back answers the next request."""
    server = server_at(hass, ollama_server.url)
    for method in METHODS:
        await getattr(server, method)()
    await ollama_server.stop()
    await ollama_server.start()
    for method in METHODS:
        await getattr(server, method)()


async def test_certificate(hass: HomeAssistant, self_signed: ssl.SSLContext) -> None:
    """A certificate that nobody signed is refused, unless the owner says otherwise."""
    # Asyncio reports the handshake that we break off as the server's error.
    asyncio.get_running_loop().set_exception_handler(None)
    async with ScriptedOllama(models(), ssl_context=self_signed) as ollama_server:
        with pytest.raises(CertificateError):
            await server_at(hass, ollama_server.url).async_version()
        trusting = server_at(hass, ollama_server.url, verify_ssl=False)
        assert await trusting.async_version()
        assert await trusting.async_models()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("llama3.1", "llama3.1:latest"),
        ("Qwen3.5:4B", "qwen3.5:4b"),
        ("hf.co/org/Model-GGUF", "hf.co/org/model-gguf:latest"),
        ("localhost:5000/org/model", "localhost:5000/org/model:latest"),
    ],
)
def test_canonical(name: str, expected: str) -> None:
    """A name is compared with its tag and without its capitals."""
    assert canonical(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("gpt-oss:120b-cloud", True), ("glm-5:cloud", True), ("cloud:8b", False)],
)
def test_is_remote_name(name: str, expected: bool) -> None:
    """A tag that ends in cloud says that the model runs there."""
    assert is_remote_name(name) is expected


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"capabilities": ["completion", "insert"]}, {Capability.COMPLETION}),
        ({"template": "{{ .Tools }}"}, {Capability.COMPLETION, Capability.TOOLS}),
        ({}, {Capability.COMPLETION}),
    ],
    ids=["unknown-one", "old-server-tools", "old-server"],
)
def test_capabilities(shown: dict[str, Any], expected: set[Capability]) -> None:
    """What a model can do is read from what any server shows; unknown abilities are left out."""
    assert installed("m", 0, shown).capabilities == expected


@pytest.mark.parametrize(
    "info",
    [None, {}, {"general.architecture": "llama", "llama.context_length": "long"}],
    ids=["none", "empty", "odd"],
)
def test_no_context_length(info: dict[str, Any] | None) -> None:
    """A context length that is not told is unknown."""
    assert installed("m", 0, {"model_info": info}).context_length is None
