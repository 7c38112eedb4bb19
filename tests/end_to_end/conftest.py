"""One real Home Assistant, one scripted model server, and every test's own connection to them.

Everything runs on the session's event loop, as the process and the server outlive a test.
"""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio
import pytest_socket

from dev.home import Credentials, HassProcess, HomeClient, connect, demo, free_port, jarvis
from dev.home.demo_home.house import DOMAIN as DEMO_HOME
from dev.home.flow import remove_entries
from dev.home.onboarding import with_token
from dev.scripted_ollama import Model, ScriptedOllama

from .talk import MODEL, Talk, model_server

USER = Credentials(username="camille", password="a good password")
MODELS = (
    Model(MODEL, capabilities=("completion", "tools", "vision", "thinking"), size=3_400_000_000),
    Model("llama3.1:8b", family="llama", parameter_size="8.0B", size=4_900_000_000),
)


@pytest.fixture(scope="session", autouse=True)
def network() -> None:
    """Allow connections for what starts before a test's own fixtures."""
    pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def network_in_test(network: None, socket_enabled: None) -> None:
    """Allow connections in a test, which the plugin forbids anew each time."""


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Leave the loop alone: the plugin would stop what the other tests still need."""


@pytest.fixture(autouse=True)
def configure_event_loop() -> None:
    """Make no loop for the test alone."""


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Leave the session's loop as quick as it is."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def scripted() -> AsyncGenerator[ScriptedOllama]:
    """Run the model server."""
    async with ScriptedOllama(MODELS) as server:
        yield server


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def hass_process(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[HassProcess]:
    """Run Home Assistant with the demo home."""
    folder: Path = tmp_path_factory.mktemp("home")
    demo.write_configuration(folder)
    process = HassProcess(
        folder,
        integrations={DEMO_HOME: demo.INTEGRATION, jarvis.DOMAIN: jarvis.INTEGRATION},
        port=free_port(),
    )
    async with process:
        yield process


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def user(hass_process: HassProcess) -> Credentials:
    """Onboard a user, who furnishes the home; the token stays valid over a restart."""
    known = await with_token(hass_process.url, USER)
    async with connect(hass_process.url, known) as client:
        await demo.furnish(client)
    return known


@pytest_asyncio.fixture(loop_scope="session")
async def home(
    hass_process: HassProcess, user: Credentials, scripted: ScriptedOllama
) -> AsyncGenerator[HomeClient]:
    """Connect to the home: lights off, a model server that has forgotten all."""
    scripted.clear()
    async with connect(hass_process.url, user) as client:
        await client.call("light.turn_off", {"entity_id": "all"})
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def agent(home: HomeClient, scripted: ScriptedOllama) -> jarvis.Agent:
    """Add the integration through its config flow, unless it is there, and choose its agent."""
    return await jarvis.set_up(home, model_server(scripted), model=MODEL)


@pytest.fixture
def talk(home: HomeClient, agent: jarvis.Agent, scripted: ScriptedOllama) -> Talk:
    """Talk to the agent."""
    return Talk(client=home, agent=agent, scripted=scripted)


@pytest_asyncio.fixture(loop_scope="session")
async def bare_home(home: HomeClient) -> AsyncGenerator[HomeClient]:
    """Give the home without the integration, and leave it so."""
    await remove_entries(home, jarvis.DOMAIN)
    yield home
    await remove_entries(home, jarvis.DOMAIN)
