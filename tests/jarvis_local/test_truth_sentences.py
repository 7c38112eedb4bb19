"""Cutting a stream into sentences."""

from hypothesis import given, strategies as st
import pytest

from custom_components.jarvis_local.agent.sentences import Sentences


@pytest.fixture(autouse=True)
def running_home_assistant() -> None:
    """Spare hundreds of sentences the home that other tests need."""


def cut(text: str, size: int = 1) -> list[str]:
    """Return the sentences of a text that comes in pieces."""
    sentences = Sentences()
    pieces = (text[start : start + size] for start in range(0, len(text), size))
    return [found for piece in pieces for found in sentences.feed(piece)] + sentences.finish()


@pytest.mark.parametrize(
    "parts",
    [
        ["Done.", " Anything else?"],
        ["It is 21.5 degrees.", " Nice!"],
        ["Il fait 21,5 degrés.", " Parfait !", " Autre chose ?"],
        ["M. Dupont et Mme. Durand sont là."],
        ["Dr. Smith is here.", " So is J. Doe."],
        ["Well... maybe later.", " Hmm…", " Yes."],
        ["e.g. the lamp, i.e. that one."],
        ["He said “no.”", " Then he left."],
        ["Here:\n", "1. The lamp\n", "2. The fan\n"],
        ["One\n", "Two"],
        ["Wait!?", " **Really!**", " Yes."],
        ["No end"],
        [],
    ],
)
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_sentences(parts: list[str], size: int) -> None:
    """Abbreviations, numbers, dots and lists are no ends; the pieces do not matter."""
    assert cut("".join(parts), size) == parts


def test_as_soon_as_it_ends() -> None:
    """A sentence is given out as soon as its end is certain."""
    sentences = Sentences()
    assert sentences.feed("Really!") == []
    assert sentences.feed(" ") == ["Really!"]
    assert sentences.feed("Yes. ") == []
    assert sentences.feed("N") == [" Yes."]


@given(st.text(alphabet="ab. !?…\n1M'\"", max_size=60), st.integers(min_value=1, max_value=9))
def test_nothing_is_lost(text: str, size: int) -> None:
    """The sentences together are the text."""
    assert "".join(cut(text, size)) == text
