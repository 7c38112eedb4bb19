"""What was measured, added up."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
import math
import statistics
from typing import Any, Final

from .measure import Cost
from .memory import Kind
from .prefix import Prefix
from .selection import Selection
from .speech import Spoken

# Tokens a second that are read and written: mini PC, old and middling graphics cards, a large one.
PROFILES: Final = {
    "30/8": (30, 8),
    "600/30": (600, 30),
    "2000/50": (2000, 50),
    "3100/120": (3100, 120),
}


@dataclass(frozen=True, kw_only=True)
class Result:
    """A workload of one agent, family and home; medians a request unless named otherwise."""

    size: int
    family: str
    workload: str
    agent: str
    requests: int
    rounds: float
    prompt: float
    evaluated: float
    most_evaluated: int
    by_round: tuple[float, ...]
    output: float
    truncated: int
    refused: int
    aside: int
    cpu_ms: float
    least_cpu_ms: float
    wall_ms: float
    p95_wall_ms: float
    done: int
    said: str
    by_kind: Mapping[Kind, float] = field(default_factory=dict)

    @property
    def round_text(self) -> str:
        """Return the tokens evaluated in each round."""
        return " + ".join(f"{value:g}" for value in self.by_round) or "–"

    @property
    def seconds(self) -> dict[str, float]:
        """Return the model's time a request for each profile, by tokens and our own time."""
        return {
            name: round(self.evaluated / prefill + self.output / decode + self.cpu_ms / 1000, 3)
            for name, (prefill, decode) in PROFILES.items()
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        return {**asdict(self), "seconds": self.seconds}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """All results of a run, the prefixes by home and agent, and what is not said in costs of commands."""

    results: Sequence[Result] = ()
    prefixes: Mapping[tuple[int, str], Prefix] = field(default_factory=dict)
    selections: Sequence[Selection] = ()
    spoken: Sequence[Spoken] = ()

    def __add__(self, other: Measured) -> Measured:
        """Return both."""
        return Measured(
            results=[*self.results, *other.results],
            prefixes={**self.prefixes, **other.prefixes},
            selections=[*self.selections, *other.selections],
            spoken=[*self.spoken, *other.spoken],
        )

    def find(
        self,
        agent: str,
        *workloads: str,
        family: Sequence[str] | None = None,
        size: int | None = None,
    ) -> list[Result]:
        """Return the results of an agent that fit; any family or size where none is given."""
        return [
            result
            for result in self.results
            if result.agent == agent
            and (not workloads or result.workload in workloads)
            and (family is None or result.family in family)
            and (size is None or result.size == size)
        ]


def sum_up(size: int, family: str, workload: str, agent: str, costs: Sequence[Cost]) -> Result:
    """Return the result of a workload."""
    walls = sorted(cost.wall_ms for cost in costs)
    return Result(
        size=size,
        family=family,
        workload=workload,
        agent=agent,
        requests=len(costs),
        rounds=statistics.median(cost.rounds for cost in costs),
        prompt=statistics.median(cost.prompt for cost in costs),
        evaluated=statistics.median(cost.evaluated for cost in costs),
        most_evaluated=max(cost.evaluated for cost in costs),
        by_round=tuple(
            statistics.median(column) for column in zip(*(c.by_round for c in costs), strict=False)
        ),
        output=statistics.median(cost.output for cost in costs),
        truncated=max(cost.truncated for cost in costs),
        refused=sum(cost.refused for cost in costs),
        aside=max(cost.aside for cost in costs),
        cpu_ms=round(statistics.median(cost.cpu_ms for cost in costs), 2),
        least_cpu_ms=round(min(cost.cpu_ms for cost in costs), 2),
        wall_ms=round(statistics.median(walls), 2),
        p95_wall_ms=round(walls[math.ceil(0.95 * len(walls)) - 1], 2),
        done=sum(cost.done for cost in costs),
        said=costs[-1].said,
        by_kind={
            kind: statistics.median(cost.by_kind.get(kind, 0) for cost in costs) for kind in Kind
        },
    )
