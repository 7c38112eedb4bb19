"""What a model may have meant by the name of a tool that does not exist; never its opposite."""

from collections.abc import Iterable
from itertools import chain
import re
from typing import Final

from rapidfuzz import fuzz

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# What is written around a name and says nothing about the deed.
_EMPTY: Final = frozenset(
    [
        "hass",
        "intent",
        "intents",
        "function",
        "functions",
        "default",
        "api",
        "tool",
        "tools",
        "homeassistant",
        "home",
        "assistant",
        "assist",
        "service",
        "services",
        "action",
        "call",
        "the",
        "a",
        "to",
        "of",
        "and",
    ]
)
# One deed a row: a call never changes from one to another, and near to it is another deed still.
_DEEDS: Final = (
    ("on", "enable", "activate"),
    ("off", "disable", "deactivate"),
    ("toggle",),
    ("open",),
    ("close", "shut"),
    ("lock",),
    ("unlock",),
    ("start", "begin"),
    ("stop", "halt"),
    ("cancel",),
    ("mute",),
    ("unmute",),
    ("pause",),
    ("unpause", "resume", "play", "continue"),
    ("next", "skip", "forward"),
    ("previous", "prev", "back", "rewind"),
    ("add", "create", "insert"),
    ("remove", "delete", "clear"),
    ("complete", "finish"),
    ("increase", "raise", "up"),
    ("decrease", "lower", "down"),
    ("set", "change"),
    ("get", "read", "query", "status", "state"),
    ("search", "find"),
    ("return", "dock"),
)
# What a deed is done to, where only some can have it done: never from one to another.
_THINGS: Final = (
    ("light", "lamp", "brightness", "color", "colour"),
    ("media", "player", "music", "speaker", "track", "song", "volume"),
    ("vacuum", "robot", "moving"),
    ("climate", "thermostat", "temperature", "hvac"),
    ("timer",),
    ("list", "item", "todo", "shopping", "task"),
    ("lawn", "mower"),
    ("cover", "blind", "curtain", "shutter", "garage", "moving", "position"),
    ("fan",),
    ("lock",),
    ("valve", "position"),
)
_THING: Final = {
    word: {row for row, words in enumerate(_THINGS) if word in words}
    for word in chain.from_iterable(_THINGS)
}
_DEED: Final = {word: row for row, words in enumerate(_DEEDS) for word in words}
_ENOUGH: Final = 0.62
_CLEARLY: Final = 0.1
# Of 100, as names alike are compared.
_ALIKE: Final = 85


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name as `HassTurnOn`, `turn_on` or `light.turn_on`."""
    words = tuple(word.lower() for word in _WORD.findall(name))
    return tuple(word for word in words if word not in _EMPTY) or words


def near_name(name: str, names: Iterable[str]) -> str | None:
    """Return the one name that was meant, or None if there is none or more than one."""
    written = words_of(name)
    if not written or len(name) > 80:
        return None
    known = {candidate: words_of(candidate) for candidate in names}
    for candidate, words in known.items():
        if candidate == name or "".join(words) == "".join(written):
            return candidate
    start = _bare(name.rpartition(".")[2])
    if begun := [found for found in known if _bare(found).startswith(start)]:
        # The rest was cut off; of two that begin so it may be the opposite.
        return begun[0] if len(begun) == 1 and len(name) > 0.6 * len(begun[0]) else None
    scores = sorted(((_score(written, words), found) for found, words in known.items()))[-2:]
    if not scores or scores[-1][0] < _ENOUGH:
        return None
    if len(scores) > 1 and scores[-1][0] - scores[0][0] < _CLEARLY:
        return None
    return scores[-1][1]


def _bare(name: str) -> str:
    """Return a name without capitals and underscores."""
    return name.replace("_", "").lower()


def _score(written: tuple[str, ...], words: tuple[str, ...]) -> float:
    """Return how much two names have in common; 0 where they are different deeds."""
    done = _deeds(words)
    said = _deeds(written) or _hidden_deeds("".join(written))
    if said and said != done and not (done and said > done and _only_more(said - done)):
        return 0
    ours, theirs = _things(written), _things(words)
    if theirs and not ours & theirs and (ours or _others(written, words)):
        return 0
    alike = fuzz.ratio("".join(written), "".join(words))
    if alike >= _ALIKE:
        return alike / 100
    common = sum(_weight(word) for word in set(words) if _among(word, written))
    whole = sum(map(_weight, {*written})) + sum(map(_weight, {*words}))
    return 2 * common / whole


def _deeds(words: tuple[str, ...]) -> set[int]:
    """Return what the words do."""
    return {_DEED[word] for word in words if word in _DEED}


def _hidden_deeds(name: str) -> set[int]:
    """Return what a name does whose words cannot be told apart."""
    found = [word for word in _DEED if len(word) > 2 and word in name]
    return {_DEED[word] for word in found if not any(word in o and word != o for o in found)}


def _things(words: tuple[str, ...]) -> set[int]:
    """Return what the words do it to."""
    return {row for word in words for row in _THING.get(word, ())}


def _others(written: tuple[str, ...], words: tuple[str, ...]) -> set[str]:
    """Return what was written of neither deed nor thing, and is not in the tool's name."""
    return {word for word in written if word not in _DEED and not _among(word, words)}


def _only_more(deeds: set[int]) -> bool:
    """Return whether deeds say nothing against the others: `set` and `get` go with all."""
    return deeds <= {_DEED["set"], _DEED["get"]}


def _weight(word: str) -> int:
    """Return how much a word counts; the deed more than what it is done to."""
    return 2 if word in _DEED else 1


def _among(word: str, words: tuple[str, ...]) -> bool:
    """Return whether a word is there, if need be with a letter wrong."""
    return word in words or (
        len(word) > 3
        and word not in _DEED
        and any(fuzz.ratio(word, other) >= _ALIKE for other in words)
    )
