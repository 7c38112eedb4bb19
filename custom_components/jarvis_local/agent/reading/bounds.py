"""What a request rules out, and whether a call is ruled out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from .acts import OFF, ON, call_for

OPPOSITE: Final[Mapping[str, str]] = {
    one: other
    for pair in (("on", "off"), ("open", "close"), ("lock", "unlock"), ("next", "previous"))
    for one, other in (pair, pair[::-1])
}
_SET: Final = frozenset({"set", "put", "up", "down"})
# "Close" is also said of lights and televisions.
_FIGURATIVE: Final = frozenset({"light", "tv"})
_NO_DEVICES: Final = frozenset({"todo", "calendar"})
_READS: Final = (
    "get_", "find_", "GetLiveContext", "GetDateTime", "HassGet", "HassTimerStatus", "HassClimateGet",
    "HassRespond",
)  # fmt: skip


class Bar(StrEnum):
    """Why a call is not what the words ask for."""

    NEGATED = "negated"
    EXCEPT = "except"
    CONDITION = "condition"
    LATER = "later"
    QUESTION = "question"
    OPPOSITE = "opposite"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, kw_only=True)
class Limit:
    """What a part of a request says of some verbs and devices; none means all of them."""

    bar: Bar
    actions: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()

    def forbids(self, intents: Collection[str], targets: Collection[str]) -> bool:
        """Return whether a call does what is limited, on one of these entities."""
        if self.devices and targets and not self.devices & set(targets):
            return False
        if not self.actions:
            return True
        meant = _intents(self.actions, targets)
        if meant & set(intents):
            return True
        return bool(self.actions & _SET) and not {ON, OFF} & set(intents)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The limits of a request; `excepted` devices are never meant, `strange` is that nobody knows which.

    `fitting` are the devices of the kinds said, `named` those of the one name or place that was said in
    full; `action` is the one verb that was said.
    """

    limits: tuple[Limit, ...] = ()
    excepted: frozenset[str] = frozenset()
    strange: bool = False
    fitting: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    action: str | None = None
    # "Turn everything off" and nothing else.
    is_whole: bool = False
    # The text as far as it says what is meant.
    meant: str = ""

    @property
    def bars(self) -> frozenset[Bar]:
        """Return why some call would be stopped."""
        return frozenset(limit.bar for limit in self.limits)

    def why_not(
        self, intents: Sequence[str], targets: Collection[str], *, looked: bool
    ) -> Bar | None:
        """Return why a call is not what the words ask for; `looked` is that states were looked at."""
        changing = [name for name in intents if not name.startswith(_READS)]
        if not changing:
            return None
        for limit in self.limits:
            if limit.bar is Bar.CONDITION and looked:
                continue
            if limit.bar in (Bar.CONDITION, Bar.LATER) and not _acts_now(targets):
                continue
            if limit.forbids(changing, targets):
                return limit.bar
        if self.strange or (targets and self.excepted.issuperset(targets)):
            return Bar.EXCEPT
        return self._aside(changing, frozenset(targets))

    def _aside(self, intents: Collection[str], targets: frozenset[str]) -> Bar | None:
        """Return whether a call goes the other way, or elsewhere."""
        if self.action and (opposite := OPPOSITE.get(self.action)) and targets:
            there, back = _intents({self.action}, targets), _intents({opposite}, targets)
            if back & set(intents) and not there & set(intents):
                return Bar.OPPOSITE
        if self.named and targets and not targets & self.named:
            return Bar.ELSEWHERE
        if self.fitting and targets & self.fitting and targets - self.fitting:
            return Bar.ELSEWHERE
        return None


def _acts_now(targets: Collection[str]) -> bool:
    """Return whether a call changes a device at once; a timer or a list's item may be for later."""
    return any(id_.partition(".")[0] not in _NO_DEVICES for id_ in targets)


def _intents(actions: Collection[str], targets: Collection[str]) -> set[str]:
    """Return the intents that verbs stand for with these entities."""
    domains = {id_.partition(".")[0] for id_ in targets}
    calls = (call_for(action, domain, (), _FIGURATIVE) for action in actions for domain in domains)
    return {call[0] for call in calls if call}
