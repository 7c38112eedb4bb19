"""The words that a model's call and the names of a home are made of, and kinds that have no class."""

from typing import Any

import pytest

from custom_components.jarvis_local.home import Home
from custom_components.jarvis_local.tools.base.resolve import Resolver
from custom_components.jarvis_local.tools.base.target import Asked
from custom_components.jarvis_local.tools.base.terms import kind_words
from custom_components.jarvis_local.tools.base.unresolved import UnresolvedError
from custom_components.jarvis_local.tools.base.words import (
    all_words,
    essence,
    function_words,
    naming,
    spell,
    words_of,
)

from .resolving import AREAS, FLOORS, SWITCH, device

UNCLASSED = tuple(
    device(entity_id, names, area)
    for entity_id, names, area in (
        ("cover.left", "Left window", "bedroom_1"),
        ("cover.right", "Right window", "bedroom_1"),
        ("cover.slats", "Slat blind", "hall"),
        ("cover.drape", "Drape", "hall"),
        ("media_player.box", "Streaming box", "kitchen"),
        ("media_player.amp", "Amplifier", "kitchen"),
        ("switch.box", "Fuse box", "hall"),
    )
)


@pytest.mark.parametrize(
    ("args", "wanted"),
    [
        ({"name": "Bedroom 1 blinds"}, "cover.left cover.right"),
        ({"name": "shutters", "area": "Bedroom 1"}, "cover.left cover.right"),
        ({"device_class": ["curtain"], "area": "Bedroom 1"}, "cover.left cover.right"),
        ({"device_class": ["blind"], "area": "Hall"}, "cover.slats"),
        ({"name": "Hall blinds"}, "cover.slats"),
        ({"name": "kitchen tv"}, "media_player.amp media_player.box"),
    ],
)
def test_kind_of_what_has_no_class(args: dict[str, Any], wanted: str) -> None:
    """A cover or player without a class is what the word may be used for, unless another is called so."""
    home = Home(devices={d.entity_id: d for d in UNCLASSED}, areas=AREAS, floors=FLOORS)
    found = Resolver(home=home, reach=SWITCH, asked=Asked()).resolve(args)
    assert {d.entity_id for d in found.devices} == set(wanted.split())


@pytest.mark.parametrize("args", [{"name": "Kitchen blinds"}, {"name": "Hall lights"}])
def test_kind_that_is_not_there(args: dict[str, Any]) -> None:
    """Where there is nothing that the word may be used for, nothing is taken."""
    home = Home(devices={d.entity_id: d for d in UNCLASSED}, areas=AREAS, floors=FLOORS)
    with pytest.raises(UnresolvedError):
        Resolver(home=home, reach=SWITCH, asked=Asked()).resolve(args)


@pytest.mark.parametrize(
    ("domain", "device_class", "words", "others"),
    [
        ("light", None, "light lamps lumière ampoules", "chandelier plafonnier ceiling"),
        ("cover", "garage", "cover garage door porte", "gate blind"),
        ("cover", "blind", "blind shades store", "curtain volet"),
        ("lock", None, "lock door serrure porte", "front entrée"),
        ("lawn_mower", None, "lawn mower robot tondeuse", "vacuum"),
        ("media_player", "tv", "player tv télé music", "speaker radio"),
    ],
)
def test_words_for_kinds(domain: str, device_class: str | None, words: str, others: str) -> None:
    """A kind has its words in every language, but not those that one device may be called by."""
    known = kind_words(domain, device_class)
    assert words_of(words) <= known
    assert not words_of(others) & known


def test_words_that_name_nothing() -> None:
    """Verbs and small words name nothing; places, numbers and half of everything are told apart."""
    assert words_of("please turn it off, éteins-la, switch the 3 to half") <= function_words() | {
        "3"
    }
    assert not words_of("upstairs haut kitchen") & function_words()
    assert words_of("all both everywhere toute deux entire") <= all_words()
    assert not words_of("any some house quelques") & all_words()
    assert naming(words_of("a lamp at 50 or fifty")) == {"lamp", "at", "or"}


def test_words_of_names() -> None:
    """Accents, plurals, possessives and articles make no difference; slips of spelling are seen."""
    assert words_of("Les Volets de l'Été") == {"le", "volet", "de", "l", "ete"}
    assert essence("Joe's lists") == {"joe", "list"}
    assert essence("the") == {"the"}
    known = frozenset({"kitchen", "dining", "living", "light"})
    assert spell(["kitchn", "lving", "ligth", "zing", "42"], known) == {
        *("kitchen", "living", "light", "zing", "42")
    }
