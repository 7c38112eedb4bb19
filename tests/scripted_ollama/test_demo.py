"""The demo's few sentences, and the stand-in as a program of its own."""

import asyncio
import json
from pathlib import Path
import signal
import sys
from typing import Any

import aiohttp
import ollama
import pytest

from dev.scripted_ollama import ScriptedOllama, demo
from dev.scripted_ollama.understanding import WORDS

HOME = """You are Jarvis.
# Ground floor (Rez-de-chaussée)
Living Room (Salon): climate Thermostat (Chauffage); light light, Reading lamp (Liseuse); sensor temperature
Kitchen (Cuisine): cover blind; light light; switch Coffee maker (Cafetière)
Entrance (Entrée): lock Front door (Porte d'entrée)
Bedroom (Chambre): light Bedside lamp (Lampe de chevet), light
"""
NOTE = "\n[Sunday 2026-11-22 18:00; room: Garage; user: Noah]"
LIST = {"type": "array", "items": {"type": "string"}}
TEXT = {"type": "string"}
NUMBER = {"type": "number"}


def tool(name: str, /, **properties: Any) -> dict[str, Any]:
    """Return a tool's declaration."""
    parameters = {"type": "object", "properties": properties}
    return {"type": "function", "function": {"name": name, "parameters": parameters}}


TARGET = {"name": TEXT, "area": TEXT, "domain": LIST, "device_class": LIST}
TOOLS = [
    tool("HassTurnOn", **TARGET),
    tool("HassTurnOff", **TARGET),
    tool("HassLightSet", **TARGET, brightness=NUMBER),
    tool("HassSetPosition", **TARGET, position=NUMBER),
    tool("HassClimateSetTemperature", name=TEXT, area=TEXT, temperature=NUMBER),
    tool("get_state", name=TEXT, area=TEXT, domain=TEXT, device_class=TEXT),
]
LIGHT = {"domain": ["light"]}
DOORS = {"domain": ["cover"], "device_class": ["door", "garage", "gate"]}


def request(*said: str) -> dict[str, Any]:
    """Return a chat request after some turns of the user."""
    users = [{"role": "user", "content": text + NOTE} for text in said]
    return {"messages": [{"role": "system", "content": HOME}, *users], "tools": TOOLS}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (["Turn on the kitchen light"], [("HassTurnOn", {**LIGHT, "area": "Kitchen"})]),
        (["Allume la cuisine"], [("HassTurnOn", {**LIGHT, "area": "Kitchen"})]),
        (["Éteins la lampe de chevet"], [("HassTurnOff", {"name": "Lampe de chevet"})]),
        (["Switch the reading lamp off please"], [("HassTurnOff", {"name": "Reading lamp"})]),
        (["Turn on the light"], [("HassTurnOn", LIGHT)]),
        (
            ["Open the kitchen blind and turn off the coffee maker"],
            [
                ("HassTurnOn", {"domain": ["cover"], "area": "Kitchen"}),
                ("HassTurnOff", {"name": "Coffee maker"}),
            ],
        ),
        (
            ["Mets le store de la cuisine à 30 %"],
            [("HassSetPosition", {"position": 30, "domain": ["cover"], "area": "Kitchen"})],
        ),
        (
            ["Set the living room light to 40%"],
            [("HassLightSet", {"brightness": 40, **LIGHT, "area": "Living Room"})],
        ),
        (
            ["Mets le chauffage du salon à 20,5 degrés"],
            [("HassClimateSetTemperature", {"temperature": 20.5, "area": "Living Room"})],
        ),
        (["Ferme la porte"], [("HassTurnOff", DOORS)]),
        (["Open the door"], [("HassTurnOn", DOORS)]),
        (["Déverrouille la porte"], [("HassTurnOff", {"domain": ["lock"]})]),
        (["Lock the front door"], [("HassTurnOn", {"name": "Front door"})]),
        (
            ["Quelle est la température du salon ?"],
            [
                (
                    "get_state",
                    {"domain": "sensor", "device_class": "temperature", "area": "Living Room"},
                )
            ],
        ),
        (
            ["Turn off the kitchen light", "And in the bedroom?"],
            [("HassTurnOff", {**LIGHT, "area": "Bedroom"})],
        ),
        (["Turn on the kitchen light and turn off the moon"], []),
        (["Turn off the moon lamp"], []),
        (["Raconte une blague"], []),
        (["What can you do?"], []),
    ],
    ids=lambda value: value[-1] if value and isinstance(value[0], str) else "",
)
def test_sentences(said: list[str], wanted: list[tuple[str, dict[str, Any]]]) -> None:
    """A sentence becomes its calls, all or none, and the agent's note plays no part."""
    reply = demo.reply(request(*said))
    assert [(call.name, call.arguments) for call in reply.calls] == wanted
    assert bool(reply.text) is not bool(wanted)


