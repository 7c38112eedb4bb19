"""Listing, describing, downloading, deleting models."""

import aiohttp
import ollama
import pytest

from dev.scripted_ollama import Failure, Model, ScriptedOllama

from .conftest import drain


async def test_tags_list_what_is_installed(client: ollama.AsyncClient) -> None:
    """Every model is listed with its size, digest and details."""
    models = (await client.list()).models
    assert [model.model for model in models] == [
        "qwen3.5:4b",
        "phi3:mini",
        "nomic-embed-text:latest",
        "gpt-oss:120b-cloud",
    ]
    assert models[0].size == 3 * 2**30
    assert len(models[0].digest or "") == 64
    assert models[0].details
    assert models[0].details.quantization_level == "Q4_K_M"


async def test_show_tells_what_a_model_can_do(client: ollama.AsyncClient) -> None:
    """Capabilities and context length are where the client looks for them."""
    shown = await client.show("qwen3.5:4b")
    assert shown.capabilities == ["completion", "tools", "vision", "thinking"]
    assert shown.modelinfo
    assert shown.modelinfo["qwen3.context_length"] == 40960


async def test_show_and_tags_tell_where_a_cloud_model_runs(server: ScriptedOllama) -> None:
    """The remote host stands in both; the client drops it, so look at the wire."""
    async with aiohttp.ClientSession(server.url) as session:
        shown = await (await session.post("/api/show", json={"model": "gpt-oss:120b-cloud"})).json()
        listed = await (await session.get("/api/tags")).json()
    assert shown["remote_host"] == "https://ollama.com:443"
    assert listed["models"][3]["remote_model"] == "gpt-oss:120b"


@pytest.mark.parametrize("name", ["absent", "gpt-oss:120b-cloud:local"])
async def test_show_of_an_unknown_model(client: ollama.AsyncClient, name: str) -> None:
    """A name that is not there, or not there in the house, is a 404 in Ollama's words."""
    with pytest.raises(ollama.ResponseError) as err:
        await client.show(name)
    assert (err.value.status_code, err.value.error) == (404, f"model '{name}' not found")


async def test_pull_tells_its_progress(client: ollama.AsyncClient) -> None:
    """The stream goes from the manifest to success, and the model is there."""
    lines = [line async for line in await client.pull("llama3.2:3b", stream=True)]
    done = [line.completed for line in lines if line.completed]
    assert [lines[0].status, lines[-1].status] == ["pulling manifest", "success"]
    assert done == sorted(done)
    assert done[-1] == lines[1].total
    assert (await client.show("llama3.2:3b")).capabilities == ["completion", "tools"]


async def test_pull_without_stream(client: ollama.AsyncClient) -> None:
    """One object comes at the end."""
    assert (await client.pull("llama3.2:3b")).status == "success"


@pytest.mark.parametrize("streamed", [True, False], ids=["stream", "whole"])
async def test_pull_of_an_unknown_model(server: ScriptedOllama, streamed: bool) -> None:
    """The error comes as a line after the first one, or with status 500."""
    body = {"model": "nobody/knows", "stream": streamed}
    async with aiohttp.ClientSession(server.url) as session:
        response = await session.post("/api/pull", json=body)
        text = await response.text()
    assert response.status == (200 if streamed else 500)
    assert text.endswith('{"error":"pull model manifest: file does not exist"}' + "\n" * streamed)


async def test_pull_breaks_off(server: ScriptedOllama, client: ollama.AsyncClient) -> None:
    """A download can fail in the middle; the model is not there then."""
    server.fail("/api/pull", Failure.error_after(4, "no space left on device"))
    lines: list[ollama.ProgressResponse] = []
    progress = await client.pull("llama3.2:3b", stream=True)
    with pytest.raises(ollama.ResponseError, match="no space left on device"):
        await drain(progress, lines)
    assert len(lines) == 4
    assert len((await client.list()).models) == 4


async def test_delete(client: ollama.AsyncClient) -> None:
    """A model goes once."""
    assert (await client.delete("phi3:mini")).status == "success"
    with pytest.raises(ollama.ResponseError, match="model 'phi3:mini' not found"):
        await client.delete("phi3:mini")


async def test_embed(client: ollama.AsyncClient) -> None:
    """Texts with the same words are nearer to each other than to another text."""
    texts = ["the kitchen lamp", "the lamp in the kitchen", "tomorrow it rains"]
    vectors = (await client.embed("nomic-embed-text", texts)).embeddings
    near, far = (sum(a * b for a, b in zip(vectors[0], v, strict=True)) for v in vectors[1:])
    assert [len(vector) for vector in vectors] == [64, 64, 64]
    assert sum(a * a for a in vectors[0]) == pytest.approx(1)
    assert near > far


async def test_embed_refuses_a_long_text(client: ollama.AsyncClient) -> None:
    """With truncate off a text beyond the context is an error."""
    with pytest.raises(ollama.ResponseError, match="the input length exceeds the context length"):
        await client.embed("nomic-embed-text", "word " * 20, truncate=False, options={"num_ctx": 8})


async def test_plain_pages(server: ScriptedOllama) -> None:
    """The root and the version are what set-up looks at."""
    async with aiohttp.ClientSession(server.url) as session:
        assert await (await session.get("/")).text() == "Ollama is running"
        assert await (await session.get("/api/version")).json() == {"version": "0.33.0"}
        assert (await session.head("/")).status == 200
        cloud = await (await session.get("/api/status")).json()
    assert cloud == {"cloud": {"disabled": False, "source": "none"}}


async def test_key_and_headers_are_asked_for() -> None:
    """Without the key every path is a 401; with it and the proxy's header it is let in."""
    async with ScriptedOllama(
        [Model("m")], api_key="sesame", required_headers={"X-Proxy": "1"}
    ) as server:
        with pytest.raises(ollama.ResponseError, match="unauthorized") as err:
            await ollama.AsyncClient(server.url).list()
        assert err.value.status_code == 401
        headers = {"Authorization": "Bearer sesame", "X-Proxy": "1"}
        assert (await ollama.AsyncClient(server.url, headers=headers).list()).models
