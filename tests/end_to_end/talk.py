"""Talks to Jarvis in a real home, changes its settings, and looks at the devices."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
import json
from typing import Any

from dev.home import HomeClient, PipelineRun
from dev.home.flow import SUBENTRY_FLOWS, FlowError, entries, run_flow
from dev.home.jarvis import DOMAIN, INTEGRATION, Agent
from dev.home.model_server import ModelServer
from dev.scripted_ollama import Call, Reply, ScriptedOllama

MODEL = "qwen3.5:4b"
OPTIONS_FLOWS = "/api/config/config_entries/options/flow"
SIGNS: dict[str, str] = json.loads((INTEGRATION / "languages" / "en.json").read_bytes())["signs"]


def model_server(scripted: ScriptedOllama) -> ModelServer:
    """Return a scripted server as the set-up wants it."""
    return ModelServer(url=scripted.url, label="scripted")


def calls(tool: str, **arguments: Any) -> Reply:
    """Return a reply that calls one tool."""
    return Reply(calls=[Call(tool, arguments)])


def repeat_result(pattern: str) -> Callable[[Mapping[str, Any]], Reply]:
    """Return a reply that says what the tool returned, as a model that reads it would."""

    def reply(body: Mapping[str, Any]) -> Reply:
        result = json.loads(body["messages"][-1]["content"])
        return Reply(text=pattern.format(result=json.dumps(result, ensure_ascii=False)))

    return reply


def words(run: PipelineRun) -> str:
    """Return what a run says, without the sign that is shown before it."""
    sign, _, rest = run.speech.partition(" ")
    return rest if sign in SIGNS.values() else run.speech


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A person at home, with the app and the settings at hand."""

    client: HomeClient
    agent: Agent
    scripted: ScriptedOllama

    async def say(
        self, text: str, *, language: str = "en", conversation_id: str | None = None
    ) -> PipelineRun:
        """Say something to the pipeline of a language, as the app does."""
        return await self.client.run_pipeline(
            text, pipeline=self.agent.pipelines[language], conversation_id=conversation_id
        )

    async def process(
        self, text: str, *, language: str = "en", conversation_id: str | None = None
    ) -> tuple[str, dict[str, Any]]:
        """Say something through REST; returns the speech and the whole answer."""
        answer = await self.client.converse(
            text,
            agent_id=self.agent.entity_id,
            conversation_id=conversation_id,
            language=language,
        )
        return answer["response"]["speech"]["plain"]["speech"], answer

    async def lit(self) -> set[str]:
        """Return the lights that are on."""
        states = await self.client.states()
        return {
            key
            for key, state in states.items()
            if key.startswith("light.") and state["state"] == "on"
        }

    async def answer_locally(self, *, first: bool) -> None:
        """Choose whether simple commands are understood without the model."""
        await self.behave(local_first=first)

    async def behave(self, **behaviour: bool) -> None:
        """Choose how the agent behaves; what is not named is as it is shipped."""
        entry = (await entries(self.client, DOMAIN))[0]["entry_id"]
        listed = await self.client.command("config_entries/subentries/list", entry_id=entry)
        found = next(item for item in listed if item["subentry_type"] == "conversation")
        await expect_abort(
            run_flow(
                self.client,
                [entry, "conversation"],
                {"reconfigure": {"behaviour": behaviour}},
                flows=SUBENTRY_FLOWS,
                subentry_id=found["subentry_id"],
            ),
            "reconfigure_successful",
        )
        await self._wait_until_loaded()

    async def set_bounds(self, *, first_token: int, turn: int) -> None:
        """Choose how long the model may take, in seconds."""
        entry = (await entries(self.client, DOMAIN))[0]["entry_id"]
        bounds = {"first_token_timeout": first_token, "turn_timeout": turn}
        await run_flow(self.client, entry, {"init": bounds}, flows=OPTIONS_FLOWS)
        await self._wait_until_loaded()

    async def _wait_until_loaded(self) -> None:
        """Wait until the integration is back with its new settings."""
        async with asyncio.timeout(20):
            while (await entries(self.client, DOMAIN))[0]["state"] != "loaded":
                await asyncio.sleep(0.05)

    async def wait_for_chats(self, count: int) -> None:
        """Wait until the model was asked so often."""
        async with asyncio.timeout(10):
            while len(self.scripted.chats) < count:
                await asyncio.sleep(0.02)


async def expect_abort(flow: Any, reason: str) -> None:
    """Run a flow that ends well by aborting, as reconfigurations do."""
    try:
        await flow
    except FlowError as err:
        if err.result.get("reason") == reason:
            return
        raise
