"""A model on a server, as one of several that can answer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..coordinator import ServerCoordinator
from ..models import AgentSettings
from ..ollama import ChatRequest, InstalledModel, OllamaServer, canonical

type CandidateKey = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A model on a server; `settings` are the agent's, with this model."""

    coordinator: ServerCoordinator
    model: InstalledModel
    settings: AgentSettings

    @property
    def server(self) -> OllamaServer:
        """Return the server to ask."""
        return self.coordinator.server

    @property
    def server_id(self) -> str:
        """Return the server's subentry."""
        return self.coordinator.subentry.subentry_id

    @property
    def key(self) -> CandidateKey:
        """Identify the pair."""
        return self.server_id, canonical(self.model.name)


def variants(settings: AgentSettings) -> Iterator[AgentSettings]:
    """Yield the settings with the agent's model, then with each of its fallback models."""
    seen: set[str] = set()
    for name in (settings.model, *settings.fallback_models):
        if name and canonical(name) not in seen:
            seen.add(canonical(name))
            yield settings if name == settings.model else replace(settings, model=name)


def largest_contexts(agents: Iterable[AgentSettings]) -> Mapping[str, int]:
    """Return the largest context that any agent wants of a model, by the model's canonical name."""
    largest: dict[str, int] = {}
    for agent in agents:
        for name in map(canonical, (agent.model, *agent.fallback_models)):
            largest[name] = max(agent.num_ctx, largest.get(name, 0))
    return largest


def reading(candidate: Candidate, request: ChatRequest) -> int:
    """Identify what a request has a model read before the conversation."""
    return hash((candidate.key, request.prefix))
