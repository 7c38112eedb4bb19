"""The request that calls are made for: the user's own words, and what came of the calls so far."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from homeassistant.core import State

from ...policy import PendingAct


@dataclass(frozen=True, kw_only=True)
class Deed:
    """A call that succeeded: its valid arguments, its targets as they were found.

    `intents` are those of Home Assistant that it came to.
    """

    args: Mapping[str, Any]
    targets: tuple[State, ...] = ()
    intents: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Request:
    """What the user said; `focus` are entity ids spoken of last, `deeds` grow as calls succeed.

    `review` looks at the intents that a call comes to and at its targets, before the policy does: it
    returns why they do not fit what the user said, as the data of an error result, or None. `called`
    are the tools called to change something, `tried` those that began to, whatever came of it.
    `pending` are the acts that still need a person's consent, `consents` those that got it: each is
    good for one call. `meant` are the words without what is excepted, `spared` the entities that are.
    """

    text: str
    language: str
    focus: tuple[str, ...] = ()
    conversation_id: str | None = None
    review: Callable[[Sequence[str], Sequence[State]], dict[str, Any] | None] | None = None
    deeds: list[Deed] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    tried: list[str] = field(default_factory=list)
    pending: list[PendingAct] = field(default_factory=list)
    consents: list[PendingAct] = field(default_factory=list)
    meant: str | None = None
    spared: frozenset[str] = frozenset()

    @property
    def words(self) -> str:
        """Return the words that say what is meant."""
        return self.text if self.meant is None else self.meant

    def judged(self, intents: Sequence[str], targets: Sequence[State]) -> Mapping[str, Any] | None:
        """Return why a call does not fit what the user said, if anybody looks at that."""
        return self.review(intents, targets) if self.review else None

    def without_spared(self, targets: list[State]) -> list[State]:
        """Return targets without those that the user excepted."""
        return [state for state in targets if state.entity_id not in self.spared]

    @property
    def is_in_doubt(self) -> bool:
        """Return whether something was tried that did not come about for sure: again would be twice."""
        return len(self.tried) > len(self.deeds)

    def takes_consent(self, act: PendingAct) -> bool:
        """Return whether a person agreed to this very act; the consent is used up by it."""
        if (given := next((one for one in self.consents if one.covers(act)), None)) is None:
            return False
        self.consents.remove(given)
        return True

    def await_consent(self, act: PendingAct) -> bool:
        """Have a person be asked about an act; return whether nobody was going to be yet."""
        if any(one.covers(act) for one in self.pending):
            return False
        self.pending.append(act)
        return True


current_request: ContextVar[Request | None] = ContextVar("current_request", default=None)
