"""Every validator accepts this repository and finds what it is there to find."""

from pathlib import Path

import pytest

from dev.validate.repository import Repository
from dev.validate.validators import VALIDATORS

from .edit import Break, drop, put, remove, rule, write

MANIFEST = "manifest.json"
EN = "translations/en.json"
FR = "translations/fr.json"
ACTIONS = "services.yaml"


@pytest.mark.parametrize("name", VALIDATORS)
def test_this_repository_passes(name: str, root: Path) -> None:
    """Nothing is wrong with what we ship."""
    assert list(VALIDATORS[name](Repository(root=root))) == []


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("files", write("icons.json", '{"a": 1, "a": 2}'), "'a' comes twice"),
        ("files", write("icons.json", "{"), "Expecting"),
        ("files", write("services.yaml", "a: ["), "services.yaml"),
        ("files", write("notes.txt", ""), "not shipped"),
        ("manifest", drop(MANIFEST, "iot_class"), "iot_class is missing"),
        ("manifest", put(MANIFEST, "colour", "red"), "colour is not a key"),
        ("manifest", put(MANIFEST, "quality_scale", "gold"), "alphabetical order"),
        ("manifest", put(MANIFEST, "domain", "ollama"), "not the folder's name"),
        ("manifest", put(MANIFEST, "domain", "ollama"), "of its own"),
        ("manifest", put(MANIFEST, "domain", "Jarvis-Local"), "no slug"),
        ("manifest", put(MANIFEST, "iot_class", "local"), "iot_class is none of"),
        ("manifest", put(MANIFEST, "integration_type", "agent"), "integration_type is none of"),
        ("manifest", put(MANIFEST, "quality_scale", "diamond"), "quality_scale is none of"),
        ("manifest", put(MANIFEST, "codeowners", ["jarvis"]), "start with @"),
        ("manifest", put(MANIFEST, "version", "latest"), "1.2.3"),
        ("manifest", put(MANIFEST, "documentation", "http://example.org"), "no https"),
        (
            "manifest",
            put(MANIFEST, "documentation", "https://www.home-assistant.io/integrations/x"),
            "own documentation",
        ),
        ("manifest", put(MANIFEST, "connectivity", ["telepathy"]), "telepathy"),
        (
            "requirements and dependencies",
            put(MANIFEST, "requirements", ["ollama>=0.6"]),
            "not pinned",
        ),
        (
            "requirements and dependencies",
            put(MANIFEST, "requirements", ["Ollama==0.1.0"]),
            "Home Assistant pins",
        ),
        (
            "requirements and dependencies",
            put(MANIFEST, "dependencies", ["conversation", "butler"]),
            "no integration 'butler'",
        ),
        (
            "requirements and dependencies",
            put(MANIFEST, "dependencies", ["conversation", "ai_task"]),
            "alphabetical order",
        ),
        (
            "requirements and dependencies",
            put(MANIFEST, "after_dependencies", ["conversation"]),
            "dependencies and after_dependencies",
        ),
        (
            "imports of other integrations",
            write("extra.py", "from homeassistant.components.mqtt import client"),
            "extra.py:1: mqtt",
        ),
        (
            "imports of other integrations",
            write("extra.py", "import homeassistant.components.zha.api"),
            "extra.py:1: zha",
        ),
        (
            "imports of other integrations",
            write("extra.py", "from homeassistant.components import hue"),
            "extra.py:1: hue",
        ),
        ("layout of the translations", put(EN, "colours.red", "Red"), "colours"),
        ("layout of the translations", put(EN, "exceptions.Bad Key.message", "x"), "Bad Key"),
        (
            "layout of the translations",
            put(EN, "config.step.extra.data_description.depth", "How deep"),
            "describes no field depth",
        ),
        (
            "translations of all languages",
            remove(f"custom_components/jarvis_local/{FR}"),
            "fr.json",
        ),
        ("translations of all languages", put(EN, "title", "A name"), "title is missing"),
        ("translations of all languages", put(FR, "title", "Un nom"), "not in English"),
        ("translations of all languages", put(EN, "title", " x"), "starts or ends with a space"),
        ("translations of all languages", put(EN, "title", "<b>x</b>"), "HTML"),
        ("translations of all languages", put(EN, "title", "See https://a.org"), "address"),
        ("translations of all languages", put(EN, "title", "[%key:x%]"), "reference"),
        ("translations of all languages", put(FR, "title", "d'{name}"), "apostrophe"),
        ("translations of all languages", put(EN, "title", "{a b}"), "no identifier"),
        ("translations of all languages", write("strings.json", "{}"), "only translations/"),
        ("words that Jarvis says", put("languages/en.json", "extra", "x"), "extra is missing"),
        ("words that Jarvis says", put("languages/fr.json", "extra", " "), "extra is empty"),
        ("words that Jarvis says", put("languages/fr.json", "extra", "<b>"), "HTML"),
        ("actions", write(ACTIONS, "ask:"), "action ask has no text"),
        ("actions", put(EN, "services.ask.name", "Ask"), "not described"),
        ("icons", put("icons.json", "services.ask.service", "mdi:chat"), "no description"),
        ("icons", put("icons.json", "entity.sensor.mood.default", "mdi:chat"), "has no name"),
        ("icons", put("icons.json", "entity.sensor.mood.state.on", "hass:x"), "no mdi: icon"),
        ("icons", put("icons.json", "colours", {}), "no section"),
        ("quality scale", rule("brands", "nearly"), "none of done, exempt, todo"),
        ("quality scale", rule("brands", {"status": "todo"}), "needs a comment"),
        ("quality scale", rule("be-nice", "done"), "is no rule"),
        ("quality scale", put(MANIFEST, "quality_scale", "platinum"), "is claimed"),
        ("quality scale", write("quality_scale.yaml", "rules: {}"), "brands is missing"),
        ("brand", write("brand/icon.png", "GIF89a"), "256 by 256"),
        ("brand", remove("custom_components/jarvis_local/brand/icon@2x.png"), "512 by 512"),
        ("brand", write("brand/logo.png", "no PNG at all, but long enough"), "shorter side"),
        ("HACS and the Marketplace", put("../../hacs.json", "colour", "red"), "colour"),
        (
            "HACS and the Marketplace",
            put("../../hacs.json", "zip_release", "yes"),
            "must be a bool",
        ),
        (
            "HACS and the Marketplace",
            put("../../hacs.json", "filename", "x.zip"),
            "jarvis_local.zip",
        ),
        ("HACS and the Marketplace", put("../../hacs.json", "name", ""), "name is missing"),
        ("HACS and the Marketplace", put("../../hacs.json", "homeassistant", "new"), "oldest"),
        ("HACS and the Marketplace", drop(MANIFEST, "issue_tracker"), "needs issue_tracker"),
        ("HACS and the Marketplace", remove("README.md"), "README.md"),
        ("HACS and the Marketplace", remove("LICENSE"), "LICENSE"),
        (
            "HACS and the Marketplace",
            remove("custom_components/jarvis_local/brand/icon.png"),
            "brands repository",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_finds(name: str, change: Break, problem: str, copy: Repository) -> None:
    """A broken repository is named as broken."""
    change(copy)
    assert any(problem in found for found in VALIDATORS[name](copy))
