"""Reads a request without a model: its verbs, values and targets, when every word is understood."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ...home import Home
from ...home.lexicon import lexicon
from ...home.phrase import Meaning
from ...home.targets import Around, Group, MustAsk, States, Target, Wanted, group, targets
from ...home.terms import terms_of
from ...home.verbs import Verb
from ...home.words import Word, split
from .acts import Call, act_for, acts_for, call_for, needs_value
from .clauses import Clause, clauses
from .lists import read_list
from .reading import Act, Missing, Reading, Sort
from .sentence import sort_of
from .values import Unit, Value, values

_PLAYING = {"resume": "paused"}
_OF_PLAYERS = frozenset(
    {"pause", "resume", "next", "previous", "mute", "unmute", "up", "down", "set", "stop"}
)
_OPPOSITE = {"on": "off", "off": "on", "up": "down", "down": "up"}
_LIGHTS = frozenset({"light"})
# What a room alone may stand for: vacuum the kitchen, water the garden, lock the shed.
_SAID_BY_PLACE = frozenset({"climate", "lawn_mower", "lock", "vacuum", "valve"})
_SECURED = frozenset({"garage", "gate", "door"})


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    """What one verb makes of a clause; None of its words is left unexplained."""

    verb: Verb
    acts: tuple[Act, ...] = ()
    options: tuple[Act, ...] = ()
    missing: Missing | None = None
    must_ask: MustAsk | None = None
    tools: frozenset[str] = frozenset()

    @property
    def is_clear(self) -> bool:
        """Return whether it can be done."""
        return bool(self.acts) and self.must_ask is None


def read(
    home: Home,
    states: States,
    text: str,
    language: str | None,
    *,
    here: str | None = None,
    focus: Sequence[str] = (),
) -> Reading:
    """Return what a request asks for; clear only when each of its words is understood.

    `here` is the area of the satellite, `focus` what the conversation spoke of last (entity ids).
    """
    around = Around(
        terms=terms_of(home), lexicon=lexicon(language), states=states, here=here, focus=focus
    )
    sort, words = sort_of(around.lexicon, text, split(text))
    if not words:
        return Reading()  # nothing but courtesies
    if sort is Sort.QUESTION:
        return Reading(sort=sort)
    if (found := read_list(around, home, text, words)) is not None:
        return found
    if sort is not Sort.COMMAND:
        return Reading(sort=sort)
    parts = clauses(around.lexicon, around.terms, text, words)
    return _combined(_outcomes(around, home, parts)) if parts else Reading()


def _outcomes(around: Around, home: Home, parts: Sequence[Clause]) -> list[_Outcome | None]:
    """Return what each clause asks for; "it" in a later one is what the one before was about."""
    outcomes: list[_Outcome | None] = []
    for part in parts:
        outcome = _outcome(around, home, part)
        outcomes.append(outcome)
        if outcome is not None and outcome.acts and part is not parts[-1]:
            about = tuple(id_ for act in outcome.acts for id_ in act.targets)
            around = replace(around, focus=about, kinds=_kinds(around, part) or around.kinds)
    return outcomes


def _kinds(around: Around, part: Clause) -> list[Meaning]:
    """Return the words of a clause that say a kind."""
    return [meaning for words in part.groups for meaning in group(around, words).kinds]


def _combined(outcomes: Sequence[_Outcome | None]) -> Reading:
    """Return one reading of all clauses."""
    tools = frozenset(tool for outcome in outcomes if outcome for tool in outcome.tools)
    known = [outcome for outcome in outcomes if outcome is not None]
    if len(known) < len(outcomes):
        return Reading(sort=Sort.COMMAND, tools=tools)
    if all(outcome.is_clear for outcome in known):
        acts = tuple(act for outcome in known for act in outcome.acts)
        return Reading(sort=Sort.COMMAND, acts=acts, tools=tools)
    unclear = next(outcome for outcome in known if not outcome.is_clear)
    return Reading(
        sort=Sort.COMMAND,
        options=unclear.options if len(known) == 1 else (),
        missing=unclear.missing,
        must_ask=unclear.must_ask,
        tools=tools,
    )


def _outcome(around: Around, home: Home, clause: Clause) -> _Outcome | None:
    """Return what a clause asks for; None where no verb explains all of it, or two differ."""
    if _is_undone(clause):
        return None
    found = [
        outcome
        for verb in clause.verbs
        if not any(verb.at < other.at for other in clause.verbs)
        and (outcome := _of_verb(around, home, clause, verb)) is not None
    ]
    if not found:
        return None
    best = [outcome for outcome in found if outcome.is_clear] or found
    longest = max(len(outcome.verb.at) for outcome in best)
    best = [outcome for outcome in best if len(outcome.verb.at) == longest]
    first = best[0]
    return first if all((o.acts, o.options) == (first.acts, first.options) for o in best) else None


def _is_undone(clause: Clause) -> bool:
    """Return whether a verb and its opposite share their first word: turn it off and on."""
    words = clause.words
    ends = {words[max(verb.at)].start: verb for verb in clause.verbs if len(verb.at) > 1}
    later = [ends[group[0].start] for group in clause.groups[1:] if group[0].start in ends]
    return any(
        verb.start == other.start and other.action == _OPPOSITE.get(verb.action)
        for verb in later
        for other in clause.verbs
    )


def _of_verb(around: Around, home: Home, clause: Clause, verb: Verb) -> _Outcome | None:
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
) -> _Outcome | None:
    """Find the devices, and what is to be done to each."""
    kinds = frozenset(
        kind for words in groups for meaning in words.meanings for kind in meaning.kinds
    )
    calls = {
        domain: call
        for domain in around.terms.by_domain
        if (call := call_for(verb.action, domain, chosen, kinds)) is not None
    }
    domains = set(calls)
    if not _is_said(around, groups, domains) and not chosen:
        domains = {d for d in around.terms.by_domain if needs_value(verb.action, d)}
        calls = {}
    meant = targets(around, groups, _wanted(around, domains))
    if is_alone and verb.action not in _OF_PLAYERS:
        return None
    if not meant or any(target.unexplained for target in meant):
        return None
    meant = [_playing(around, verb.action, target) for target in meant]
    if not calls:
        missing = Missing.VALUE if all(target.devices for target in meant) else Missing.TARGET
        return _Outcome(verb=verb, missing=missing)
    return _acts(home, verb, meant, calls)


def _is_said(around: Around, groups: Sequence[Group], domains: Iterable[str]) -> bool:
    """Return whether the words fit a device of these domains."""
    wanted = _wanted(around, domains)
    meant = targets(around, groups, wanted)
    return bool(wanted.devices) and not any(target.unexplained for target in meant)


def _wanted(around: Around, domains: Iterable[str]) -> Wanted:
    """Return what a verb that is said of these domains is looked up with."""
    fitting = frozenset(around.terms.of_domains(domains))
    place = _LIGHTS if fitting & around.terms.of_kind("light") else _SAID_BY_PLACE
    return Wanted(devices=fitting, place=place, together=_LIGHTS)


def _playing(around: Around, action: str, target: Target) -> Target:
    """Of several players, take the only one that plays."""
    if action not in _OF_PLAYERS or target.must_ask is not MustAsk.SEVERAL:
        return target
    wanted = _PLAYING.get(action, "playing")
    active = frozenset(
        id_
        for id_ in target.candidates
        if id_.startswith("media_player.")
        and (state := around.states.get(id_)) is not None
        and state.state == wanted
    )
    if len(active) != 1 or not all(id_.startswith("media_player.") for id_ in target.candidates):
        return target
    return replace(target, devices=active, candidates=frozenset(), must_ask=None)


def _acts(
    home: Home, verb: Verb, targets: Sequence[Target], calls: dict[str, Call]
) -> _Outcome | None:
    """Return the acts on the targets, or one for each candidate."""
    tools = frozenset(
        calls[home.devices[id_].domain][0]
        for target in targets
        for id_ in target.devices | target.candidates
    )
    if all(target.is_clear for target in targets):
        devices = {id_ for target in targets for id_ in target.devices}
        per_device = {
            id_: calls[device.domain] for id_, device in home.devices.items() if id_ in devices
        }
        must_ask = MustAsk.LOCK if _is_secured(home, verb, devices) else None
        acts = acts_for(home, per_device, whole=any(len(t.devices) > 1 for t in targets))
        if must_ask is None:
            return _Outcome(verb=verb, acts=acts, tools=tools)
        options = _options(home, devices, calls)
        return _Outcome(verb=verb, options=options, must_ask=must_ask, tools=tools)
    unclear = [target for target in targets if not target.is_clear]
    candidates = unclear[0].candidates if len(targets) == 1 else frozenset()
    is_lock = verb.action in ("lock", "unlock") and len(candidates) > 1
    return _Outcome(
        verb=verb,
        options=_options(home, candidates, calls),
        missing=Missing.TARGET,
        must_ask=MustAsk.LOCK if is_lock else unclear[0].must_ask,
        tools=tools,
    )


def _options(
    home: Home, candidates: set[str] | frozenset[str], calls: dict[str, Call]
) -> tuple[Act, ...]:
    """Return one act for each device that may be meant, in the home's order."""
    return tuple(
        act_for(home, device, calls[device.domain])
        for id_, device in home.devices.items()
        if id_ in candidates
    )


def _is_secured(home: Home, verb: Verb, devices: set[str]) -> bool:
    """Return whether several locks, or doors to be opened, are meant at once."""
    if len(devices) < 2:
        return False
    if verb.action in ("lock", "unlock"):
        return True
    classes = {home.devices[id_].device_class for id_ in devices}
    return verb.action == "open" and bool(classes & _SECURED)
