"""A little French and English, by rule: from a sentence to tool calls. The words are in a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
import json
from pathlib import Path
import re
from typing import Any
import unicodedata

from .script import Call

WORDS: dict[str, Any] = json.loads(
    Path(__file__).with_name("demo_words.json").read_text(encoding="utf-8")
)
LANGUAGES = ("en", "fr")

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_PUNCTUATION = re.compile(r"(?!(?<=\d)\.\d)[^\w%°]|_")
_PHRASE = re.compile(r"[^\n,;:|()\[\]{}\"=•*/<>]+")
_LONGEST_NAME = 5
_COVER = {"domain": ["cover"]}
_LOCK = {"domain": ["lock"]}
_DOORS = {"domain": ["cover"], "device_class": ["door", "garage", "gate"]}

# A tool, and what its verb says about the target unless the sentence does.
_TOOLS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "turn_on": ("HassTurnOn", {}),
    "turn_off": ("HassTurnOff", {}),
    "open": ("HassTurnOn", _COVER),
    "close": ("HassTurnOff", _COVER),
    "lock": ("HassTurnOn", _LOCK),
    "unlock": ("HassTurnOff", _LOCK),
    "ask": ("get_state", {}),
}
_SWITCHES = {"HassTurnOn", "HassTurnOff"}
_MEASURES = {"temperature", "humidity"}


@dataclass(frozen=True)
class Home:
    """What the prompt says there is: phrases that may be names, by their plain form."""

    names: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> Home:
        """Collect every short phrase of a prompt; the shape of its lists does not matter."""
        phrases = (phrase.strip(" \t-.'") for phrase in _PHRASE.findall(text))
        short = [p for p in map(_less_domain, phrases) if 0 < len(p.split()) <= _LONGEST_NAME]
        return cls({plain(phrase): phrase for phrase in short})

    def room(self, sentence: str) -> str | None:
        """Return the room that a sentence names, as the home spells it."""
        for group in WORDS["rooms"]:
            if any(_has(sentence, plain(name)) for name in group):
                known = (self.names.get(plain(name)) for name in group)
                return next(filter(None, known), group[0])
        return None

    def device(self, sentence: str, ignored: set[str], ordinary: set[str]) -> str | None:
        """Return the longest name in a sentence that is more than ordinary words."""
        bare = " ".join(word for word in sentence.split() if word not in ignored)
        rooms = {w for group in WORDS["rooms"] for name in group for w in plain(name).split()}
        found = [
            name
            for name in self.names
            if set(name.split()) - rooms
            and set(name.split()) - ignored - ordinary
            and (_has(sentence, name) or _has(bare, name))
        ]
        return self.names[max(found, key=len)] if found else None


def _less_domain(phrase: str) -> str:
    """Return a name without the domain that a list put before it."""
    first, _, rest = phrase.partition(" ")
    return rest.strip() if rest and first in WORDS["domains"] else phrase


def plain(text: str) -> str:
    """Return a text without accents, capitals and punctuation."""
    letters = unicodedata.normalize("NFKD", _COMMA.sub(".", text.casefold()))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    kept = _PUNCTUATION.sub(" ", bare)
    return " ".join(kept.replace("%", " % ").replace("°", " ° ").split())


def language_of(text: str, before: str = "") -> str:
    """Return the language most of whose words a text has, else that of what was said before it."""
    for sentence in (text, before):
        said = set(plain(sentence).split())
        known = {language: len(said & _recognised(WORDS[language])) for language in LANGUAGES}
        if len(set(known.values())) > 1:
            return max(known, key=known.__getitem__)
    return LANGUAGES[0]


def calls(text: str, before: str, home: Home) -> list[Call]:
    """Return the calls that a sentence asks for, all of them or none.

    `before` is what the user said the turn before.
    """
    words = WORDS[language_of(text, before)]
    sentence = plain(text)
    for polite in words["polite"]:
        sentence = _without(sentence, polite)
    verb, kind = None, None
    if any(_matches(sentence, f"^{start}") for start in words["follow_ups"]):
        words_before = WORDS[language_of(before)]
        verb, kind = _verb(plain(before), words_before), _kind(plain(before), words_before)
    pattern = "|".join(map(re.escape, words["joins"]))
    result = []
    for clause in re.split(pattern, sentence):
        own_verb = _verb(clause, words)
        verb, kind = own_verb or verb, _kind(clause, words) or kind
        call = _call(clause, verb, kind, home, words) if verb else None
        if call:
            result.append(call)
        elif own_verb:
            return []
    return result


def _call(
    clause: str, verb: str, kind: str | None, home: Home, words: Mapping[str, Any]
) -> Call | None:
    """Return the call for one clause, or None where it names nothing that is known."""
    room = home.room(clause)
    ignored = set(words["ignored"])
    name = home.device(clause, ignored, _ordinary(but="" if room else "climate"))
    if not (name or room) and (kind is None or set(clause.split()) - _vocabulary(words)):
        return None
    tool, arguments = _TOOLS.get(verb, ("", {}))
    number = _NUMBER.search(clause)
    if number and verb != "ask":
        tool, arguments = _setting(clause, float(number[0]), kind, words)
    if not tool:
        return None
    if name:
        where: dict[str, Any] = {"name": name}
    elif kind == "door":
        where = {} if arguments == _LOCK else _DOORS
    elif "domain" in arguments:
        where = {}
    else:
        where = _domain(kind or ("light" if tool in _SWITCHES else None))
    if room and not (name and _has(plain(name), plain(room))):
        where["area"] = room
    kept = {k: v for k, v in arguments.items() if not (name and k == "domain")}
    return Call(tool, {**kept, **where})


def _setting(
    clause: str, number: float, kind: str | None, words: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """Return the tool that sets a number, and its argument."""
    if kind in {"climate", "temperature"} or any(_has(clause, w) for w in words["degrees"]):
        return "HassClimateSetTemperature", {"temperature": number}
    if kind == "cover":
        return "HassSetPosition", {"position": round(number)}
    return "HassLightSet", {"brightness": round(number)}


def _kind(clause: str, words: Mapping[str, Any]) -> str | None:
    """Return the kind of device that a clause speaks of."""
    kinds = words["kinds"].items()
    return next((str(kind) for kind, said in kinds if any(_has(clause, w) for w in said)), None)


def _domain(kind: str | None) -> dict[str, Any]:
    """Return a kind of device as arguments."""
    if kind in _MEASURES:
        return {"domain": ["sensor"], "device_class": [kind]}
    return {"domain": [kind]} if kind else {}


def _verb(clause: str, words: Mapping[str, Any]) -> str | None:
    """Return what a clause wants done."""
    for verb, patterns in words["verbs"].items():
        if any(_matches(clause, pattern) for pattern in patterns):
            return str(verb)
    return None


def _matches(sentence: str, pattern: str) -> bool:
    """Return whether a sentence has a phrase; `*` stands for words, `^` for the start."""
    bare = pattern.removeprefix("^")
    middle = r"\b.*\b".join(re.escape(part.strip()) for part in bare.split("*"))
    return bool(re.search(rf"{'^' if bare != pattern else ''}\b{middle}\b", sentence))


def _has(sentence: str, phrase: str) -> bool:
    """Return whether a sentence holds a phrase as whole words."""
    return f" {phrase} " in f" {sentence} "


def _without(sentence: str, phrase: str) -> str:
    """Return a sentence less a phrase."""
    return f" {sentence} ".replace(f" {phrase} ", " ").strip()


def _ordinary(but: str) -> set[str]:
    """Return the words that name a kind of device, which alone are no device's name."""
    kinds = (kind for language in LANGUAGES for kind in WORDS[language]["kinds"].items())
    return {word for kind, said in kinds if kind != but for word in said}


def _recognised(words: Mapping[str, Any]) -> set[str]:
    """Return every word that tells a language, also those that mean nothing here."""
    others = {word for phrase in words["others"] for word in phrase.split()}
    return _vocabulary(words) | others


def _vocabulary(words: Mapping[str, Any]) -> set[str]:
    """Return every word of a language that is known."""
    phrases: list[Sequence[str]] = [words["ignored"], words["polite"], words["follow_ups"]]
    phrases += [*words["verbs"].values(), *words["kinds"].values()]
    return {word for group in phrases for phrase in group for word in plain(phrase).split()}
