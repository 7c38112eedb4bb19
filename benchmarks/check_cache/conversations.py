"""The prompts that both agents send in the bench's workloads, as the model reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.bench.house import FAMILIES, Agent, House, house
from benchmarks.bench.workloads import WORKLOADS, Run
from dev.scripted_ollama.render import render

_WORKLOADS = ("W2 single", "W3 dialogue", "W4 satellites", "W6 renames")


@dataclass(frozen=True, kw_only=True)
class Conversation:
    """The prompts of one agent in one workload, in order."""

    agent: str
    workload: str
    prompts: Sequence[str]


async def async_conversations(size: int, limit: int | None = None) -> list[Conversation]:
    """Return what both agents send in a home of so many entities, at most so many prompts of each workload."""
    async with house(size) as running:
        return [
            await _async_conversation(running, agent, name, limit)
            for agent in (running.core, running.ours)
            for name in _WORKLOADS
        ]


async def _async_conversation(
    running: House, agent: Agent, workload: str, limit: int | None
) -> Conversation:
    """Run a workload and return what was sent."""
    model = agent.thread.model
    asked = len(model.asked)
    run = Run(house=running, agent=agent, key=FAMILIES[0])
    async for _ in WORKLOADS[workload](run):
        pass
    bodies = (request.body for request in model.asked[asked:][:limit])
    prompts = [
        render(model.models[b["model"]].layout, b.get("messages") or (), b.get("tools") or ())
        for b in bodies
    ]
    return Conversation(agent=agent.name, workload=workload, prompts=prompts)
