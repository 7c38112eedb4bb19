"""Fixtures shared by the integration's tests: a model server, a config entry, a home."""

from collections.abc import AsyncGenerator, Awaitable, Mapping, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
import ssl
from typing import Any, Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.jarvis_local.const import (
    CONF_CONFIRM_LOCALLY,
    DOMAIN,
    SUBENTRY_AGENT,
    SUBENTRY_SERVER,
    SUBENTRY_TASK,
)
from custom_components.jarvis_local.store import Store
from dev.scripted_ollama import Model, ScriptedOllama
from homeassistant.components import conversation
from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.const import CONF_MODEL, CONF_PROMPT, CONF_URL, CONF_VERIFY_SSL
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component

from .build_home import build_home
from .home import Home

MODEL = "qwen3.5:4b"
SERVER_ID = "server_subentry"
AGENT_ID = "agent_subentry"
TASK_ID = "task_subentry"


class Ask(Protocol):
    """Says something to Jarvis and returns what it answered."""

    def __call__(
        self,
        text: str,
        language: str = "en",
        conversation_id: str | None = None,
        device_id: str | None = None,
    ) -> Awaitable[conversation.ConversationResult]:
        """Say it."""


class Wait(Protocol):
    """Lets time pass, and what it brings end."""

    def __call__(self, seconds: float) -> Awaitable[None]:
        """Let so many seconds pass."""


def models() -> list[Model]:
    """Return the models that the scripted server has; the last runs in a cloud."""
    return [
        Model(MODEL, capabilities=("completion", "tools", "vision", "thinking")),
        Model("llama3.1:8b", capabilities=("completion", "tools")),
        Model("phi3:mini", capabilities=("completion",)),
        Model("embeddinggemma:latest", capabilities=("embedding",)),
        Model(
            "house-helper:latest",
            capabilities=("completion", "tools"),
            remote_host="https://ollama.com:443",
            remote_model="gpt-oss:120b",
        ),
    ]


def subentry(
    subentry_id: str, kind: str, title: str, data: Mapping[str, Any], unique_id: str | None = None
) -> ConfigSubentryDataWithId:
    """Return a subentry with an id that tests can know."""
    return ConfigSubentryDataWithId(
        subentry_id=subentry_id,
        subentry_type=kind,
        title=title,
        data=dict(data),
        unique_id=unique_id,
    )


def server_subentry(
    url: str, *, subentry_id: str = SERVER_ID, **data: Any
) -> ConfigSubentryDataWithId:
    """Return a server's subentry."""
    return subentry(
        subentry_id,
        SUBENTRY_SERVER,
        url.partition("//")[2],
        {CONF_URL: url, CONF_VERIFY_SSL: True, **data},
        url,
    )


def make_entry(
    urls: Sequence[str] | str = (),
    *,
    agent: Mapping[str, Any] | None = None,
    task: Mapping[str, Any] | None = None,
    server: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
    extra: Sequence[ConfigSubentryDataWithId] = (),
) -> MockConfigEntry:
    """Return an entry with servers, one agent and one AI task; arguments add to their data."""
    addresses = [urls] if isinstance(urls, str) else urls
    servers = [
        server_subentry(
            url, subentry_id=SERVER_ID if index == 0 else f"{SERVER_ID}_{index}", **(server or {})
        )
        for index, url in enumerate(addresses)
    ]
    return MockConfigEntry(
        domain=DOMAIN,
        title="Jarvis",
        data={},
        options=dict(options or {}),
        subentries_data=[
            *servers,
            subentry(
                AGENT_ID,
                SUBENTRY_AGENT,
                "Jarvis",
                # The model's own words are what most tests listen to.
                {CONF_MODEL: MODEL, CONF_PROMPT: "", CONF_CONFIRM_LOCALLY: False, **(agent or {})},
            ),
            subentry(TASK_ID, SUBENTRY_TASK, "Jarvis AI task", {CONF_MODEL: MODEL, **(task or {})}),
            *extra,
        ],
    )


async def setup_entry(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Add an entry to Home Assistant and load it."""
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Return a folder of the test's own, for Jarvis keeps a file in it."""
    return str(tmp_path)


@pytest.fixture(autouse=True)
async def running_home_assistant(
    socket_enabled: None, enable_custom_integrations: None, hass: HomeAssistant
) -> None:
    """Let sockets reach this machine, find the integration, set up Home Assistant's own parts."""
    assert await async_setup_component(hass, "homeassistant", {})


@pytest.fixture
async def ollama_server(socket_enabled: None) -> AsyncGenerator[ScriptedOllama]:
    """Return a running scripted Ollama server."""
    async with ScriptedOllama(models=models()) as server:
        yield server


@pytest.fixture
def config_entry(ollama_server: ScriptedOllama) -> MockConfigEntry:
    """Return an entry with the scripted server, an agent and an AI task; not yet set up."""
    return make_entry(ollama_server.url)


@pytest.fixture
async def jarvis(hass: HomeAssistant, config_entry: MockConfigEntry) -> MockConfigEntry:
    """Return the entry, loaded."""
    await setup_entry(hass, config_entry)
    return config_entry


@pytest.fixture
async def home(hass: HomeAssistant) -> Home:
    """Return the test home: rooms on two floors, devices, satellites."""
    return await build_home(hass)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncGenerator[Store]:
    """Return a store by itself, with a file of its own."""
    store = Store(tmp_path / "kept.db")
    await store.async_open()
    yield store
    await store.async_close()


@pytest.fixture
def ask(hass: HomeAssistant) -> Ask:
    """Return a function that talks to the first Jarvis agent."""

    async def _ask(
        text: str,
        language: str = "en",
        conversation_id: str | None = None,
        device_id: str | None = None,
    ) -> conversation.ConversationResult:
        return await conversation.async_converse(
            hass,
            text,
            conversation_id,
            Context(),
            language=language,
            agent_id=agent_entity_id(hass),
            device_id=device_id,
        )

    return _ask


@pytest.fixture
def wait(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Wait:
    """Return a function that lets time pass."""

    async def _wait(seconds: float) -> None:
        freezer.tick(seconds)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return _wait


def agent_entity_id(hass: HomeAssistant, subentry_id: str = AGENT_ID) -> str:
    """Return the entity id of an agent."""
    registry = er.async_get(hass)
    return next(
        entry.entity_id
        for entry in registry.entities.values()
        if entry.platform == DOMAIN
        and entry.domain == conversation.DOMAIN
        and entry.config_subentry_id == subentry_id
    )


@pytest.fixture(scope="session")
def self_signed(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """Return a server's context with a certificate for 127.0.0.1 that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path_factory.mktemp("certificate") / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context
