"""Sets Jarvis up in a running home, as its user would: the config flow, then the pipelines."""

from dataclasses import dataclass
from pathlib import Path

from .client import HomeClient
from .flow import entries, remove_entries, run_flow
from .model_server import ModelServer
from .pipeline import choose_agent, find_entity, prefer

DOMAIN = "jarvis_local"
INTEGRATION = Path(__file__).parents[2] / "custom_components" / DOMAIN
PIPELINES = {"en": "Jarvis", "fr": "Jarvis (français)"}


class SetupError(Exception):
    """The integration could not be set up; the message is for the person at the terminal."""


@dataclass(frozen=True, kw_only=True)
class Agent:
    """The conversation agent in a home, with its pipelines' ids by language."""

    entity_id: str
    model: str
    pipelines: dict[str, str]


async def set_up(
    client: HomeClient,
    server: ModelServer | None,
    *,
    model: str | None = None,
    language: str = "en",
    anew: bool = False,
) -> Agent:
    """Add the integration unless it is there, and choose its agent in the preferred pipeline.

    Without a server the agent is set up all the same; without a model, the flow's proposal is
    taken. `anew` throws the present set-up away first, for another server.
    """
    if anew:
        await remove_entries(client, DOMAIN)
    if not await entries(client, DOMAIN):
        await run_flow(client, DOMAIN, flow_answers(server, model))
    agent = await find_entity(client, DOMAIN, "conversation")
    if agent is None:
        raise SetupError("jarvis_local made no conversation agent; see home-assistant.log")
    pipelines = {
        code: await choose_agent(client, agent, name=name, language=code)
        for code, name in PIPELINES.items()
    }
    await prefer(client, pipelines[language])
    return Agent(entity_id=agent, model=await chosen_model(client, agent), pipelines=pipelines)


def flow_answers(
    server: ModelServer | None, model: str | None = None
) -> dict[str, dict[str, str | bool]]:
    """Return what to fill into the integration's config flow."""
    if server is None:
        return {"user": {"url": "", "set_up_anyway": True}}
    return {"user": {"url": server.url}, "model": {} if model is None else {"model": model}}


async def chosen_model(client: HomeClient, agent: str) -> str:
    """Return an agent's model as its device page shows it; empty when it has none."""
    entity = await client.command("config/entity_registry/get", entity_id=agent)
    devices = await client.command("config/device_registry/list")
    models = {device["id"]: device["model"] for device in devices}
    return models.get(entity["device_id"]) or ""
