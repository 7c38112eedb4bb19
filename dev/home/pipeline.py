"""Chooses an agent in the Assist pipelines: what a voice satellite or the app talks to."""

from .client import HomeClient
from .pipeline_run import Json

PIPELINES = "assist_pipeline/pipeline"


async def choose_agent(
    client: HomeClient, agent: str, *, name: str = "Jarvis", language: str = "en"
) -> str:
    """Make a pipeline with this agent, or point the one of that name to it; returns its id."""
    fields: Json = {
        "conversation_engine": agent,
        "conversation_language": language,
        "language": language,
        "name": name,
        # The agent answers simple commands locally by itself.
        "prefer_local_intents": False,
        **dict.fromkeys(("stt_engine", "stt_language", "tts_engine", "tts_language", "tts_voice")),
        **dict.fromkeys(("wake_word_entity", "wake_word_id")),
    }
    listed = await client.command(f"{PIPELINES}/list")
    known = next((pipeline for pipeline in listed["pipelines"] if pipeline["name"] == name), None)
    if known is None:
        known = await client.command(f"{PIPELINES}/create", **fields)
    elif known["conversation_engine"] != agent:
        kept = {key: known[key] for key in fields if key in known}
        change = {**kept, "conversation_engine": agent}
        await client.command(f"{PIPELINES}/update", pipeline_id=known["id"], **change)
    return str(known["id"])


async def prefer(client: HomeClient, pipeline: str) -> None:
    """Make a pipeline the preferred one."""
    await client.command(f"{PIPELINES}/set_preferred", pipeline_id=pipeline)


async def find_entity(client: HomeClient, platform: str, domain: str) -> str | None:
    """Return the id of an integration's first entity in a domain."""
    registry = await client.command("config/entity_registry/list")
    found = (
        entry["entity_id"]
        for entry in registry
        if entry["platform"] == platform and entry["entity_id"].startswith(f"{domain}.")
    )
    return next(found, None)
