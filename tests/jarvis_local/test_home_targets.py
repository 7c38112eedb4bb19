"""Which devices some words mean: one, all of a place, or nobody knows."""

import pytest

from custom_components.jarvis_local.home.lexicon import lexicon
from custom_components.jarvis_local.home.targets import Around, Target, Wanted, group, targets
from custom_components.jarvis_local.home.terms import terms_of
from custom_components.jarvis_local.home.words import split

from .houses import make

_HOME = make(
    """
    ground; Ground floor
    upper; Upper floor
    """,
    """
    den; Den; ground
    zoe; Zoé's bedroom; ground
    shed; Garden shed; ground
    yard; Garden; ground
    guest; Guest bedroom; upper
    loft; Gallery; upper
    """,
    """
    light.den_lamp; Arc lamp; den
    light.den_ceiling; Den ceiling; den
    light.zoe; Stars; zoe
    light.sofa; Sofa strip; yard
    light.guest; Globe; guest
    light.loft; Ribbon; loft
    cover.plain; Blind; shed; blind
    cover.den; Den blind; den; blind
    cover.zoe; Zoé's blind; zoe; blind
    switch.plain; Pump; yard
    valve.garden; Tap; yard
    fan.fridge; Refrigerator; shed
    scene.quiet; Quiet evening; den
    """,
)


def _target(text: str, domains: str, *, here: str | None = None, loose: bool = True) -> Target:
    """Return what words mean among the devices of domains, lights where only a place is said."""
    terms, lights = terms_of(_HOME), frozenset({"light"})
    around = Around(terms=terms, lexicon=lexicon("en"), states={}, here=here)
    wanted = Wanted(
        devices=frozenset(terms.of_domains(domains.split())),
        place=lights,
        together=lights,
        loose=loose,
    )
    (found,) = targets(around, [group(around, split(text))], wanted)
    return found


@pytest.mark.parametrize(
    ("text", "domains", "devices"),
    [
        pytest.param("the den", "light fan", "light.den_ceiling light.den_lamp", id="room alone"),
        pytest.param("the den light", "light", "light.den_ceiling light.den_lamp", id="the light"),
        pytest.param("Zoé's light", "light", "light.zoe", id="whose room it is"),
        pytest.param("the garden light", "light", "light.sofa", id="a shed is no garden"),
        pytest.param("couch strip", "light", "light.sofa", id="another word for it"),
        pytest.param("the fridge", "fan", "fan.fridge", id="and the other way round"),
        pytest.param("ceiling in the den", "light", "light.den_ceiling", id="in any order"),
        pytest.param("the lights upstairs", "light", "light.guest light.loft", id="floor"),
        pytest.param("the bedrooms", "light", "light.guest light.zoe", id="rooms"),
        pytest.param("quiet", "scene", "scene.quiet", id="part of a name"),
        pytest.param("ceiling lights in the den", "light", "light.den_ceiling", id="of a kind"),
        pytest.param("the water", "valve switch", "valve.garden", id="the very kind"),
    ],
)
def test_clear(text: str, domains: str, devices: str) -> None:
    """What leaves no doubt is found."""
    found = _target(text, domains)
    assert found.is_clear
    assert found.devices == set(devices.split())


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        pytest.param("the sauna", "light switch", id="unknown"),
        pytest.param("the water", "switch", id="a switch where there is a valve"),
        pytest.param("the other light", "light", id="the other one"),
        pytest.param("the den", "cover", id="a room that is not said of covers"),
        pytest.param("the sofa stars", "light", id="words of two devices"),
    ],
)
def test_unexplained(text: str, domains: str) -> None:
    """A word that no device explains leaves the words unexplained."""
    assert _target(text, domains).unexplained


@pytest.mark.parametrize(
    ("text", "domains", "candidates"),
    [
        pytest.param("the blind", "cover", "cover.den cover.plain cover.zoe", id="only called so"),
        pytest.param("the blinds", "cover", "cover.den cover.plain cover.zoe", id="no place"),
        pytest.param("the bedroom lights", "light", "light.guest light.zoe", id="two bedrooms"),
    ],
)
def test_several(text: str, domains: str, candidates: str) -> None:
    """Where one of several is meant, all are candidates."""
    found = _target(text, domains)
    assert not found.is_clear
    assert found.candidates == set(candidates.split())


@pytest.mark.parametrize(
    ("text", "here", "devices"),
    [
        pytest.param("the light here", "zoe", "light.zoe", id="here"),
        pytest.param("everything here", "den", "light.den_ceiling light.den_lamp", id="all here"),
        pytest.param("the light", "zoe", "light.zoe", id="no place said"),
        pytest.param("all the lights", "zoe", "light.zoe", id="all of this room"),
        pytest.param("the light here", "shed", "", id="none here"),
    ],
)
def test_here(text: str, here: str, devices: str) -> None:
    """What is said without a place is about the room of who speaks."""
    assert _target(text, "light", here=here).devices == set(devices.split())


def test_strict() -> None:
    """Where a model does better, part of a name is too little, and a lamp one of two."""
    assert _target("quiet", "scene", loose=False).unexplained
    assert _target("the den light", "light", loose=False).candidates
