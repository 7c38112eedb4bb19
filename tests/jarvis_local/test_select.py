"""The likely targets of a request are found by its words."""

from dataclasses import replace

import pytest

from custom_components.jarvis_local.home.index import Home
from custom_components.jarvis_local.home.select import select

from .houses import ENGLISH, FRENCH, make

HOMES: dict[str, Home] = {"en": ENGLISH, "fr": FRENCH}


FOUND = [
    ("en", "turn on the reading lamp", "light.reading_lamp"),
    ("en", "is the telly on", "media_player.tv"),
    ("en", "how warm is it in the bedroom", "sensor.bedroom_temperature"),
    ("en", "is anyone moving in the hall", "binary_sensor.hall_motion"),
    ("en", "is the bathroom window open", "binary_sensor.bath_window"),
    ("en", "battery of the front door", "sensor.front_battery"),
    ("en", "how humid is the lounge", "sensor.lounge_humidity"),
    ("en", "pause the music", "media_player.kitchen media_player.tv"),
    ("en", "water the plants", "valve.sprinkler"),
    ("en", "do the hoovering", "vacuum.rosie"),
    ("en", "clean up in here", "vacuum.rosie"),
    ("en", "cut the grass", "lawn_mower.shaun"),
    ("en", "is everything locked", "lock.front lock.back"),
    ("en", "lock up", "lock.front lock.back"),
    ("en", "the nursery is too dark", "light.night"),
    ("en", "let some light into the bedroom", "cover.bedroom light.bedroom"),
    ("en", "open the shades", "cover.lounge_left cover.lounge_right cover.bedroom"),
    ("en", "boil some water in the ketle", "switch.kettle"),
    ("en", "put milk on the list", "todo.groceries todo.chores"),
    ("en", "upstairs lights", "light.bedroom light.night"),
    ("en", "it is cold in the lounge", "climate.lounge"),
    ("en", "film night", "scene.film"),
    ("en", "turn on the fairylights", "light.terrace"),
    ("en", "lights outside", "light.terrace"),
    ("en", "kitchn ceeling light", "light.kitchen_ceiling"),
    ("fr", "allume la liseuse", "light.lecture"),
    ("fr", "la télé est allumée ?", "media_player.tele"),
    ("fr", "il fait combien dans la chambre", "sensor.chambre_temperature"),
    ("fr", "quelle est la température de la chambre", "sensor.chambre_temperature"),
    ("fr", "y a-t-il du mouvement dans l'entrée", "binary_sensor.mouvement"),
    ("fr", "la fenêtre de la salle de bains est ouverte ?", "binary_sensor.fenetre"),
    ("fr", "pile de la porte d'entrée", "sensor.pile"),
    ("fr", "humidité du séjour", "sensor.salon_humidite"),
    ("fr", "mets la musique en pause", "media_player.cuisine media_player.tele"),
    ("fr", "arrose les tomates", "valve.arrosage"),
    ("fr", "passe l'aspirateur", "vacuum.dobby"),
    ("fr", "tonds la pelouse", "lawn_mower.tondeuse"),
    ("fr", "tout est verrouillé ?", "lock.entree lock.jardin"),
    ("fr", "il fait trop sombre dans la chambre des enfants", "light.enfants"),
    ("fr", "les stores", "cover.salon_gauche cover.salon_droit cover.chambre"),
    ("fr", "fais chauffer la bouiloire", "switch.bouilloire"),
    ("fr", "ajoute du lait sur la liste", "todo.courses todo.taches"),
    ("fr", "les lumières de l'étage", "light.chambre light.enfants"),
    ("fr", "il fait froid dans le salon", "climate.salon"),
    ("fr", "lance la soirée film", "scene.film"),
    ("fr", "les volets roulants du sejour", "cover.salon_gauche cover.salon_droit"),
    ("fr", "lumière du plan de travail", "light.plan"),
    ("fr", "allume le seche-serviette", "switch.seche"),
]


@pytest.mark.parametrize(("language", "text", "wanted"), FOUND, ids=[case[1] for case in FOUND])
def test_finds(language: str, text: str, wanted: str) -> None:
    """What is meant is among the likeliest, however it is said."""
    assert set(wanted.split()) <= set(select(HOMES[language], text, language).devices)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("turn on the hall light", "light.hall"),
        ("turn off the bedroom light", "light.bedroom"),
        ("set the bedroom radiator to 20", "climate.bedroom"),
        ("open the left blind", "cover.lounge_left"),
        ("lock the front door", "lock.front"),
    ],
)
def test_likeliest_first(text: str, first: str) -> None:
    """A device that is named comes first."""
    found = select(ENGLISH, text, "en")
    assert found.devices[0] == first
    assert list(found.scores) == list(found.devices)
    assert found.scores[first] == max(found.scores.values())


