"""What the words of a request rule out, in both languages."""

import pytest

from custom_components.jarvis_local.agent.reading import Bar, bounds, read

from .houses import ENGLISH, FRENCH, states

HOMES = {"en": ENGLISH, "fr": FRENCH}
LIMITS = [
    ("en", "don't turn on the kitchen light", "negated"),
    ("en", "do not turn on the hall light", "negated"),
    ("en", "don't touch the telly", "negated"),
    ("en", "I don't want you to turn on the light", "negated"),
    ("en", "lock the front door without turning, er, without turn on the light", "negated"),
    ("en", "don't forget to turn off the kitchen light", ""),
    ("en", "why don't you turn on the hall light?", ""),
    ("en", "never mind, turn on the light", ""),
    ("en", "don't worry turn on the light", ""),
    ("en", "if the window is open turn off the heating", "condition"),
    ("en", "turn off the heating unless someone is here", "condition"),
    ("en", "turn off the light if you can", ""),
    ("en", "turn the hall light off if it's on", ""),
    ("en", "turn on the coffee maker tomorrow at 7", "later"),
    ("en", "set the thermostat to 20 at 7 pm", "later"),
    ("en", "turn on the hall light in ten minutes", "later"),
    ("en", "when I get home turn on the light", "later"),
    ("en", "close the blinds at sunset", "later"),
    ("en", "turn on the light in the hall", ""),
    ("en", "is the hall light on", "question"),
    ("en", "how do I turn off the hall light?", "question"),
    ("en", "is it possible to turn on the hall light?", ""),
    ("en", "what time is it and turn on the hall light", ""),
    ("en", "is the hall light on? if so turn it off", ""),
    ("en", "can you turn on the hall light?", ""),
    ("fr", "n'allume surtout pas la lumière de la salle de bain", "negated"),
    ("fr", "allume pas la lumière", "negated"),
    ("fr", "surtout ne touche pas à la télé", "negated"),
    ("fr", "pas la télé", "negated"),
    ("fr", "je ne veux pas que tu allumes la lumière", "negated"),
    ("fr", "peux-tu allumer la lumière sans éteindre la télé", "negated"),
    ("fr", "n'oublie pas d'éteindre la lumière", ""),
    ("fr", "n'hésite pas à allumer la lumière", ""),
    ("fr", "ne t'inquiète pas allume la lumière", ""),
    ("fr", "n'allume que la lumière de la cuisine", ""),
    ("fr", "si la fenêtre est ouverte éteins le chauffage", "condition"),
    ("fr", "s'il fait noir allume la lumière", "condition"),
    ("fr", "éteins la lumière si elle est allumée", ""),
    ("fr", "éteins la lumière si tu peux", ""),
    ("fr", "allume la lumière s'il te plaît", ""),
    ("fr", "il fait si froid monte le chauffage", ""),
    ("fr", "tant que tu y es éteins la télé", ""),
    ("fr", "allume la lumière dans dix minutes", "later"),
    ("fr", "demain à sept heures allume le chauffage", "later"),
    ("fr", "quand je rentre allume la lumière", "later"),
    ("fr", "ferme les volets au coucher du soleil", "later"),
    ("fr", "allume la lumière dans la cuisine", ""),
    ("fr", "est-ce que le garage est éclairé ?", "question"),
    ("fr", "pourquoi le radiateur de la chambre est froid ?", "question"),
    ("fr", "y a du poivre ?", "question"),
    ("fr", "la lumière est-elle allumée ?", "question"),
    ("fr", "est-ce que tu peux allumer la lumière ?", ""),
    ("fr", "allume la lumière ?", ""),
    ("de", "schalte das licht nicht ein", ""),
]


@pytest.fixture(autouse=True)
def running_home_assistant() -> None:
    """Spare sentences the home that other tests need."""


@pytest.mark.parametrize(("language", "text", "bar"), LIMITS)
def test_limits(language: str, text: str, bar: str) -> None:
    """A negation, a condition, another time and a question are told from what only looks so."""
    home = HOMES.get(language, ENGLISH)
    sort = read(home, states(home), text, language).sort
    found = bounds(home, text, language, sort)
    assert found.bars == ({Bar(bar)} if bar else frozenset())


@pytest.mark.parametrize(
    ("language", "text", "excepted"),
    [
        ("en", "turn off all the lights except the hall", "light.hall"),
        ("en", "turn all the lights except the hall off", "light.hall"),
        ("en", "turn on everything but the telly", "media_player.tv"),
        ("en", "turn off the light please, not the fan", "fan.bedroom"),
        ("fr", "éteins tout sauf la cuisine et la chambre", "light.cuisine light.chambre"),
        ("fr", "éteins tout sauf la cuisine, la chambre", "light.cuisine light.chambre"),
        ("fr", "sauf le salon éteins tout", "light.lecture"),
        ("fr", "éteins la lumière, pas le ventilateur", "fan.chambre"),
    ],
)
def test_except(language: str, text: str, excepted: str) -> None:
    """What is named after an exception is never meant, and nothing else is left out."""
    home = HOMES[language]
    found = bounds(home, text, language, read(home, states(home), text, language).sort)
    assert found.excepted.issuperset(excepted.split())
    assert not found.strange
    assert found.why_not(["HassTurnOff"], excepted.split(), looked=False) is Bar.EXCEPT
    assert len(found.excepted) < len(home.devices)


def test_strange_exception() -> None:
    """Where nobody knows what is excepted, nothing is done."""
    text = "turn off all the lights except what you know"
    found = bounds(ENGLISH, text, "en", read(ENGLISH, states(ENGLISH), text, "en").sort)
    assert found.why_not(["HassTurnOff"], ["light.hall"], looked=False) is Bar.EXCEPT


@pytest.mark.parametrize(
    ("text", "tool", "target", "bar"),
    [
        ("could you kindly switch the hall light on my love", "HassTurnOff", "light.hall", Bar.OPPOSITE),
        ("could you kindly switch the hall light on my love", "HassTurnOn", "light.hall", None),
        ("could you kindly switch the hall light on my love", "HassTurnOn", "light.night", Bar.ELSEWHERE),
        ("the poor hall light was turned off, repair it", "HassTurnOn", "light.hall", None),
        ("leave the hall light on and turn off the rest", "HassTurnOff", "light.night", None),
        ("open the left blind my love", "HassTurnOff", "cover.lounge_left", Bar.OPPOSITE),
        ("switch on the light in the hall, my love", "HassTurnOn", "light.night", Bar.ELSEWHERE),
        ("turn off the light, I mean the telly too", "HassTurnOff", "light.hall climate.bedroom", Bar.ELSEWHERE),
        ("don't turn on the hall light", "HassTurnOff", "light.hall", None),
        ("don't turn on the hall light", "HassTurnOn", "light.night", None),
        ("don't turn up the heating", "HassClimateSetTemperature", "climate.bedroom", Bar.NEGATED),
        ("turn on the hall light in ten minutes", "HassStartTimer", "", None),
        ("remind me tomorrow to buy milk", "HassListAddItem", "todo.chores", None),
        ("is the hall light on", "HassGetState", "light.hall", None),
        ("is the hall light on", "HassTurnOn", "light.hall", Bar.QUESTION),
    ],
)  # fmt: skip
def test_why_not(text: str, tool: str, target: str, bar: Bar | None) -> None:
    """A call is held against what was said plainly, and only that."""
    found = bounds(ENGLISH, text, "en", read(ENGLISH, states(ENGLISH), text, "en").sort)
    assert found.why_not([tool], target.split(), looked=False) is bar
