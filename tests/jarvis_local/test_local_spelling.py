"""Words that are nearly known are put right, if it is clear which word was meant."""

import pytest

from custom_components.jarvis_local.agent.local.spelling import Speller
from custom_components.jarvis_local.home.words import split

_KNOWN = frozenset(
    {"kitchen", "living", "room", "lumiere", "salon", "lampe", "turn", "on", "roborock"}
)


def _corrected(known: frozenset[str], said: str) -> str:
    """Return a text put right."""
    return " ".join(word.text for word in Speller(known).correct(split(said)))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        pytest.param("kichen", "kitchen", id="a letter less"),
        pytest.param("kitchne", "kitchen", id="letters swapped"),
        pytest.param("lumiaire", "lumiere", id="by its sound"),
        pytest.param("livingroom", "living room", id="two words in one"),
        pytest.param("robo rock", "roborock", id="one word in two"),
        pytest.param("rampe", "rampe", id="short words are left alone"),
        pytest.param("sauna", "sauna", id="another word"),
        pytest.param("chicken", "chicken", id="another beginning"),
        pytest.param("on 12 %", "on 12 %", id="numbers"),
    ],
)
def test_correct(said: str, meant: str) -> None:
    """A word becomes a known one only where there is no doubt."""
    assert _corrected(_KNOWN, said) == meant


def test_two_alike() -> None:
    """A word that is as near to two known ones is left as it is."""
    assert _corrected(frozenset({"curtain", "certain"}), "cortain") == "cortain"
