"""How a model is found to be best spoken to."""

import pytest

from custom_components.jarvis_local.agent.layout import async_learn_layout, is_structured, layout_of
from custom_components.jarvis_local.models import AgentSettings, agents_of
from custom_components.jarvis_local.ollama import Layout, OllamaServer, ServerAddress
from custom_components.jarvis_local.pool import ServerPool
from dev.scripted_ollama import Layout as Template, Model, ScriptedOllama
from dev.scripted_ollama.render import render
from homeassistant.const import CONF_MODEL
from homeassistant.core import HomeAssistant

from .conftest import AGENT_ID, make_entry, setup_entry
from .raw_server import HEAD, message, raw_server
from .servers import pool_of

UNKNOWN = "some-model:4b"


async def agent_of(
    hass: HomeAssistant, url: str, model: str = UNKNOWN
) -> tuple[ServerPool, OllamaServer, AgentSettings]:
    """Return the pool, its server and the settings of an agent."""
    entry = make_entry(url, agent={CONF_MODEL: model})
    await setup_entry(hass, entry)
    pool = pool_of(entry)
    server = next(iter(pool.coordinators.values())).server
    return pool, server, agents_of(entry)[AGENT_ID]


@pytest.mark.parametrize(
    ("template", "layout", "structured"),
    [
        pytest.param(Template.SYSTEM_TOOLS, Layout.AFTER_SYSTEM, False, id="after"),
        pytest.param(Template.TOOLS_SYSTEM, Layout.BEFORE_SYSTEM, False, id="before"),
        pytest.param(Template.TOOLS_IN_LAST_USER, Layout.LAST_USER, True, id="last"),
    ],
)
async def test_template_decides(
    hass: HomeAssistant, template: Template, layout: Layout, structured: bool
) -> None:
    """What a server shows of a model's template decides, and it is asked once for a digest."""
    async with ScriptedOllama(models=[Model(UNKNOWN, layout=template)]) as server:
        pool, client, settings = await agent_of(hass, server.url)
        assert not is_structured(pool, settings)
        assert await async_learn_layout(pool, client, settings) is layout
        assert await async_learn_layout(pool, client, settings) is layout
        assert is_structured(pool, settings) is structured
        assert len(server.chats) == 1
        assert server.chats[0]["_debug_render_only"] is True
        assert server.chats[0]["options"]["num_predict"] == 1
        assert not server.evaluations


async def test_template_overrides_the_family(hass: HomeAssistant) -> None:
    """A model that was given a better template than its family has is asked with tools."""
    async with ScriptedOllama(models=[Model("llama3.1:8b")]) as server:
        pool, client, settings = await agent_of(hass, server.url, "llama3.1:8b")
        assert is_structured(pool, settings)
        await async_learn_layout(pool, client, settings)
        assert not is_structured(pool, settings)


async def test_model_without_tools_is_not_asked(hass: HomeAssistant) -> None:
    """What cannot call tools needs no look at its template."""
    model = Model(UNKNOWN, capabilities=("completion",))
    async with ScriptedOllama(models=[model]) as server:
        pool, client, settings = await agent_of(hass, server.url)
        assert await async_learn_layout(pool, client, settings) is None
        assert is_structured(pool, settings)
        assert not server.chats


@pytest.mark.parametrize(
    ("name", "structured"),
    [
        ("llama3.1:8b", True),
        ("llama3.2:3b-instruct-q4_K_M", True),
        ("hf.co/someone/Meta-Llama-3.1-8B-Instruct-GGUF:Q4_K_M", True),
        ("Llama_3.3:70b", True),
        ("llama3:8b", False),
        ("llama4:scout", False),
        ("qwen3:4b", False),
    ],
)
async def test_family(hass: HomeAssistant, name: str, structured: bool) -> None:
    """Before its template was looked at, a model's name tells."""
    async with ScriptedOllama(models=[Model(name)]) as server:
        pool, _, settings = await agent_of(hass, server.url, name)
        assert is_structured(pool, settings) is structured


PROBE = [
    {"role": "system", "content": "Zebrasystem"},
    {"role": "user", "content": "Zebrafirst"},
    {"role": "user", "content": "Zebralast"},
]


@pytest.mark.parametrize(
    ("rendered", "layout"),
    [
        pytest.param(None, None, id="not told"),
        pytest.param("something else", None, id="another prompt"),
        pytest.param(render(Template.SYSTEM_TOOLS, PROBE, ()), Layout.NOWHERE, id="left out"),
    ],
)
def test_unusual_templates(rendered: str | None, layout: Layout | None) -> None:
    """A template that cannot be seen says nothing; one that leaves tools out does."""
    assert layout_of(rendered) is layout


@pytest.mark.parametrize(
    ("head", "known"),
    [
        pytest.param(HEAD, True, id="answers the words"),
        pytest.param(b"HTTP/1.1 500 No\r\nConnection: close\r\n\r\n", False, id="fails"),
    ],
)
async def test_server_that_does_not_tell(hass: HomeAssistant, head: bytes, known: bool) -> None:
    """An old server that answers is not asked again; one that fails is, another time."""
    async with (
        ScriptedOllama(models=[Model(UNKNOWN)]) as server,
        raw_server([message("Z", done=True)], head=head) as url,
    ):
        pool, _, settings = await agent_of(hass, server.url)
        other = OllamaServer(hass, ServerAddress(url=url))
        assert await async_learn_layout(pool, other, settings) is None
        assert bool(other.layouts) is known
        assert not is_structured(pool, settings)


async def test_cloud_model(hass: HomeAssistant) -> None:
    """A model in a cloud cannot be held to a format."""
    model = Model("llama3.3:70b", remote_host="https://ollama.com:443")
    async with ScriptedOllama(models=[model]) as server:
        pool, _, settings = await agent_of(hass, server.url, "llama3.3:70b")
        assert not is_structured(pool, settings)
