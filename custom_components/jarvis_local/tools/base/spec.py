"""How a tool that stands on Home Assistant's intents is declared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from homeassistant.core import State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent, llm
from homeassistant.util.json import JsonObjectType

# In the order in which a model is told of them.
TARGET_ARGUMENTS = ("name", "area", "floor", "domain", "device_class")


@dataclass(frozen=True, kw_only=True)
class Act:
    """An intent and the values it is given, beside its target."""

    intent: str
    slots: Mapping[str, Any] = field(default_factory=dict)


type Acts = Callable[[State | None, Mapping[str, Any]], Sequence[Act]]


def no_answer(response: intent.IntentResponse) -> JsonObjectType:
    """Return that nothing was found."""
    return {}


def values(args: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that say what to do, not with what."""
    return {key: value for key, value in args.items() if key not in TARGET_ARGUMENTS}


@dataclass(frozen=True, kw_only=True)
class IntentSpec:
    """A row of a domain's table: how the model is told of a tool, and what it comes to.

    `domains` have to be exposed for it to be offered; `reach` are those it can act on, where more;
    `by_name` those it can act on only by a name.
    `everything` are the domains meant by a place without a name. `needs` are arguments of which a
    call must have one. `targets` is False where no entity is touched, `single` is that only one
    may be. `acts` are the intents for a target; `reach_of` the domains that a call can act on;
    `prefers` the states that make sense of several targets. `aside` are arguments whose words name
    no device. `answer` makes a result of what the handler found.
    """

    name: str
    title: str
    description: str
    parameters: Mapping[Any, Any]
    annotations: llm.ToolAnnotations
    unlisted: Mapping[Any, Any] = field(default_factory=dict)
    domains: frozenset[str] = frozenset()
    reach: frozenset[str] = frozenset()
    by_name: frozenset[str] = frozenset()
    everything: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    targets: bool = True
    single: bool = False
    acts: Acts | None = None
    reach_of: Callable[[Mapping[str, Any]], frozenset[str]] | None = None
    prefers: Callable[[Mapping[str, Any], State], bool] | None = None
    aside: tuple[str, ...] = ()
    answer: Callable[[intent.IntentResponse], JsonObjectType] = no_answer

    def acts_on(self, state: State | None, args: Mapping[str, Any]) -> Sequence[Act]:
        """Return the intents that a call comes to for a target."""
        if self.acts is None:
            return (Act(intent=self.name, slots=values(args)),)
        return self.acts(state, args)

    def reach_for(self, args: Mapping[str, Any]) -> frozenset[str]:
        """Return the domains that a call can act on."""
        if self.reach_of is not None:
            return self.reach_of(args)
        return self.reach or self.domains


class CannotError(HomeAssistantError):
    """A device cannot do what was asked; says what it can, to the model and to people."""

    def __init__(self, error: str, *, say: str | None = None) -> None:
        """Take what the model is told, and what people are."""
        super().__init__(error)
        self.details: dict[str, Any] = {"say": say} if say else {}
