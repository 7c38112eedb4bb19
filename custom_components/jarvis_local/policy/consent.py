"""Consent that a person still has to give: the act as it was resolved, and what a yes covers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.core import State
from homeassistant.util.json import JsonValueType

from ..languages import phrase
from .levels import Confirmation, strictest

type Arguments = Mapping[str, JsonValueType | Any]

# The words for an action, by its name in Home Assistant; others are only said to be "that".
_WORDS: Final = {
    "alarm_disarm": "disarm",
    "open": "open",
    "open_cover": "open",
    "open_valve": "open",
    "press": "run",
    "set_position": "move",
    "set_temperature": "set",
    "toggle": "open",
    "trigger": "run",
    "turn_off": "turn_off",
    "turn_on": "turn_on",
    "unlock": "unlock",
}
_RUN: Final = frozenset({"automation", "button", "input_button", "scene", "script"})
_MOST_NAMES: Final = 5


@dataclass(frozen=True, kw_only=True)
class PendingAct:
    """An act that waits: the tool, its valid arguments, the entities found, and the consent it needs.

    `verb` is the action that it comes to, `names` what its targets are called.
    """

    tool: str
    args: Arguments
    targets: frozenset[str]
    level: Confirmation
    verb: str = ""
    names: tuple[str, ...] = ()

    def covers(self, act: PendingAct) -> bool:
        """Return whether a yes to this one is a yes to that one, which may need no more."""
        return (self.tool, self.args, self.targets) == (act.tool, act.args, act.targets) and (
            strictest((self.level, act.level)) is self.level
        )

    def in_words(self, language: str | None) -> str:
        """Return what it does, in words that a question can be made of."""
        if not self.names:
            return phrase(language, "consent.that")
        names = ", ".join(self.names[:_MOST_NAMES])
        if len(self.names) > _MOST_NAMES:
            names = phrase(language, "consent.and_more", names=names)
        return phrase(language, f"consent.{_WORDS.get(self.verb, 'do')}", names=names)


def act_on(
    tool: str, args: Arguments, targets: list[State], level: Confirmation, verb: str
) -> PendingAct:
    """Return a call on the entities that it was resolved to as an act that waits."""
    runs = bool(targets) and all(state.domain in _RUN for state in targets)
    return PendingAct(
        tool=tool,
        args=dict(args),
        targets=frozenset(state.entity_id for state in targets),
        level=level,
        verb="trigger" if runs else verb,
        names=tuple(sorted({state.name for state in targets})),
    )


def question(acts: list[PendingAct], language: str | None) -> str:
    """Return the question for a yes, or for the PIN, to all of these acts."""
    texts = list(dict.fromkeys(act.in_words(language) for act in acts))
    joined = texts[0]
    for text in texts[1:]:
        joined = phrase(language, "consent.both", first=joined, second=_lower(text))
    needs_pin = strictest(act.level for act in acts) is Confirmation.PIN
    return phrase(language, "consent.ask_pin" if needs_pin else "consent.ask", acts=joined)


def _lower(text: str) -> str:
    """Return a text that goes on after another one."""
    return text[:1].lower() + text[1:]
