"""What a clause asks for with one of its verbs: values, devices and what is done to them."""

from collections.abc import Iterable, Sequence

from ...home import Home
from ...home.targets import Around, Group, MustAsk, Target, Wanted, group, in_state, targets
from ...home.verbs import Verb
from ...home.words import Word
from .acts import call_for, needs_value
from .clauses import Clause
from .outcome import Outcome, outcome_of
from .reading import Missing
from .values import Unit, Value, values

_PLAYING = {"resume": "paused"}
_OF_PLAYERS = frozenset(
    {"pause", "resume", "next", "previous", "mute", "unmute", "up", "down", "set", "stop"}
)
_LIGHTS = frozenset({"light"})
_BY_DEGREES = frozenset({"climate"})
# What a room alone may stand for: vacuum the kitchen, water the garden, lock the shed.
_SAID_BY_PLACE = frozenset({"climate", "lawn_mower", "lock", "vacuum", "valve"})


def of_verb(around: Around, home: Home, clause: Clause, verb: Verb) -> Outcome | None:
    """Return what a clause asks for with one of its verbs; values may also be part of a name."""
    words = clause.words
    own = {words[position].start for position in verb.at}
    found = [value for value in values(around.lexicon, words) if not value.at & verb.at]
    colors = [value for value in found if value.unit is Unit.COLOR]
    plain = [value for value in found if value.unit is not Unit.COLOR]
    for chosen in (found, plain) if colors else (found,):
        taken = own | {words[position].start for value in chosen for position in value.at}
        taken |= _articles(around, words, verb)
        groups = [
            group(around, kept)
            for words_ in clause.groups
            if (kept := _without(words_, taken)) or len(clause.groups) == 1
        ]
        is_alone = len(words) == 1
        outcome = _with_values(around, home, verb, chosen, groups, is_alone=is_alone)
        if outcome is not None:
            return outcome
    return None


def _articles(around: Around, words: Sequence[Word], verb: Verb) -> set[int]:
    """Return where the articles within a verb are: coupe le son. Others may stand for "it"."""
    return {
        words[position - 1].start
        for position in verb.at
        if position > verb.start and words[position - 1].text in around.lexicon.articles
    }


def _without(words: Sequence[Word], taken: set[int]) -> list[Word]:
    """Return the words that are neither verb nor value."""
    return [word for word in words if word.start not in taken]


def _with_values(
    around: Around,
    home: Home,
    verb: Verb,
    chosen: Sequence[Value],
    groups: Sequence[Group],
    *,
    is_alone: bool,
) -> Outcome | None:
    """Find the devices, and what is to be done to each."""
    if is_alone and verb.action not in _OF_PLAYERS:
        return None
    kinds = frozenset(
        kind for words in groups for meaning in words.meanings for kind in meaning.kinds
    )
    calls = {
        domain: call
        for domain in around.terms.by_domain
        if (call := call_for(verb.action, domain, chosen, kinds)) is not None
    }
    if chosen and _may_be_degrees(chosen, groups):
        calls = {domain: calls[domain] for domain in _BY_DEGREES & calls.keys()}
    wanted = _wanted(around, calls)
    meant = targets(around, groups, wanted)
    is_said = wanted.devices and not any(target.unexplained for target in meant)
    if not is_said and not chosen:
        domains = (d for d in around.terms.by_domain if needs_value(verb.action, d))
        calls = {}
        meant = targets(around, groups, _wanted(around, domains))
    if not meant or any(target.unexplained for target in meant):
        return None
    meant = [_playing(around, verb.action, target) for target in meant]
    if not calls:
        missing = Missing.VALUE if all(target.devices for target in meant) else Missing.TARGET
        return Outcome(verb=verb, missing=missing)
    return outcome_of(home, verb, meant, calls)


def _may_be_degrees(chosen: Sequence[Value], groups: Sequence[Group]) -> bool:
    """Return whether a number without a unit is set in a room: set the bedroom to 20."""
    is_number = all(value.unit is Unit.NUMBER for value in chosen)
    return is_number and all(words.is_only_place and words.meanings for words in groups)


def _wanted(around: Around, domains: Iterable[str]) -> Wanted:
    """Return what a verb that is said of these domains is looked up with."""
    fitting = around.terms.of_domains(domains)
    place = _SAID_BY_PLACE if fitting.isdisjoint(around.terms.of_kind("light")) else _LIGHTS
    return Wanted(devices=fitting, place=place, together=_LIGHTS)


def _playing(around: Around, action: str, target: Target) -> Target:
    """Of several players, take the only one that plays."""
    if action not in _OF_PLAYERS or target.must_ask is not MustAsk.SEVERAL:
        return target
    if not target.candidates <= around.terms.by_domain.get("media_player", frozenset()):
        return target
    found = in_state(around, target, _PLAYING.get(action, "playing"))
    return found if found.is_clear else target
