"""Reads a request without a model: its verbs, values and targets, when every word is understood."""

from collections.abc import Sequence
from dataclasses import replace

from ...home import Home
from ...home.lexicon import lexicon
from ...home.phrase import Meaning
from ...home.targets import Around, States, group
from ...home.terms import terms_of
from ...home.words import split
from .clauses import Clause, clauses
from .lists import read_list
from .outcome import Outcome
from .reading import Reading, Sort
from .sentence import sort_of
from .verb import of_verb

_OPPOSITE = {"on": "off", "off": "on", "up": "down", "down": "up"}


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


def _outcomes(around: Around, home: Home, parts: Sequence[Clause]) -> list[Outcome | None]:
    """Return what each clause asks for; "it" in a later one is what the one before was about."""
    outcomes: list[Outcome | None] = []
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


def _combined(outcomes: Sequence[Outcome | None]) -> Reading:
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


def _outcome(around: Around, home: Home, clause: Clause) -> Outcome | None:
    """Return what a clause asks for; None where no verb explains all of it, or two differ."""
    if _is_undone(clause):
        return None
    found = [
        outcome
        for verb in clause.verbs
        if not any(verb.at < other.at for other in clause.verbs)
        and (outcome := of_verb(around, home, clause, verb)) is not None
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
