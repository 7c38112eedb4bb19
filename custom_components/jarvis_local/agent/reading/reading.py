"""What a request asks for, as far as its own words say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ...home.targets import MustAsk


class Sort(StrEnum):
    """What sort of sentence it is; a condition, a time or a negation makes it something else."""

    COMMAND = "command"
    QUESTION = "question"
    OTHER = "other"


class Missing(StrEnum):
    """What a command lacks before it can be carried out."""

    TARGET = "target"
    VALUE = "value"
    LIST = "list"


@dataclass(frozen=True, kw_only=True)
class Act:
    """One call: an intent's name, its arguments, and the entities that it is to touch."""

    tool: str
    args: Mapping[str, Any]
    targets: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A request as it was read.

    `acts` are complete, in order, and only there when the whole request is clear. `options` hold one
    act for each device that may be meant, where only the target is unclear. `tools` are the intents
    that the verbs stand for.
    """

    sort: Sort = Sort.OTHER
    acts: tuple[Act, ...] = ()
    options: tuple[Act, ...] = ()
    missing: Missing | None = None
    must_ask: MustAsk | None = None
    tools: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_clear(self) -> bool:
        """Return whether all that is asked for is known, and may be done without a question."""
        return self.sort is Sort.COMMAND and bool(self.acts) and self.must_ask is None

    @property
    def candidates(self) -> tuple[str, ...]:
        """Return the devices that may be meant."""
        return tuple(dict.fromkeys(id_ for act in self.options for id_ in act.targets))

    @property
    def targets(self) -> frozenset[str]:
        """Return every device that the acts touch."""
        return frozenset(id_ for act in self.acts for id_ in act.targets)
