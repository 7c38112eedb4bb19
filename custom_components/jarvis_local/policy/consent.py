"""Consent that a person still has to give: the act as it was resolved, and what a yes covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.core import State
from homeassistant.util.json import JsonValueType
from homeassistant.util.ulid import ulid_now

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
# What opens nothing is said last.
_MILD: Final = frozenset({"turn_off", "turn_on"})
_MOST_NAMES: Final = 8


@dataclass(frozen=True, kw_only=True)
class PendingAct:
    """An act that waits: the tool, its valid arguments, the entities found, and the consent it needs.

    `verb` is the action that it comes to, `said` each action with what its targets are called, `id`
    that of its entry in the audit log.
    """

    tool: str
    args: Arguments
    targets: frozenset[str]
    level: Confirmation
    verb: str = ""
    said: tuple[tuple[str, tuple[str, ...]], ...] = ()
    id: str = field(default_factory=ulid_now, compare=False)

    def covers(self, act: PendingAct) -> bool:
        """Return whether a yes to this one is a yes to that one, which may need no more.

        It is not once a target goes by another name than the one that was agreed to.
        """
        same = (self.tool, self.args, self.targets, self.verb, self.said)
        return same == (act.tool, act.args, act.targets, act.verb, act.said) and (
            strictest((self.level, act.level)) is self.level
        )

    def in_words(self, language: str | None) -> str:
        """Return what it does, in words that a question can be made of."""
        texts = [_in_words(verb, names, language) for verb, names in self.said]
        return _joined(texts, language) if texts else phrase(language, "consent.that")


def act_on(
    tool: str, args: Arguments, targets: list[State], level: Confirmation, verbs: Sequence[str]
) -> PendingAct:
    """Return a call on the entities that it was resolved to as an act that waits.

    `verbs` are the actions on each of them: who turns off a room with a lock in it also unlocks.
    """
    actions = [
        "trigger" if state.domain in _RUN else verb
        for state, verb in zip(targets, verbs, strict=False)
    ]
    said = {
        action: tuple(
            sorted(state.name for state, its in zip(targets, actions, strict=True) if its == action)
        )
        for action in sorted(set(actions), key=lambda action: (action in _MILD, action))
    }
    return PendingAct(
        tool=tool,
        args=dict(args),
        targets=frozenset(state.entity_id for state in targets),
        level=level,
        verb=", ".join(said or sorted(set(verbs))),
        said=tuple(said.items()),
    )


def _in_words(verb: str, names: tuple[str, ...], language: str | None) -> str:
    """Return an action on devices of these names."""
    listed = ", ".join(names[:_MOST_NAMES])
    if len(names) > _MOST_NAMES:
        listed = phrase(language, "consent.and_more", names=listed)
    return phrase(language, f"consent.{_WORDS.get(verb, 'do')}", names=listed)


def question(acts: list[PendingAct], language: str | None) -> str:
    """Return the question for a yes, or for the PIN, to all of these acts."""
    texts = {(act.targets, act.in_words(language)): act.in_words(language) for act in acts}
    joined = _joined(list(texts.values()), language)
    needs_pin = strictest(act.level for act in acts) is Confirmation.PIN
    return phrase(language, "consent.ask_pin" if needs_pin else "consent.ask", acts=joined)


def _joined(texts: Sequence[str], language: str | None) -> str:
    """Return several texts as one."""
    joined = texts[0]
    for text in texts[1:]:
        joined = phrase(language, "consent.both", first=joined, second=_lower(text))
    return joined


def _lower(text: str) -> str:
    """Return a text that goes on after another one."""
    return text[:1].lower() + text[1:]
