"""Who Jarvis is: personas as files, or the user's own words."""

from pathlib import Path
import re
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import yaml

from custom_components.jarvis_local import languages, personas
from custom_components.jarvis_local.agent.persona import async_changes_by_itself
from custom_components.jarvis_local.const import DOMAIN
from custom_components.jarvis_local.models import AgentSettings
from custom_components.jarvis_local.personas import persona_ids, persona_text
from dev.scripted_ollama import Reply, ScriptedOllama
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.translation import async_get_translations

from .conftest import AGENT_ID, MODEL, Ask, make_entry, setup_entry
from .dialogs import fields
from .home import Home
from .test_config_flow_agents import UNTOUCHED, add, change, submit

FOLDER = Path(personas.__file__).parent
SPOKEN = [path.stem for path in Path(languages.__file__).parent.glob("*.json")]
PARTS = {"who", "tone", "rules", "answers", "examples"}
# Three quarters of a word to a token, so this is about 120 tokens.
MOST_WORDS = 90
CHANGING = "It is {{ now() }}. You are Alfred."


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_file(path: Path) -> None:
    """A persona has the same parts in each language, few examples, no symbols, and is short."""
    content: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    assert content.keys() == set(SPOKEN)
    assert len({frozenset(parts) for parts in content.values()}) == 1
    for language, parts in content.items():
        assert {"who", "tone"} <= parts.keys() <= PARTS
        assert len(parts.get("examples", ())) <= 3
        text = persona_text(path.stem, language)
        assert len(text.split()) <= MOST_WORDS
        assert not re.search(r"[\u2190-\u27bf\U0001f000-\U0001faff]", text)


def test_shipped() -> None:
    """The butler comes first, as the default."""
    assert persona_ids() == ("butler", "neutral", "playful")


@pytest.mark.parametrize(
    ("name", "language", "beginning", "end"),
    [
        ("butler", "en", "You are Jarvis, ", "allows it."),
        ("playful", "fr-FR", "Tu es Friday, ", "n'attendait que toi. »"),
        ("neutral", "en", "You are the voice", "the floor lamp?”"),
        ("no such persona", "en", "You are Jarvis, ", "allows it."),
        ("playful", "tlh", "You are Friday, ", "expecting you.”"),
        ("neutral", None, "You are the voice", "the floor lamp?”"),
    ],
)
def test_text(name: str, language: str | None, beginning: str, end: str) -> None:
    """The parts make one text; English and the butler stand in for what is missing."""
    text = persona_text(name, language)
    assert text.startswith(beginning)
    assert text.endswith(end)


@pytest.mark.parametrize("language", ["en", "fr", "de", "es", "it", "nl", "pl", "pt"])
async def test_labels(hass: HomeAssistant, language: str) -> None:
    """Each persona can be chosen by a name in the user's language."""
    texts = await async_get_translations(hass, language, "selector", {DOMAIN})
    wanted = {f"component.{DOMAIN}.selector.persona.options.{name}" for name in persona_ids()}
    assert wanted <= texts.keys()


async def test_chosen(
    hass: HomeAssistant, home: Home, ollama_server: ScriptedOllama, ask: Ask
) -> None:
    """The model is told of the persona that the agent's settings name."""
    await setup_entry(hass, make_entry(ollama_server.url, agent={"persona": "playful"}))
    ollama_server.otherwise(Reply(text="Hello."))
    await ask("How do you feel about Mondays?")
    system = ollama_server.chats[0]["messages"][0]["content"]
    assert system.startswith(persona_text("playful", "en"))


@pytest.mark.parametrize(
    ("prompt", "changes"),
    [
        ("", False),
        ("You are Alfred.", False),
        ("You are the butler of {{ ha_name }}.", False),
        (CHANGING, True),
        ("{{ utcnow() }}", True),
        ("The sun is {{ states('sun.sun') }}.", True),
        ("{{ states.light | list | count }} lights", True),
        ("{{ states | count }} things", True),
        ("{% if is_state('sun.sun', 'x') %}Hush.{% endif %}", True),
    ],
)
async def test_changing_prompt(hass: HomeAssistant, prompt: str, changes: bool) -> None:
    """A template that depends on the time or a state is told from one that does not."""
    assert async_changes_by_itself(hass, prompt) is changes


async def test_changing_prompt_is_doubted(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """Such a prompt is refused with the reason, and taken when it is wanted all the same."""
    answer: dict[str, Any] = {"name": "Alfred", "model": MODEL, "prompt": CHANGING, **UNTOUCHED}
    flow = await add(hass, jarvis)
    assert "prompt_anyway" not in fields(flow)
    doubt = await submit(hass, flow, **answer)
    assert (doubt["type"], doubt["errors"]) == (FlowResultType.FORM, {"prompt": "prompt_changes"})
    refused = await submit(hass, doubt, **answer, prompt_anyway=False)
    assert refused["errors"] == {"prompt": "prompt_changes"}
    done = await submit(hass, refused, **answer, prompt_anyway=True)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert done["data"]["prompt"] == CHANGING
    assert "prompt_anyway" not in done["data"]


async def test_wanted_prompt_is_not_doubted_again(
    hass: HomeAssistant, jarvis: MockConfigEntry
) -> None:
    """After the box was ticked, another problem of the form does not bring it back."""
    answer = {"name": "Alfred", "prompt": CHANGING, **UNTOUCHED}
    doubt = await submit(hass, await add(hass, jarvis), **answer, model="phi3:mini")
    other = await submit(hass, doubt, **answer, model="phi3:mini", prompt_anyway=True)
    assert other["errors"] == {"model": "tools_unsupported"}
    done = await submit(hass, other, **answer, model=MODEL)
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_stored_prompt_is_not_doubted(
    hass: HomeAssistant, ollama_server: ScriptedOllama
) -> None:
    """Changing other settings does not question the prompt that is there; a new one is."""
    entry = make_entry(ollama_server.url, agent={"prompt": CHANGING})
    await setup_entry(hass, entry)
    answer: dict[str, Any] = {"name": "Jarvis", "model": MODEL, "persona": "neutral", **UNTOUCHED}
    doubt = await submit(hass, await change(hass, entry), **answer, prompt="{{ now() }}")
    assert doubt["errors"] == {"prompt": "prompt_changes"}
    done = await submit(hass, doubt, **answer, prompt=CHANGING)
    assert done["reason"] == "reconfigure_successful"
    settings = AgentSettings.from_subentry(entry.subentries[AGENT_ID])
    assert (settings.persona, settings.prompt) == ("neutral", CHANGING)


async def test_confirm_locally(hass: HomeAssistant, jarvis: MockConfigEntry) -> None:
    """Simple commands are confirmed at once, unless the persona's words are wanted."""
    answer: dict[str, Any] = {"name": "Jarvis", "model": MODEL, **UNTOUCHED}
    answer["behaviour"] = {**UNTOUCHED["behaviour"], "confirm_locally": False}
    await submit(hass, await change(hass, jarvis), **answer)
    assert AgentSettings.from_subentry(jarvis.subentries[AGENT_ID]).confirm_locally is False
    answer["behaviour"] = {**UNTOUCHED["behaviour"], "confirm_locally": True}
    await submit(hass, await change(hass, jarvis), **answer)
    assert AgentSettings.from_subentry(jarvis.subentries[AGENT_ID]).confirm_locally is True
