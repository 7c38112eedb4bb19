"""Says one thing to an agent and adds up what it cost."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
import time
from typing import Any

from homeassistant.components import conversation
from homeassistant.core import Context
from homeassistant.helpers.entity_component import DATA_INSTANCES

from .commands import Command
from .house import Agent, House
from .memory import Kind
from .model import Asked


@dataclass(frozen=True, kw_only=True)
class Cost:
    """One request: tokens over all rounds, times in ms.

    `cpu_ms` is what the thread of Home Assistant's loop computed: servers have threads of their own.
    `by_round` are the tokens evaluated in each round, `by_kind` those of all rounds for each kind of model's
    memory; `aside` are tokens evaluated for something else meanwhile, `truncated` what the server cut away,
    `refused` the prompts it refused as too long.
    """

    by_round: tuple[int, ...]
    prompt: int
    output: int
    truncated: int
    refused: int
    aside: int
    cpu_ms: float
    wall_ms: float
    done: bool
    conversation_id: str
    said: str
    by_kind: Mapping[Kind, int] = field(default_factory=dict)

    @property
    def rounds(self) -> int:
        """Return how often the model answered."""
        return len(self.by_round)

    @property
    def evaluated(self) -> int:
        """Return the tokens evaluated in all rounds."""
        return sum(self.by_round)


async def async_say(
    house: House,
    agent: Agent,
    key: str,
    command: Command,
    *,
    satellite: int = 0,
    conversation_id: str | None = None,
) -> Cost:
    """Say a command to a satellite and wait for the answer."""
    model = agent.thread.model
    model.command = command
    asked, evaluations = len(model.asked), len(agent.thread.server.evaluations)
    wall, cpu = time.perf_counter(), time.thread_time()
    result = await conversation.async_converse(
        house.hass,
        command.text,
        conversation_id,
        Context(),
        language="en",
        agent_id=agent.entities.get(key, key),
        device_id=house.home.satellites[satellite],
    )
    cpu_ms, wall_ms = (time.thread_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000
    model.command = None
    return Cost(
        **_tokens(agent, model.asked[asked:], evaluations),
        cpu_ms=cpu_ms,
        wall_ms=wall_ms,
        done=command.entity is None or house.home.is_as_wanted(command.entity, command.wanted),
        conversation_id=result.conversation_id or "",
        said=str(result.response.speech.get("plain", {}).get("speech", "")),
    )


def _tokens(agent: Agent, asked: list[Asked], start: int) -> dict[str, Any]:
    """Return the tokens of the requests since then; one that was refused has no evaluation."""
    found = agent.thread.server.evaluations[start:]
    evaluations = iter(zip(found, agent.thread.engine.taken[start:], strict=True))
    kinds: Counter[Kind] = Counter()
    total: dict[str, Any] = dict.fromkeys(("prompt", "output", "truncated", "refused", "aside"), 0)
    total["by_round"] = ()
    for request in asked:
        if is_refused(request):
            total["refused"] += 1
            continue
        if (evaluation := next(evaluations, None)) is None:
            continue
        cost, taken = evaluation
        if not request.is_command:
            total["aside"] += cost.evaluated
            continue
        total["by_round"] += (cost.evaluated,)
        kinds.update(taken.evaluated)
        total["prompt"] += cost.prompt
        total["output"] += cost.output
        total["truncated"] = max(total["truncated"], request.whole - cost.prompt)
    return total | {"by_kind": dict(kinds)}


def is_refused(request: Asked) -> bool:
    """Return whether a prompt is longer than its context and may not be cut."""
    num_ctx: int = (request.body.get("options") or {}).get("num_ctx", 0)
    return request.body.get("truncate") is False and request.whole >= num_ctx


async def async_prepare(house: House, agent: Agent, key: str) -> int:
    """Do what an agent does while the user is still speaking; return the tokens evaluated for it."""
    evaluations = len(agent.thread.server.evaluations)
    entity: Any = house.hass.data[DATA_INSTANCES]["conversation"].get_entity(agent.entities[key])
    await entity.async_prepare("en")
    await house.hass.async_block_till_done()
    return sum(cost.evaluated for cost in agent.thread.server.evaluations[evaluations:])


def forget(agent: Agent) -> None:
    """Drop the models from memory, as a restart of the server does."""
    agent.thread.server.core.engine.clear()
