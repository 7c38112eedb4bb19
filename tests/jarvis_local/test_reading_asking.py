"""Whether a model asks, and what the user's next words answer."""

import pytest

from custom_components.jarvis_local.agent.asking import (
    Answer,
    PendingQuestion,
    answer_of,
    is_question,
)
from custom_components.jarvis_local.agent.reading import Act
from custom_components.jarvis_local.home.index import Home

from .houses import ENGLISH, FRENCH

HOMES: dict[str, Home] = {"en": ENGLISH, "fr": FRENCH}
BLINDS = "cover.lounge_left cover.lounge_right"
LIGHTS = "light.kitchen_ceiling light.hall light.bedroom"
VOLETS = "cover.salon_gauche cover.salon_droit"
PLAYERS = "media_player.kitchen media_player.tv"
LAMPES = "light.cuisine light.entree light.chambre"


def question(candidates: str) -> PendingQuestion:
    """Ask which of some devices is to be turned on."""
    return PendingQuestion(
        options=tuple(
            Act(tool="HassTurnOn", args={"name": id_}, targets=(id_,)) for id_ in candidates.split()
        )
    )


@pytest.mark.parametrize(
    ("language", "candidates", "text", "chosen"),
    [
        ("en", BLINDS, "the left one", "cover.lounge_left"),
        ("en", BLINDS, "the right blind please", "cover.lounge_right"),
        ("en", BLINDS, "both", BLINDS),
        ("en", BLINDS, "all of them", BLINDS),
        ("en", BLINDS, "the left and the right", BLINDS),
        ("en", BLINDS, "number two", "cover.lounge_right"),
        ("en", BLINDS, "the other one", "cover.lounge_right"),
        ("en", LIGHTS, "kitchen", "light.kitchen_ceiling"),
        ("en", LIGHTS, "I meant the one in the hall", "light.hall"),
        ("en", LIGHTS, "the kichen one", "light.kitchen_ceiling"),
        ("en", LIGHTS, "upstairs", "light.bedroom"),
        ("en", LIGHTS, "the first", "light.kitchen_ceiling"),
        ("en", LIGHTS, "the last one", "light.bedroom"),
        ("en", LIGHTS, "the first one and the last one", "light.kitchen_ceiling light.bedroom"),
        ("en", LIGHTS, "all three", LIGHTS),
        ("en", PLAYERS, "television", "media_player.tv"),
        ("en", PLAYERS, "the TV", "media_player.tv"),
        ("en", PLAYERS, "Kitchen speaker", "media_player.kitchen"),
        ("fr", VOLETS, "celui de gauche", "cover.salon_gauche"),
        ("fr", VOLETS, "les deux", VOLETS),
        ("fr", VOLETS, "l'autre", "cover.salon_droit"),
        ("fr", LAMPES, "celle de la cuisine", "light.cuisine"),
        ("fr", LAMPES, "dans l'entrée s'il te plaît", "light.entree"),
        ("fr", LAMPES, "la deuxième", "light.entree"),
        ("fr", LAMPES, "celle du haut", "light.chambre"),
        ("fr", LAMPES, "la cuisine et la chambre", "light.cuisine light.chambre"),
        ("fr", LAMPES, "toutes", LAMPES),
    ],
)
def test_chooses(language: str, candidates: str, text: str, chosen: str) -> None:
    """A name, place, order or number chooses among what was asked about, and what to do with it."""
    asked = question(candidates)
    found = answer_of(asked, text, language, HOMES[language], focus=asked.candidates[:1])
    assert found == Answer(devices=tuple(chosen.split()))
    assert [act.targets[0] for act in asked.acts(found.devices)] == chosen.split()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "no"),
        ("en", "never mind"),
        ("en", "neither, thanks"),
        ("fr", "non"),
        ("fr", "laisse tomber"),
    ],
)
def test_cancels(language: str, text: str) -> None:
    """The user may drop it."""
    candidates = LIGHTS if language == "en" else LAMPES
    assert answer_of(question(candidates), text, language, HOMES[language]) == Answer(
        cancelled=True
    )


@pytest.mark.parametrize(
    ("language", "text", "left"),
    [
        ("en", "ground floor", "light.kitchen_ceiling light.hall"),
        ("fr", "au rez-de-chaussée", "light.cuisine light.entree"),
    ],
)
def test_narrows(language: str, text: str, left: str) -> None:
    """Words that fit several leave those to be asked about."""
    candidates = LIGHTS if language == "en" else LAMPES
    found = answer_of(question(candidates), text, language, HOMES[language])
    assert found == Answer(narrowed=tuple(left.split()))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "open the garage"),
        ("en", "turn on the hall light"),
        ("en", "what time is it"),
        ("en", "yes"),
        ("en", "the attic"),
        ("en", "the fifth"),
        ("en", "the kitchen and the attic"),
        ("en", "not the kitchen"),
        ("en", "light"),
        ("en", "the other one"),
        ("en", ""),
        ("en", "well I really do not know what to say about all of these things right now"),
        ("fr", "ouvre le garage"),
        ("fr", "quelle heure est-il"),
        ("fr", "oui"),
    ],
)
def test_is_no_answer(language: str, text: str) -> None:
    """Anything else is a request of its own."""
    candidates = LIGHTS if language == "en" else LAMPES
    assert answer_of(question(candidates), text, language, HOMES[language]) is None


@pytest.mark.parametrize(
    ("language", "text", "asks"),
    [
        ("en", "Which light do you mean?", True),
        ("en", "I found several lights. Please specify which one.", True),
        ("en", "Do you mean the kitchen or the hall?", True),
        ("en", "Done! Anything else?", True),
        ("en", "Would you like me to turn it off", True),
        ("en", "I turned on the light.", False),
        ("en", "The light which is in the kitchen is on.", False),
        ("en", "The light is on. Let me know if you need anything else.", False),
        ("fr", "Quelle lumière voulez-vous allumer ?", True),
        ("fr", "Veuillez préciser la lumière.", True),
        ("fr", "Which light do you mean?", True),
        ("fr", "Souhaitez-vous autre chose ?", True),
        ("fr", "J'ai allumé la lumière.", False),
    ],
)
def test_model_asks(language: str, text: str, asks: bool) -> None:
    """Questions are told from statements."""
    assert is_question(text, language) is asks
