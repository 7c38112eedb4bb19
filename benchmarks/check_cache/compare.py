"""The same prompts to a real server and to the bench's memory, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.bench.memory import HostedCache, Kind

from .conversations import Conversation
from .server import LlamaServer


@dataclass(frozen=True, kw_only=True)
class Step:
    """One prompt: its tokens, those that were read, and those that the bench takes for read."""

    prompt: int
    evaluated: int
    simulated: int

    @property
    def apart(self) -> int:
        """Return how far the bench is from the truth."""
        return abs(self.evaluated - self.simulated)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A conversation with a model of one kind of memory."""

    kind: Kind
    agent: str
    workload: str
    steps: Sequence[Step]

    @property
    def same(self) -> int:
        """Return how many steps are the same to the token."""
        return sum(not step.apart for step in self.steps)


async def async_compare(
    server: LlamaServer, memory: HostedCache, conversation: Conversation
) -> Compared:
    """Send a conversation to a server and to a memory that have read the same before."""
    return Compared(
        kind=memory.kind,
        agent=conversation.agent,
        workload=conversation.workload,
        steps=[await _async_step(server, memory, text) for text in conversation.prompts],
    )


async def _async_step(server: LlamaServer, memory: HostedCache, text: str) -> Step:
    """Send one prompt to both."""
    tokens = await server.async_tokens(text)
    evaluated, cached = await server.async_evaluated(tokens)
    _, taken = memory.take([str(token) for token in tokens])
    return Step(prompt=evaluated + cached, evaluated=evaluated, simulated=len(tokens) - taken)
