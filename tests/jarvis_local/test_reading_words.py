"""The words of each language: complete, and compared without case, accents and plurals."""

import json
from pathlib import Path
from typing import Any

import pytest

from custom_components.jarvis_local import languages
from custom_components.jarvis_local.home.kinds import KINDS, VERB_DOMAINS, WITHIN
from custom_components.jarvis_local.home.lexicon import expand, lexicon
from custom_components.jarvis_local.home.words import folded, split, stems

FOLDER = Path(languages.__file__).parent / "words"
NAMES = [path.stem for path in sorted(FOLDER.glob("*.json"))]


def content(name: str) -> dict[str, Any]:
    """Return a language's file."""
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return read


@pytest.mark.parametrize("name", NAMES)
def test_complete(name: str) -> None:
    """Every language has words for the same things, and the code knows each of them."""
    english, other = content("en"), content(name)
    assert other.keys() == english.keys()
    assert other["kinds"].keys() == KINDS.keys()
    assert other["places"].keys() == english["places"].keys() >= WITHIN.keys()
    assert other["verbs"].keys() - {"put"} == english["verbs"].keys() - {"put"}
    assert other["verbs"].keys() <= VERB_DOMAINS.keys()
    assert other["colors"].keys() == english["colors"].keys()


@pytest.mark.parametrize("name", NAMES)
def test_no_empty_phrase(name: str) -> None:
    """Every phrase has a word in it, and brackets are closed."""
    patterns = [pattern for group in content(name)["verbs"].values() for pattern in group]
    phrases = [phrase for pattern in patterns for phrase in expand(pattern)]
    assert all(folded(phrase) for phrase in phrases)
    assert not [phrase for phrase in phrases if set(phrase) & set("()[]|")]


@pytest.mark.parametrize("name", NAMES)
def test_particular(name: str) -> None:
    """What one device may be called is a word for a kind, and no kind has only such words."""
    words = lexicon(name)
    assert words.particular <= words.kinds.words()
    phrases = {
        key: [stems(text) for text in texts] for key, texts in content(name)["kinds"].items()
    }
    ours = {key for key, kind in KINDS.items() if kind.domains & {"light", "cover", "switch"}}
    assert all(any(words.particular.isdisjoint(p) for p in phrases[key]) for key in ours)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'éclairage d'été", ["l", "eclairage", "d", "ete"]),
        ("Trader Joe’s", ["trader", "joes"]),
        ("éteins-la", ["eteins", "la"]),
        ("21,5°C à 50%", ["21,5", "°", "c", "a", "50", "%"]),
        ("Œuf ÇA", ["oeuf", "ca"]),
        ("don't", ["dont"]),
    ],
)
def test_split(text: str, expected: list[str]) -> None:
    """Elisions are parted, accents and apostrophes dropped."""
    words = split(text)
    assert [word.text for word in words] == expected
    assert all(text[word.start : word.end] for word in words)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("light", "lights"),
        ("switch", "switches"),
        ("battery", "batteries"),
        ("box", "boxes"),
        ("rideau", "rideaux"),
        ("volet", "volets"),
        ("batterie", "batteries"),
        ("torche", "torches"),
    ],
)
def test_plurals(one: str, many: str) -> None:
    """A plural has the stem of its singular."""
    assert stems(one) == stems(many)
    assert split(many)[0].is_plural
    assert not split(one)[0].is_plural


def test_expand() -> None:
    """Choices and what may be left out are written in brackets."""
    assert set(expand("(turn|switch) on [again]")) == {
        "turn on again",
        "turn on",
        "switch on again",
        "switch on",
    }


def test_language_without_words() -> None:
    """English stands in for a language without a file."""
    assert lexicon("tlh") is lexicon("en-GB") is lexicon(None)
    assert lexicon("fr_CA") is lexicon("fr")
