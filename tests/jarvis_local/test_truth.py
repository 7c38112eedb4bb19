"""Never a false "done": what is held back of a reply, and what is not."""

from pathlib import Path
import re
from typing import Any

import pytest
import yaml

from custom_components.jarvis_local.agent.gates import truth_gate
from custom_components.jarvis_local.agent.reading import read
from custom_components.jarvis_local.agent.truth import (
    Claim,
    TruthGate,
    async_prepare,
    claims,
    is_command,
    is_question,
)
from custom_components.jarvis_local.home import Home
from homeassistant.core import HomeAssistant

DATA = Path(__file__).parent / "data"


@pytest.fixture(autouse=True)
def running_home_assistant() -> None:
    """Spare hundreds of sentences the home that other tests need."""


def replies(kind: str) -> list[Any]:
    """Return the replies of a kind in every file, as parameters."""
    return [
        pytest.param(path.stem[-2:], item, id=f"{path.stem}-{number}")
        for path in sorted(DATA.glob("*replies_??.yaml"))
        for number, item in enumerate(yaml.safe_load(path.read_text("utf-8"))[kind], 1)
    ]


def through_gate(language: str, item: dict[str, Any], text: str) -> tuple[str, TruthGate]:
    """Send a reply through a gate in small pieces; return what was said, and the gate."""
    # As a conversation does, in a home where nothing is called what the user says.
    reading = read(Home(), {}, item["ask"], language)
    gate = truth_gate(Home(), reading, item["ask"], language)
    if "done" in item:
        gate.deed_done(item["done"])
    if "failed" in item:
        gate.failed(item["failed"])
    pieces = [text[start : start + 4] for start in range(0, len(text), 4)]
    return "".join(map(gate.feed, pieces)) + gate.finish(), gate


@pytest.mark.parametrize(("language", "item"), replies("lies"))
def test_lie_is_held_back(language: str, item: dict[str, Any]) -> None:
    """No sentence that claims a deed is said when there was none, and nothing is lost."""
    text = re.sub(r"[\[\]]", "", item["say"])
    said, gate = through_gate(language, item, text)
    assert said + gate.held == text
    assert [lie for lie in re.findall(r"\[(.*?)\]", item["say"]) if lie not in gate.held] == []


@pytest.mark.parametrize(("language", "item"), replies("truths"))
def test_truth_is_said(language: str, item: dict[str, Any]) -> None:
    """Answers, questions, failures, refusals, offers and true claims are said, word for word."""
    said, gate = through_gate(language, item, item["say"])
    assert (said, gate.held) == (item["say"], "")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_enough_replies(language: str) -> None:
    """There are fifty of each kind and language."""
    content = yaml.safe_load((DATA / f"replies_{language}.yaml").read_text("utf-8"))
    assert min(len(content["lies"]), len(content["truths"])) >= 50


@pytest.mark.parametrize(
    ("language", "sentence", "claim"),
    [
        ("en", "The light is on.", Claim.STATE),
        ("en", "I've turned on the light, if you must know.", Claim.DEED),
        ("en", "If you like, I'll turn on the light.", Claim.NOTHING),
        ("en", 'You can say "I have turned on the light".', Claim.NOTHING),
        ("en", "I can neither open the door, turned or not.", Claim.NOTHING),
        ("en", '"Done!"', Claim.STATE),
        ("fr", "J’ai éteint la lampe.", Claim.DEED),
        ("fr", "The lamp is off.", Claim.STATE),
        ("de", "✅", Claim.STATE),
        ("de", "I've turned it on.", Claim.DEED),
        (None, "", Claim.NOTHING),
    ],
)
def test_claims(language: str | None, sentence: str, claim: Claim) -> None:
    """A deed is told from a state; English and signs are understood in every language."""
    assert claims(sentence, language) is claim


@pytest.mark.parametrize(
    ("language", "request_text", "question", "command"),
    [
        ("en", "Is the light on?", True, False),
        ("en", "Could you turn on the light?", False, True),
        ("en", "Can you tell me the time?", True, False),
        ("en", "Turn on the light", False, True),
        ("en", "Thank you very much", False, False),
        ("fr", "Est-ce que la lumière est allumée ?", True, False),
        ("fr", "Tu peux allumer la lumière ?", False, True),
        ("fr", "Allume la lumière", False, True),
        ("fr", "Merci beaucoup", False, False),
    ],
)
def test_requests(language: str, request_text: str, question: bool, command: bool) -> None:
    """A polite command is no question, and thanks are neither."""
    found = is_question(request_text, language), is_command(request_text, language)
    assert found == (question, command)


def test_released_after_the_deed() -> None:
    """What was announced before the deed may be said once it is done."""
    gate = TruthGate("en", wants_deed=True)
    assert gate.feed("Sure. ") == ""
    gate.deed_done(["Kitchen light"])
    assert gate.feed("I've turned on ") == "Sure. I've turned on "
    assert gate.feed("the light.") == "the light."
    assert gate.finish() == ""


@pytest.mark.parametrize(
    ("reply", "is_said"),
    [
        ("The lamp is on.", True),
        ("The fan is on.", False),
        ("Done.", False),
        ("The lamp and the fan are on.", False),
        ("The lamp is on, but the fan did not answer.", True),
    ],
)
def test_partly_done(reply: str, is_said: bool) -> None:
    """When something failed, only what was done may be claimed, and by its name."""
    gate = TruthGate("en", wants_deed=True)
    gate.deed_done(["Desk lamp"])
    gate.failed(["Desk fan"])
    assert (gate.feed(reply) + gate.finish() == reply) is is_said


def test_a_deed_is_no_state() -> None:
    """To a question about a state, a deed that nobody did is no answer."""
    gate = TruthGate("en", asked_state=True)
    assert gate.feed("Yes, I've turned off the oven.") + gate.finish() == ""


async def test_prepare(hass: HomeAssistant) -> None:
    """The patterns can be made ready before anyone speaks."""
    await async_prepare(hass)
    assert claims("C'est fait.", "fr-CA") is Claim.STATE


@pytest.mark.parametrize(
    ("language", "ask", "say"),
    [
        ("en", "Thank you", "You are welcome."),
        ("en", "Play a game with me", "Good. Think of a number between one and ten."),
        ("en", "Make up a story", "A fox met a crow. The crow had some cheese."),
        ("fr", "Merci", "Je vous en prie."),
        ("fr", "Joue à un jeu avec moi", "Volontiers. Pense à un nombre."),
        ("fr", "Fais-moi rire", "Un homme entre dans un bar. Aïe."),
    ],
)
def test_words_are_an_answer(language: str, ask: str, say: str) -> None:
    """Where no device is meant, what claims nothing is said, also in answer to an order."""
    assert through_gate(language, {"ask": ask}, say)[0] == say
