"""What a request asks for is read from its words, and left alone when any of them is unclear."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from custom_components.jarvis_local.agent.reading import Reading, Sort, read
from custom_components.jarvis_local.home.index import Home

from .houses import ENGLISH, FRENCH, make, states

HOMES = {"en": ENGLISH, "fr": FRENCH}
ON, OFF = "HassTurnOn", "HassTurnOff"


def ask(
    language: str, text: str, here: str | None = None, focus: tuple[str, ...] = (), **known: str
) -> Reading:
    """Read a request in the home of a language."""
    home: Home = HOMES[language]
    return read(home, states(home, **known), text, language, here=here, focus=focus)


def deeds(reading: Reading) -> set[tuple[str, str]]:
    """Return which tool would touch which device."""
    return {(act.tool, id_) for act in reading.acts for id_ in act.targets}


CASES: dict[str, dict[str, list[dict[str, Any]]]] = yaml.safe_load(
    Path(__file__).with_name("data").joinpath("reading.yaml").read_text("utf-8")
)


def cases(test: str, *fields: str) -> list[Any]:
    """Return the cases of a test in data/reading.yaml: the language, the text, and what else it needs."""
    return [
        pytest.param(language, case["text"], *map(case.get, fields), id=case["text"])
        for language, of_language in CASES[test].items()
        for case in of_language
    ]


@pytest.mark.parametrize(
    ("language", "text", "here", "tool", "devices"), cases("clear", "here", "tool", "devices")
)
def test_clear(language: str, text: str, here: str | None, tool: str, devices: str) -> None:
    """The right tool, on exactly the right devices."""
    reading = ask(language, text, here)
    assert reading.is_clear
    assert deeds(reading) == {(tool, id_) for id_ in devices.split()}


@pytest.mark.parametrize(
    ("language", "text", "argument", "value"), cases("values", "argument", "value")
)
def test_values(language: str, text: str, argument: str, value: object) -> None:
    """Numbers in digits and words, shares and colours arrive as the tool wants them."""
    reading = ask(language, text)
    assert [act.args.get(argument) for act in reading.acts] == [value]


@pytest.mark.parametrize(("language", "text", "sort"), cases("unclear", "sort"))
def test_unclear(language: str, text: str, sort: str) -> None:
    """Questions, conditions, times and words that nothing explains are never acted on."""
    reading = ask(language, text)
    assert reading.sort is Sort(sort)
    assert not reading.is_clear
    assert reading.acts == ()


@pytest.mark.parametrize(
    ("language", "text", "here", "reason", "missing", "count"),
    cases("must_ask", "here", "reason", "missing", "count"),
)
def test_must_ask(
    language: str,
    text: str,
    here: str | None,
    reason: str | None,
    missing: str | None,
    count: int,
) -> None:
    """What is missing is said, with an act for each device that may be meant."""
    reading = ask(language, text, here)
    assert (reading.must_ask, reading.missing) == (reason, missing)
    assert not reading.is_clear
    assert len(reading.candidates) == len(reading.options) == count


@pytest.mark.parametrize(
    ("language", "text", "focus", "expected"),
    [
        ("en", "turn it off", ("light.hall",), {(OFF, "light.hall")}),
        (
            "en",
            "turn them off",
            ("light.hall", "light.night"),
            {(OFF, "light.hall"), (OFF, "light.night")},
        ),
        ("en", "turn it off", (), set()),
        ("en", "turn it off", ("light.hall", "light.night"), set()),
        ("fr", "éteins-la", ("light.entree",), {(OFF, "light.entree")}),
        ("fr", "tu peux l'éteindre ?", ("light.entree",), {(OFF, "light.entree")}),
        (
            "fr",
            "éteins-les",
            ("light.entree", "light.enfants"),
            {(OFF, "light.entree"), (OFF, "light.enfants")},
        ),
        ("fr", "éteins-la", (), set()),
    ],
)
def test_it(
    language: str, text: str, focus: tuple[str, ...], expected: set[tuple[str, str]]
) -> None:
    """Pronouns mean what the conversation spoke of last."""
    assert deeds(ask(language, text, focus=focus)) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "turn on the kettle, then close the curtains and turn off the bedroom light",
            [(ON, "switch.kettle"), (OFF, "cover.bedroom"), (OFF, "light.bedroom")],
        ),
        (
            "en",
            "turn on the hall light and then turn it blue",
            [(ON, "light.hall"), ("HassLightSet", "light.hall")],
        ),
        (
            "fr",
            "allume la bouilloire, puis ferme les rideaux et éteins la lampe de chevet",
            [(ON, "switch.bouilloire"), (OFF, "cover.chambre"), (OFF, "light.chambre")],
        ),
        (
            "fr",
            "allume la veilleuse et mets-la en bleu",
            [(ON, "light.enfants"), ("HassLightSet", "light.enfants")],
        ),
    ],
    ids=["en-three", "en-it", "fr-three", "fr-it"],
)
def test_several_acts(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    """Several commands in one sentence keep their order."""
    reading = ask(language, text)
    assert [(act.tool, *act.targets) for act in reading.acts] == expected


@pytest.mark.parametrize(
    "text",
    ["turn on the hall light and the christmas tree", "open the left blind and turn off the light"],
)
def test_half_clear(text: str) -> None:
    """Nothing is clear as long as a part is not."""
    assert not ask("en", text).acts


@pytest.mark.parametrize(
    ("text", "tv", "kitchen", "expected"),
    [
        ("pause the music", "playing", "idle", {("HassMediaPause", "media_player.tv")}),
        ("resume the music", "paused", "playing", {("HassMediaUnpause", "media_player.tv")}),
        (
            "turn the volume down",
            "idle",
            "playing",
            {("HassSetVolumeRelative", "media_player.kitchen")},
        ),
        ("next song", "playing", "playing", set()),
        ("pause", "idle", "idle", set()),
    ],
)
def test_the_one_that_plays(
    text: str, tv: str, kitchen: str, expected: set[tuple[str, str]]
) -> None:
    """Of several players, the only one that plays is meant."""
    reading = ask("en", text, media_player__tv=tv, media_player__kitchen=kitchen)
    assert deeds(reading) == expected


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("turn off the lights upstairs", {"floor": "First floor", "domain": ["light"]}),
        ("close the blinds in the lounge", {"area": "Living room", "domain": ["cover"]}),
        ("turn off the kitchen", {"area": "Kitchen", "domain": ["light"]}),
        ("turn on the reading lamp", {"name": "Reading lamp"}),
        ("lock the front door", {"name": "Front door"}),
        ("put oat milk on the shopping list", {"name": "Groceries", "item": "oat milk"}),
    ],
)
def test_arguments(text: str, args: dict[str, object]) -> None:
    """A whole room or floor is one call; a device is called by its name."""
    (act,) = ask("en", text).acts
    assert act.args == args


def test_same_name_twice() -> None:
    """Where two devices share a name, the call has the entity id."""
    home = make("", "g; Garage;", "cover.door; Garage door; g; garage\nlight.door; Garage door; g")
    (act,) = read(home, {}, "open the garage door", "en").acts
    assert act.args == {"name": "cover.door"}


def test_french_in_an_english_home() -> None:
    """Rooms are understood in the language that is spoken, whatever they are called."""
    reading = read(ENGLISH, {}, "éteins la lumière de la cuisine", "fr")
    assert reading.targets == {"light.kitchen_ceiling", "light.worktop"}


def test_nothing_said() -> None:
    """An empty request asks for nothing, in no home at all."""
    assert read(Home(), {}, " ", "en").sort is Sort.OTHER
    assert not read(Home(), {}, "turn on the light", "en").is_clear