@pytest.mark.parametrize(
    ("language", "text", "here", "focus", "wanted"),
    [
        ("en", "turn on the light", "kitchen", (), "light.kitchen_ceiling light.worktop"),
        ("en", "turn it off", None, ("switch.kettle",), "switch.kettle"),
        ("en", "and in the bedroom?", None, ("climate.lounge",), "climate.bedroom"),
        ("en", "close the other one", None, ("cover.lounge_left",), "cover.lounge_left"),
        ("fr", "allume la lumière", "cuisine", (), "light.cuisine light.plan"),
        ("fr", "éteins-la", None, ("switch.bouilloire",), "switch.bouilloire"),
        ("fr", "et dans la chambre ?", None, ("climate.salon",), "climate.chambre"),
    ],
)
def test_context(
    language: str, text: str, here: str | None, focus: tuple[str, ...], wanted: str
) -> None:
    """The room of the satellite and what was spoken of before count."""
    found = select(HOMES[language], text, language, here=here, focus=focus, most=3)
    assert set(wanted.split()) <= set(found.devices)


@pytest.mark.parametrize(
    ("text", "here", "first"),
    [
        ("turn on the floor lamp", "den", "light.den"),
        ("turn on the floor lamp", "attic", "light.attic"),
        ("turn on the floor lamp on the ground floor", "attic", "light.den"),
        ("turn on the lamp on the upper floor", "den", "light.attic"),
    ],
)
def test_word_of_a_place_and_of_a_name(text: str, here: str, first: str) -> None:
    """The floor of a floor lamp is no place: only a place's own name is said instead of the room's."""
    home = make(
        "ground; Ground floor\nupper; Upper floor",
        "den; Den; ground\nattic; Attic; upper",
        "light.attic; Attic floor lamp; attic\nlight.den; Den floor lamp; den",
    )
    assert select(home, text, "en", here=here).devices[0] == first


def test_what_was_said() -> None:
    """Places, kinds and names in the text are told, too."""
    found = select(ENGLISH, "turn off all lights in the kitchen on the ground floor", "en")
    assert found.areas == ("kitchen",)
    assert found.floors == ("ground",)
    assert found.kinds == {"light"}
    assert found.everywhere
    assert select(ENGLISH, "hall light and night light", "en").named == (
        "light.hall",
        "light.night",
    )


@pytest.mark.parametrize("text", ["", "?", "tell me a joke", "the"])
def test_nothing_to_find(text: str) -> None:
    """Words that are about no device find none, and nobody is told of the first few."""
    assert select(ENGLISH, text, "en").devices == ()


def test_most() -> None:
    """No more than wanted are returned."""
    assert len(select(ENGLISH, "lights", "en", most=3).devices) == 3
    assert select(ENGLISH, "lights", "en", most=0).devices == ()


@pytest.mark.parametrize("language", ["de", None, "fr-CA"])
def test_other_languages(language: str | None) -> None:
    """Names are found in any language, with English words where there are none of its own."""
    assert "switch.kettle" in select(ENGLISH, "Kettle", language).devices


def test_large_home() -> None:
    """Each of two thousand devices is found by its name in small letters."""
    names = ("lamp", "socket", "blind", "speaker", "fan")
    domains = ("light", "switch", "cover", "media_player", "fan")
    areas = "\n".join(f"r{number}; Suite {number};" for number in range(400))
    devices = "\n".join(
        f"{domain}.r{number}; Suite {number} {name}; r{number}"
        for number in range(400)
        for domain, name in zip(domains, names, strict=True)
    )
    home = make("", areas, devices)
    missed = [
        entity_id
        for entity_id, device in list(home.devices.items())[::40]
        if select(home, f"what about the {device.name.lower()}", "en").devices[:1] != (entity_id,)
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("levels", "text", "wanted"),
    [((0, 1, 2), "upstairs", {"light.b", "light.c"}), ((0, 1, 2), "downstairs", {"light.a"})],
)
def test_floors_by_level(levels: tuple[int, ...], text: str, wanted: set[str]) -> None:
    """Upstairs is what is above the ground where no floor is called so."""
    plain = make(
        "a; Eins\nb; Zwei\nc; Drei",
        "x; Aa; a\ny; Bb; b\nz; Cc; c",
        "light.a; Eule; x\nlight.b; Uhu; y\nlight.c; Kauz; z",
    )
    floors = {
        id_: replace(floor, level=level)
        for (id_, floor), level in zip(plain.floors.items(), levels, strict=True)
    }
    home = Home(devices=plain.devices, areas=plain.areas, floors=floors)
    assert set(select(home, text, "en").devices) == wanted


def test_two_floors() -> None:
    """Of two floors one of which is the ground floor, the other is upstairs."""
    home = make("a; Ground\nb; Loft", "x; Aa; a\ny; Bb; b", "light.a; Owl; x\nlight.b; Crow; y")
    assert select(home, "upstairs", "en").devices == ("light.b",)
