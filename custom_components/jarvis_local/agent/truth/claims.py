"""Whether a sentence claims that something was done, is being done or has come about."""

from enum import StrEnum
import re
from typing import Final

from homeassistant.core import HomeAssistant

from .patterns import Patterns, all_patterns, patterns_for, reply_patterns


class Claim(StrEnum):
    """What a sentence claims."""

    NOTHING = "nothing"
    # "The light is on": the truth in answer to a question, a claim in answer to a command.
    STATE = "state"
    # "I have turned it on": a claim whatever was asked.
    DEED = "deed"


_MARKUP: Final = re.compile(r"^\s*(?:[-+•>]\s+|\d{1,3}[.)]\s+|#+\s+)|[*_`~#]+|https?://\S+")
_SYMBOLS: Final = re.compile(r"[\u2190-\u2704\u2707-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]")
_QUOTED: Final = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)|(?<!\w)‘[^’]*’(?!\w)")
_SPACES: Final = re.compile(r"\s+")
_EDGES: Final = " .!?…\"'"
# Much longer is no sentence, and searching it would take seconds.
_MOST: Final = 500
_TAIL: Final = 40
_LETTER: Final = re.compile(r"\w")
_ORDER: Final = (Claim.NOTHING, Claim.STATE, Claim.DEED)


async def async_prepare(hass: HomeAssistant) -> None:
    """Make the patterns ready, which takes a tenth of a second, in the executor."""
    await hass.async_add_executor_job(all_patterns)


def claims(sentence: str, language: str | None) -> Claim:
    """Return what one sentence claims, in whichever language a model says it."""
    text = _plain(sentence)
    found = (_claims(text, patterns) for patterns in reply_patterns(language))
    return max(found, key=_ORDER.index, default=Claim.NOTHING)


def admits(sentence: str, language: str | None) -> bool:
    """Return whether a sentence says of anything that it was not done."""
    text = _plain(sentence)
    return any(
        patterns.denials.search(patterns.fillers.sub(" ", text))
        for patterns in reply_patterns(language)
    )


def is_open(sentence: str, language: str | None) -> bool:
    """Return whether a sentence asks, denies, offers or tells how it was: nobody hears "done" in it."""
    text = _plain(sentence)
    for patterns in reply_patterns(language):
        rest = patterns.fillers.sub(" ", text).strip()
        kinds = (patterns.denials, patterns.conditions, patterns.unchanged, patterns.asides)
        if rest.endswith("?") or any(kind.search(rest) for kind in kinds):
            return True
    return False


def is_question(request: str, language: str | None) -> bool:
    """Return whether a request wants to know something; "can you turn it on?" does not."""
    text = _plain(request)
    known = patterns_for(language)
    if any(patterns.requests.search(text) for patterns in known):
        return False
    return any(patterns.questions.search(text) for patterns in known)


def is_command(request: str, language: str | None) -> bool:
    """Return whether a request wants something done, as far as its first words tell."""
    if is_question(request, language):
        return False
    text = _plain(request)
    return any(
        kind.search(text)
        for patterns in patterns_for(language)
        for kind in (patterns.commands, patterns.requests)
    )


def wants_text(request: str, language: str | None) -> bool:
    """Return whether a request wants a joke, a poem or a translation: its words claim nothing."""
    text = _plain(request, quotes=True)
    return any(patterns.texts.search(text) for patterns in patterns_for(language))


def _plain(text: str, *, quotes: bool = False) -> str:
    """Return a sentence in small letters, without markup, odd apostrophes and, mostly, quotations."""
    if len(text) > _MOST:
        text = f"{text[:_MOST]} {text.rstrip()[-_TAIL:]}"
    text = text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
    text = _MARKUP.sub("", text)
    unquoted = text if quotes else _QUOTED.sub("x", text)
    text = unquoted if len(_LETTER.findall(unquoted)) > 1 else text.strip("\"'«»“” ")
    return _SPACES.sub(" ", text).strip().lower()


def _claims(text: str, patterns: Patterns) -> Claim:
    """Return the strongest claim of a sentence's clauses, from left to right."""
    if patterns.states.search(text) and not _LETTER.search(text):
        return Claim.STATE
    text = patterns.fillers.sub(" ", _SYMBOLS.sub(" ", text)).strip()
    asks = text.endswith("?")
    clauses = [part.strip(_EDGES) for part in patterns.clauses.split(text) if part.strip(_EDGES)]
    conditional = any(patterns.conditions.search(clause) for clause in clauses)
    best, denied = Claim.NOTHING, False
    for position, clause in enumerate(clauses):
        condition = patterns.conditions.search(clause)
        denied = bool(patterns.denials.search(clause)) or (
            denied and patterns.continues.search(clause) is not None
        )
        if not denied and not (asks and position == len(clauses) - 1):
            found = _clause(clause, patterns, condition, maybe=asks or conditional)
            best = max(best, found, key=_ORDER.index)
        if condition:
            break
    return best


def _clause(
    clause: str, patterns: Patterns, condition: re.Match[str] | None, *, maybe: bool
) -> Claim:
    """Return what a clause claims; a condition takes back all that follows, and what is only said."""
    deed = patterns.deeds.search(clause)
    if deed and (condition is None or deed.start() < condition.start()):
        return Claim.DEED
    if not maybe and patterns.doing.search(clause):
        return Claim.DEED
    if condition or patterns.unchanged.search(clause) or patterns.past.search(clause):
        return Claim.NOTHING
    return Claim.STATE if patterns.states.search(clause) else Claim.NOTHING
