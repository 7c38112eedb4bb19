"""Every blueprint loads on this Home Assistant, and does once what it says."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed, async_mock_service

from dev.scripted_ollama import Reply, ScriptedOllama
from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint import Blueprint
from homeassistant.components.blueprint.schemas import BLUEPRINT_SCHEMA
from homeassistant.const import STATE_HOME, STATE_NOT_HOME, WEEKDAYS
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict
from tests.jarvis_local.conftest import agent_entity_id

from .conftest import BLUEPRINTS

SCHEMAS: dict[str, Callable[[Any], Any]] = {
    "automation": AUTOMATION_BLUEPRINT_SCHEMA,
    "script": BLUEPRINT_SCHEMA,
}
FILES = sorted(BLUEPRINTS.glob("*/jarvis_local/*.yaml"))
SATELLITES = ["assist_satellite.kitchen"]
SPEAKERS = ["media_player.living_room"]


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_loads(file: Path) -> None:
    """The file is a blueprint of its folder's kind that this version accepts."""
    domain = file.relative_to(BLUEPRINTS).parts[0]
    blueprint = Blueprint(
        load_yaml_dict(str(file)),
        path=f"jarvis_local/{file.name}",
        expected_domain=domain,
        schema=SCHEMAS[domain],
    )
    assert blueprint.validate() is None
    assert blueprint.metadata["source_url"].endswith(f"/blueprints/{file.relative_to(BLUEPRINTS)}")


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_described(file: Path) -> None:
    """The overview names the file and offers to import it."""
    overview = (BLUEPRINTS / "README.md").read_text(encoding="utf-8")
    path = file.relative_to(BLUEPRINTS).as_posix()
    assert f"({path})" in overview
    assert f"%2Fblueprints%2F{path.replace('/', '%2F')})" in overview


@pytest.fixture
def announced(hass: HomeAssistant) -> list[ServiceCall]:
    """Return what the satellites are told to announce."""
    calls: list[ServiceCall] = async_mock_service(hass, "assist_satellite", "announce")
    return calls


@pytest.fixture
def spoken(hass: HomeAssistant) -> list[ServiceCall]:
    """Return what the speakers are told to say."""
    calls: list[ServiceCall] = async_mock_service(hass, "tts", "speak")
    return calls


async def make_script(hass: HomeAssistant, **inputs: Any) -> None:
    """Make the script `ask_jarvis` from its blueprint."""
    blueprint: dict[str, Any] = {"path": "jarvis_local/ask_and_announce.yaml"}
    blueprint["input"] = {"agent": agent_entity_id(hass), **inputs}
    script = {"alias": "Ask Jarvis", "use_blueprint": blueprint}
    assert await async_setup_component(hass, "script", {"script": {"ask_jarvis": script}})


async def make_automation(hass: HomeAssistant, **inputs: Any) -> None:
    """Make an automation from its blueprint and let it settle."""
    blueprint: dict[str, Any] = {"path": "jarvis_local/daily_question.yaml"}
    blueprint["input"] = {"agent": agent_entity_id(hass), "satellites": SATELLITES, **inputs}
    automation = {"alias": "Good morning", "use_blueprint": blueprint}
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    await hass.async_block_till_done()


@pytest.mark.usefixtures("jarvis", "installed")
async def test_ask_and_announce(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    announced: list[ServiceCall],
    spoken: list[ServiceCall],
) -> None:
    """The caller's question is asked, the answer announced everywhere and given back."""
    ollama_server.when("poem", Reply(text="Roses are red."))
    await make_script(
        hass, satellites=SATELLITES, speakers=SPEAKERS, voice="tts.home", question="Never asked?"
    )
    answer: Any = await hass.services.async_call(
        "script",
        "ask_jarvis",
        {"question": "Tell me a poem"},
        blocking=True,
        return_response=True,
    )
    assert [call.data for call in announced] == [
        {"entity_id": SATELLITES, "message": "Roses are red."}
    ]
    assert [call.data for call in spoken] == [
        {
            "entity_id": ["tts.home"],
            "media_player_entity_id": SPEAKERS,
            "message": "Roses are red.",
        }
    ]
    assert answer["response"]["speech"]["plain"]["speech"] == "Roses are red."


@pytest.mark.usefixtures("jarvis", "installed")
async def test_usual_question_to_one_place(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    announced: list[ServiceCall],
    spoken: list[ServiceCall],
) -> None:
    """Without a question from the caller the usual one is asked; no speaker, no voice needed."""
    ollama_server.when("poem", Reply(text="Roses are red."))
    await make_script(hass, satellites=SATELLITES, question="Tell me a poem")
    await hass.services.async_call("script", "ask_jarvis", blocking=True)
    assert (len(announced), len(spoken)) == (1, 0)


@pytest.mark.usefixtures("jarvis", "installed")
async def test_failure_is_announced(
    hass: HomeAssistant, ollama_server: ScriptedOllama, announced: list[ServiceCall]
) -> None:
    """When Ollama is gone, the reason is what the satellite says."""
    await ollama_server.stop()
    await make_script(hass, satellites=SATELLITES, question="Tell me a poem")
    await hass.services.async_call("script", "ask_jarvis", blocking=True)
    assert "Ollama" in announced[0].data["message"]


@pytest.mark.parametrize(
    ("days_ahead", "people", "count"),
    [
        pytest.param(0, [], 1, id="its day"),
        pytest.param(3, [], 0, id="another day"),
        pytest.param(0, ["person.ada", "person.alan"], 1, id="somebody there"),
        pytest.param(0, ["person.alan"], 0, id="nobody there"),
    ],
)
@pytest.mark.usefixtures("jarvis", "installed")
async def test_daily_question(
    hass: HomeAssistant,
    ollama_server: ScriptedOllama,
    announced: list[ServiceCall],
    days_ahead: int,
    people: list[str],
    count: int,
) -> None:
    """The answer is announced at its time on its days, while somebody is there to hear it."""
    ollama_server.when("poem", Reply(text="Roses are red."))
    hass.states.async_set("person.ada", STATE_HOME)
    hass.states.async_set("person.alan", STATE_NOT_HOME)
    soon = (dt_util.now() + timedelta(hours=1)).replace(second=0, microsecond=0)
    # The condition looks at the real date: a frozen clock would end every wait for the server.
    day = WEEKDAYS[(dt_util.now().weekday() + days_ahead) % 7]
    await make_automation(
        hass, question="Tell me a poem", people=people, time=f"{soon:%H:%M:%S}", days=[day]
    )
    async_fire_time_changed(hass, soon + timedelta(seconds=1))
    await hass.async_block_till_done(wait_background_tasks=True)
    # Its timer for tomorrow would outlive the test.
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "automation.good_morning"}, blocking=True
    )
    expected = [{"entity_id": SATELLITES, "message": "Roses are red."}] * count
    assert [call.data for call in announced] == expected
