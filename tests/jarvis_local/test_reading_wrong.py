"""Sentences that sound like a request this home can fulfil, and are none: nothing is read in them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from custom_components.jarvis_local.agent.reading import read

from .houses import ENGLISH, FRENCH, make, states

MANOR = make(
    "g; Ground floor\nu; Upper floor",
    """
    scullery; Scullery; g
    guest; Guest Room; u
    snug; Snug; u
    bath; Guest bathroom; u
    office; Home office; u
    pool; Pool house;
    shed; Garden shed;
    """,
    """
    light.scullery; Scullery strip; scullery
    light.guest; Guest Room Light; guest
    light.snug; Snug light; snug
    light.bath; Mirror light; bath
    light.office; Desk lamp; office
    light.shed; Shed bulb; shed
    fan.tower; Tower fan; guest
    switch.pump; Pool pump; pool
    switch.egg; Egg incubator; shed
    cover.pool; Pool cover; pool
    lock.pool; Pool house door; pool
    input_boolean.guest; Guest mode;
    media_player.guest; Guest TV; guest; tv
    """,
)
GITE = make(
    "r; Rez-de-chaussée\ne; Étage",
    """
    salle; Salle à manger; r
    ete; Cuisine d'été; r
    c1; Chambre 1; e
    c2; Chambre 2; e
    amis; Chambre d'amis; e
    ter; Terrasse;
    gar; Garage;
    """,
    """
    light.salle; Suspension; salle
    light.ete; Néon; ete
    light.c1; Lampe chambre 1; c1
    light.c2; Lampe chambre 2; c2
    light.amis; Applique amis; amis
    light.ter; Spots terrasse; ter
    switch.pompe; Pompe piscine; ter
    cover.salle; Grand volet; salle; shutter
    cover.portail; Portail; ter; gate
    lock.porte; Porte principale; salle
    lock.garage; Porte de service; gar
    climate.poele; Poêle; salle
    media_player.tele; Télé chambre 1; c1; tv
    vacuum.robert; Robert; salle
    """,
)
HOMES = {
    "ENGLISH": (ENGLISH, "en"),
    "MANOR": (MANOR, "en"),
    "FRENCH": (FRENCH, "fr"),
    "GITE": (GITE, "fr"),
}


def is_clear(name: str, text: str) -> bool:
    """Return whether a home would act on a sentence without asking."""
    home, language = HOMES[name]
    return read(home, states(home), text, language).is_clear


CASES: dict[str, dict[str, list[str]]] = yaml.safe_load(
    Path(__file__).with_name("data").joinpath("reading_wrong.yaml").read_text("utf-8")
)


def cases(test: str) -> list[Any]:
    """Return the cases of a test in data/reading_wrong.yaml: a home, and what is said there."""
    return [
        pytest.param(home, text, id=text) for home, texts in CASES[test].items() for text in texts
    ]


@pytest.mark.parametrize(("home", "text"), cases("wrong"))
def test_must_be_unclear(home: str, text: str) -> None:
    """What the home has not, what is not now, and what is no request is left to be asked."""
    assert not is_clear(home, text)


@pytest.mark.parametrize(("home", "text"), cases("right"))
def test_must_be_clear(home: str, text: str) -> None:
    """What anybody would understand is still understood."""
    assert is_clear(home, text)
