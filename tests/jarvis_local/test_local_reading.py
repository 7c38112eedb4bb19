"""What a sentence means is read from the sentence files and the names of the home."""

import pytest

from .local_home import act, read, reader

_KITCHEN = ("light.ceiling", "light.counter")


@pytest.mark.parametrize(
    ("text", "tool", "entity_ids"),
    [
        pytest.param("Turn on the counter light", "HassTurnOn", ("light.counter",), id="name"),
        pytest.param("Kitchen lights on", "HassTurnOn", _KITCHEN, id="room and kind"),
        pytest.param("Turn on the kitchen", "HassTurnOn", _KITCHEN, id="room alone"),
        pytest.param("Shut off the upstairs lights", "HassTurnOff", ("light.loft",), id="floor"),
        pytest.param(
            "Turn on the den and kitchen lights", "HassTurnOn", ("light.den", *_KITCHEN), id="kind"
        ),
        pytest.param(
            "Lower the shutter in the den", "HassTurnOff", ("cover.den",), id="kind and room"
        ),
        pytest.param("Pause the television", "HassMediaPause", ("media_player.tv",), id="synonym"),
        pytest.param("Stop the vacuum", "HassVacuumReturnToBase", ("vacuum.dusty",), id="only one"),
        pytest.param("Vacuum the den", "HassVacuumStart", ("vacuum.dusty",), id="its room"),
        pytest.param("Lock the back", "HassTurnOn", ("lock.back",), id="part of a name"),
        pytest.param(
            "Hey Jarvis, could you please turn on the KITCHEN-ceiling?",
            "HassTurnOn",
            ("light.ceiling",),
            id="polite",
        ),
        pytest.param(
            "Turn off the counter and ceiling lights", "HassTurnOff", _KITCHEN[::-1], id="parts"
        ),
        pytest.param("turn of the countr light", "HassTurnOff", ("light.counter",), id="misheard"),
        pytest.param("turn on all the lights in the kichen", "HassTurnOn", _KITCHEN, id="misspelt"),
    ],
)
def test_english(text: str, tool: str, entity_ids: tuple[str, ...]) -> None:
    """English: names, rooms, floors, kinds, parts of names, noise."""
    understood = act(text)
    assert understood is not None
    assert (understood.tool, sorted(understood.entity_ids)) == (tool, sorted(entity_ids))


@pytest.mark.parametrize(
    ("text", "tool", "entity_ids"),
    [
        pytest.param("Allume la cuisine", "HassTurnOn", ("light.ceiling",), id="pièce"),
        pytest.param("alume la cuizine", "HassTurnOn", ("light.ceiling",), id="fautes"),
        pytest.param("Éteins la lampe à pied", "HassTurnOff", ("light.den",), id="nom"),
        pytest.param("et teins la liseuse", "HassTurnOff", ("light.loft",), id="homophone"),
        pytest.param(
            "Est-ce que tu peux éteindre la lumière dans la chambre d'amis s'il te plaît ?",
            "HassTurnOff",
            ("light.loft",),
            id="politesse",
        ),
        pytest.param(
            "allume le salon et la cuisine", "HassTurnOn", ("light.den", "light.ceiling"), id="et"
        ),
        pytest.param("heu ferme les volets du salon", "HassTurnOff", ("cover.den",), id="pluriel"),
        pytest.param(
            "Mets la musique en pause", "HassMediaPause", ("media_player.hifi",), id="musique"
        ),
    ],
)
def test_french(text: str, tool: str, entity_ids: tuple[str, ...]) -> None:
    """French: elisions, homophones, missing accents, polite words."""
    understood = act(text, "fr")
    assert understood is not None
    assert (understood.tool, understood.entity_ids) == (tool, entity_ids)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        pytest.param("Turn on the sauna", "en", id="unknown device"),
        pytest.param("Turn on the counter light and the sauna", "en", id="one of two unknown"),
        pytest.param("Don't turn on the counter light", "en", id="negated"),
        pytest.param("Turn on the counter light at noon", "en", id="a time"),
        pytest.param("If it is dark turn on the counter light", "en", id="a condition"),
        pytest.param("Set the counter light to 200 percent", "en", id="out of range"),
        pytest.param("Set the den to 20", "en", id="degrees or percent"),
        pytest.param("Tell me a story", "en", id="a story"),
        pytest.param("Allume le sauna", "fr", id="inconnu"),
        pytest.param("N'allume pas la liseuse", "fr", id="négation"),
        pytest.param("Éteins tout", "fr", id="tout n'est pas la vanne"),
        pytest.param("Montre le volet du salon", "fr", id="montre n'est pas monte"),
        pytest.param("please", "en", id="nothing left"),
        pytest.param("La lampe à pied est allumée ?", "fr", id="une question"),
        pytest.param("La lampe à pied est éteinte", "fr", id="un constat"),
        pytest.param("Merci pour la lampe à pied allumée", "fr", id="un merci"),
        pytest.param("Turn off the counter light and on again", "en", id="off and on"),
        pytest.param("Turn off the kitchen and here", "en", id="a list with here"),
        pytest.param("Turn off some lights in the kitchen", "en", id="some of them"),
        pytest.param("Set the den heater to -5 degrees", "en", id="below zero"),
    ],
)
def test_left_to_the_model(text: str, language: str) -> None:
    """A sentence with a word that is not explained is not understood."""
    assert read(text, language) is None


