"""What a person sees: adding Jarvis by clicking, talking to it, looking at its server."""

from collections.abc import AsyncGenerator, Callable
import os
from pathlib import Path

from playwright.async_api import Page, ViewportSize, expect
import pytest
import pytest_asyncio

from dev.home import HomeClient, jarvis
from dev.home.flow import entries
from dev.home.pipeline import find_entity
from dev.scripted_ollama import Reply, ScriptedOllama, Speed

from . import browser
from .conftest import MODELS
from .talk import MODEL, SIGNS, Talk, calls, model_server

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

type PictureFile = Callable[[str], Path]

PICTURES = Path(__file__).parents[2] / "pictures"
IN_THE_README = {"config-flow", "assist-dialog", "agent-form", "device-page"}
# As slow as a model on a small machine, so that the streaming can be seen.
SLOW = Speed(prefill=1_000_000, decode=12, load=0)
# Long enough for an agent's form.
TALL = ViewportSize(width=960, height=1480)
ANSWER = (
    "Both kitchen lights are on. You can see what you are cutting now. "
    "The soup is nearly ready, too. Mind your fingers, and enjoy your meal."
)


@pytest.fixture
def picture_file(tmp_path: Path) -> PictureFile:
    """Return where a picture goes: for the README only when that is wanted."""

    def path(name: str) -> Path:
        wanted = os.environ.get("JARVIS_PICTURES") == "1" and name in IN_THE_README
        return (PICTURES if wanted else tmp_path) / f"{name}.png"

    return path


@pytest_asyncio.fixture(loop_scope="session")
async def page(home: HomeClient) -> AsyncGenerator[Page]:
    """Open a browser at the home."""
    program = browser.find_program()
    if program is None:
        pytest.skip("no Chromium for the browser test; on Debian: apt-get install chromium")
    async with browser.open_page(program, home.url, home.token) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def slow_talk(bare_home: HomeClient) -> AsyncGenerator[Talk]:
    """Set Jarvis up with a model that takes its time."""
    async with ScriptedOllama(MODELS, speed=SLOW, real_time=True) as server:
        agent = await jarvis.set_up(bare_home, model_server(server), model=MODEL)
        yield Talk(client=bare_home, agent=agent, scripted=server)


async def test_adding_the_integration(
    bare_home: HomeClient, page: Page, scripted: ScriptedOllama, picture_file: PictureFile
) -> None:
    """Address, model, done: three clicks lead to an agent, a task and a server."""
    flow = await browser.start_adding(page, bare_home.url, "Jarvis Local")
    submit = flow.get_by_role("button", name="Submit")

    await flow.locator("input[name=url]").fill(scripted.url)
    await browser.picture(page, picture_file("config-flow-address"))
    await submit.click()
    await flow.get_by_role("button", name="Model").click()
    await expect(page.get_by_role("option", name="qwen3.5:4b: 3.4 GB")).to_be_visible()
    await browser.picture(page, picture_file("config-flow"))
    await page.get_by_role("option", name="qwen3.5:4b: 3.4 GB").click()
    await submit.click()
    finish = flow.get_by_role("button", name="Skip and finish")
    await expect(finish).to_be_visible()
    await browser.picture(page, picture_file("config-flow-finish"))
    await finish.click()

    await expect(page.get_by_role("link", name="3 services")).to_be_visible()
    await browser.picture(page, picture_file("integration"))

    assert [entry["state"] for entry in await entries(bare_home, jarvis.DOMAIN)] == ["loaded"]
    agent = await find_entity(bare_home, jarvis.DOMAIN, "conversation")
    assert agent is not None
    assert await jarvis.chosen_model(bare_home, agent) == MODEL


async def test_talking_in_the_assist_dialog(
    slow_talk: Talk, page: Page, picture_file: PictureFile
) -> None:
    """The answer appears word by word, the lights go on behind the dialog; a command has its sign."""
    scripted, home = slow_talk.scripted, slow_talk.client
    await slow_talk.behave(confirm_locally=False)
    both = calls("HassTurnOn", area="Kitchen", domain="light")
    reading = calls("HassTurnOn", name="Liseuse")
    scripted.when("cook", both, Reply(text=ANSWER))
    scripted.when("lire", reading, Reply(text="La liseuse est allumée."))
    await page.goto(f"{home.url}/home/areas-kitchen")
    tile = page.locator("hui-tile-card", has_text="Kitchen light")
    await expect(tile).to_contain_text("Off")

    chat = await browser.open_assist(page)
    await browser.type_request(chat, "It is too dark to cook in the kitchen")
    answer = chat.get_by_text("Both kitchen lights")
    await answer.wait_for()
    begun = await answer.inner_text()
    await expect(answer).to_have_text(ANSWER)
    await expect(tile).to_contain_text("100%")
    assert len(begun) < len(ANSWER)
    assert await slow_talk.lit() == {"light.kitchen", "light.worktop"}
    await browser.type_request(chat, "Turn off the worktop light")
    await expect(chat.get_by_text(f"{SIGNS['done']} Turned off Worktop")).to_be_visible()
    assert await slow_talk.lit() == {"light.kitchen"}
    await browser.picture(page, picture_file("assist-dialog"))

    await browser.choose_assistant(page, "Jarvis (français)")
    await browser.type_request(chat, "J'aimerais lire un peu")
    await expect(chat.get_by_text("La liseuse est allumée.")).to_be_visible()
    await browser.picture(page, picture_file("assist-dialog-french"))
    assert await home.state("light.reading_lamp") == "on"


async def test_the_agent_has_a_form(slow_talk: Talk, page: Page, picture_file: PictureFile) -> None:
    """Persona and behaviour are found under the agent's wheel, as they are at first."""
    await page.set_viewport_size(TALL)
    flow = await browser.start_changing(
        page, slow_talk.client.url, jarvis.DOMAIN, "Conversation agent"
    )
    await expect(flow).to_contain_text("Persona")
    await flow.get_by_text("Behaviour").click()
    await expect(flow).to_contain_text("Signs in chat")
    await page.mouse.move(0, 0)
    await browser.picture(page, picture_file("agent-form"))


async def test_the_server_has_a_device_page(
    slow_talk: Talk, page: Page, picture_file: PictureFile
) -> None:
    """Connection, version and loaded models are there, each with its name."""
    home = slow_talk.client
    slow_talk.scripted.otherwise(Reply(text="Because of the air."))
    await slow_talk.say("Why is the sky blue?")
    sensor = await find_entity(home, jarvis.DOMAIN, "sensor")
    await home.call("homeassistant.update_entity", entity_id=[sensor])
    devices = await home.command("config/device_registry/list")
    server = next(device for device in devices if device["manufacturer"] == "Ollama")

    await page.goto(f"{home.url}/config/devices/device/{server['id']}")
    shown = page.locator("ha-device-entities-card")
    for name in ("Connected", "Loaded models", "Model memory", "Version"):
        await expect(shown).to_contain_text(name)
    for value in ("0.33.0", "3.2 GiB"):
        await expect(shown).to_contain_text(value)
    await browser.picture(page, picture_file("device-page"))