@pytest.mark.parametrize(
    ("said", "french"),
    [
        (["Merci"], True),
        (["plus fort"], True),
        (["Thanks"], False),
        (["Allume la cuisine", "???"], True),
        (["???"], False),
    ],
    ids=lambda value: value[-1] if isinstance(value, list) else "",
)
def test_language_of_what_it_does_not_know(said: list[str], french: bool) -> None:
    """That it is only a demo is said in the language of the user, as far as that can be told."""
    text = demo.reply(request(*said)).text
    assert ("démonstration" in text) is french


@pytest.mark.parametrize(
    ("said", "name", "result", "answer"),
    [
        ("Allume la cuisine", "HassTurnOn", {"success": True}, "C'est fait."),
        ("Turn on the kitchen", "HassTurnOn", {"success": True}, "Done."),
        (
            "Turn on the kitchen",
            "HassTurnOn",
            {"success": False, "error": "It is locked"},
            "That did not work: It is locked",
        ),
        (
            "La cuisine est allumée ?",
            "get_state",
            {"entities": [{"name": "Plafond", "state": "on"}, {"name": "Store", "state": "open"}]},
            "Plafond : en marche; Store : ouvert.",
        ),
        (
            "What is the temperature in the living room?",
            "get_state",
            {
                "states": {
                    "Temperature": {"state": 19.4, "attributes": {"unit_of_measurement": "°C"}}
                }
            },
            "Temperature: 19.4 °C.",
        ),
        (
            "La cuisine est allumée ?",
            "get_state",
            {"states": {"Cuisine": ["Plafond: off", "Plan: on, brightness 40%"]}},
            "Plafond : éteint; Plan : en marche, brightness 40%.",
        ),
        (
            "Turn on the kitchen",
            "HassTurnOn",
            {"now": {"Ceiling": "off"}, "not_confirmed": ["Ceiling"]},
            "I sent the command, but this has not answered yet: Ceiling",
        ),
        (
            "Unlock the front door",
            "HassTurnOff",
            {"error": "Refused", "say": "A person has to agree."},
            "A person has to agree.",
        ),
        ("Is it on?", "get_state", {"entities": []}, "I found nothing that fits."),
        ("Is it on?", "get_state", "no JSON", "I found nothing that fits."),
    ],
)
def test_answers(said: str, name: str, result: Any, answer: str) -> None:
    """The answer comes from the tool's result, in the language of the question."""
    body = request(said)
    call = {"function": {"name": name, "arguments": {}}}
    content = result if isinstance(result, str) else json.dumps(result)
    body["messages"] += [
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": content},
    ]
    assert demo.reply(body).text == answer


@pytest.mark.parametrize(("said", "language"), [("Hello", "en"), ("Raconte une histoire", "fr")])
async def test_says_that_it_is_no_model(said: str, language: str) -> None:
    """What it does not understand it answers with what it is."""
    async with ScriptedOllama([demo.DEMO_MODEL]) as server:
        server.otherwise(demo.reply)
        client = ollama.AsyncClient(server.url)
        answer = await client.chat("scripted-demo", [{"role": "user", "content": said}])
    assert answer.message.content == WORDS[language]["answers"]["demo"]


def test_languages_have_the_same_words() -> None:
    """Each language knows the verbs, kinds, states and answers that the other one knows."""
    keys = [
        {group: list(table) for group, table in WORDS[language].items() if isinstance(table, dict)}
        for language in ("en", "fr")
    ]
    assert keys[0] == keys[1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=str)
async def test_as_a_program(number: signal.Signals) -> None:
    """It says in one line what it is and where, and ends when it is told to."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "dev.scripted_ollama", "--port", "0", "--demo"),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    line = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session:
        listed = await (await session.get(f"{line.rpartition(' ')[2]}/api/tags")).json()
    process.send_signal(number)
    assert await process.wait() == 0
    assert line.startswith("Scripted stand-in for Ollama, not a model, at http://127.0.0.1:")
    assert [model["name"] for model in listed["models"]] == ["scripted-demo:latest"]