@pytest.mark.parametrize(
    ("text", "several"),
    [
        pytest.param("Lock the door", {"lock.front", "lock.back"}, id="two locks"),
        pytest.param("Lock all the doors", {"lock.front", "lock.back"}, id="all locks"),
        pytest.param("Open the shutter", {"cover.den", "cover.loft"}, id="one only called so"),
        pytest.param("Put milk on the list", {"todo.shopping", "todo.chores"}, id="two lists"),
        pytest.param("Turn off the light", {*_KITCHEN, "light.den", "light.loft"}, id="no room"),
    ],
)
def test_several(text: str, several: set[str]) -> None:
    """Where one of several is meant, nobody guesses."""
    reading = read(text)
    assert reading is not None
    assert reading.act is None
    assert set(reading.several) == several


def test_here() -> None:
    """What names no place is about the room of who speaks."""
    light, everything = (
        act("Turn off the light", room="den"),
        act("Éteins tout ici", "fr", room="den"),
    )
    assert light is not None
    assert light.entity_ids == ("light.den",)
    assert everything is not None
    assert set(everything.entity_ids) == {"light.den", "media_player.hifi"}


def test_what_plays() -> None:
    """Of several players the one that plays is meant."""
    understood = act("Pause the music", hifi="playing", tv="off")
    assert understood is not None
    assert understood.entity_ids == ("media_player.hifi",)
    reading = read("pause", hifi="playing", tv="playing")
    assert reading is not None
    assert reading.act is None


@pytest.mark.parametrize(
    ("text", "language", "args"),
    [
        pytest.param("Dim the counter light to forty percent", "en", {"brightness": 40}, id="word"),
        pytest.param("Open the den shutter halfway", "en", {"position": 50}, id="half"),
        pytest.param(
            "Set the den heater to 20.5 degrees", "en", {"temperature": 20.5}, id="half °"
        ),
        pytest.param("Monte le volet du salon à moitié", "fr", {"position": 50}, id="moitié"),
        pytest.param("Lampe à pied en rouge", "fr", {"color": "red"}, id="couleur"),
        pytest.param(
            "Ajoute de l'Huile d'Olive aux courses", "fr", {"item": "Huile d'Olive"}, id="item"
        ),
        pytest.param(
            "Add brocoli and some milk to shopping", "en", {"item": "brocoli and milk"}, id="items"
        ),
    ],
)
def test_values(text: str, language: str, args: dict[str, object]) -> None:
    """Numbers, colours and what goes on a list come out of the sentence as they were said."""
    understood = act(text, language)
    assert understood is not None
    assert understood.args == args


def test_parts() -> None:
    """A sentence is divided at "and", "then" and commas."""
    some = reader("en")
    text = "Turn on this, then lock that and please stop."
    parts = some.parts(text, some.words(text))
    assert [" ".join(word.text for word in part) for part in parts] == [
        "turn on this",
        "lock that",
        "stop",
    ]
