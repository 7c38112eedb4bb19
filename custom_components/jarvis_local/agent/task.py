"""A task for a model: no one listens, so it ends in data or in an error."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
import json
from typing import Any

import voluptuous as vol

from homeassistant.components.conversation import (
    AssistantContent,
    ChatLog,
    SystemContent,
    UserContent,
)

from ..models import AgentSettings
from ..ollama.errors import Reason
from ..ollama.types import Capability
from ..pool import ERRAND_SECONDS, GaveWayError, ServerPool
from ..tools.base import current_request
from .brief import Brief
from .context import Notes
from .messages import Message, build_messages
from .trouble import Cause, Trouble
from .turn import ModelTurn, Outcome
from .wire import called_names, output_format, tool_schemas

_JSON_RULE = "Answer with JSON that fits this schema, and nothing else: "


class TaskError(Exception):
    """A task could not be done."""

    def __init__(self, cause: Cause) -> None:
        """Keep the cause."""
        super().__init__(cause.value)
        self.cause = cause


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is asked, in a chat log that holds the instructions; pictures in base64."""

    pool: ServerPool
    settings: AgentSettings
    chat_log: ChatLog
    agent_id: str
    pictures: Sequence[str] = ()

    async def async_text(self) -> str:
        """Return the model's answer, after it has used what tools it was given."""
        return await self._async_ask(tool_schemas(self.chat_log.llm_api), None)

    async def async_data(self, structure: Callable[[Any], Any]) -> Any:
        """Return data that fits a structure; the model may correct itself once."""
        schema = output_format(structure)
        if self.chat_log.llm_api is not None:
            # An answer held to a format cannot call tools, so they are used first.
            await self.async_text()
        self._tell(f"{_JSON_RULE}{json.dumps(schema)}")
        for is_last in (False, True):
            text = await self._async_ask((), schema)
            try:
                return structure(json.loads(text))
            except (ValueError, vol.Invalid) as err:
                if is_last:
                    raise TaskError(Trouble.INVALID_STRUCTURED_ANSWER) from err
                self._tell(f"That does not fit: {err}. Answer again.")
        raise TaskError(Trouble.INVALID_STRUCTURED_ANSWER)

    def _tell(self, text: str) -> None:
        """Tell the model something in the user's place."""
        self.chat_log.async_add_user_content(UserContent(text))

    async def _async_ask(
        self, tools: Sequence[Mapping[str, Any]], schema: Mapping[str, Any] | None
    ) -> str:
        """Return the answer to the chat log as it stands."""
        brief = Brief(
            compose=self._compose,
            tools=tools,
            output_format=schema,
            needs=frozenset({Capability.VISION} if self.pictures else ()),
        )
        # An automation that a conversation set off asks for itself, not in that person's words.
        token = current_request.set(None)
        try:
            outcome = await self._async_run(brief)
        finally:
            current_request.reset(token)
        if outcome.tools_refused:
            raise TaskError(Reason.TOOLS_UNSUPPORTED)
        if outcome.trouble is not None:
            raise TaskError(outcome.trouble)
        last = self.chat_log.content[-1]
        return last.content or "" if isinstance(last, AssistantContent) else ""

    async def _async_run(self, brief: Brief) -> Outcome:
        """Run a turn while nobody talks; begin again if someone does, but not for ever."""
        loop = asyncio.get_running_loop()
        end = loop.time() + ERRAND_SECONDS
        while True:
            left = max(0.0, end - loop.time())
            await self.pool.traffic.async_quiet(left)
            waits = left > 0 and not self.pool.traffic.is_for_someone
            outcome = await self._turn(replace(brief, patient=waits)).async_run()
            if not isinstance(outcome.error, GaveWayError):
                return outcome

    def _turn(self, brief: Brief) -> ModelTurn:
        """Return a turn that goes on from the chat log as it stands."""
        return ModelTurn(
            pool=self.pool,
            settings=self.settings,
            chat_log=self.chat_log,
            agent_id=self.agent_id,
            brief=brief,
            max_spoken=None,
        )

    def _compose(self, offered: Sequence[Mapping[str, Any]]) -> Sequence[Message]:
        """Return the messages, with the pictures at the instructions."""
        messages = build_messages(
            self.chat_log.content,
            Notes(),
            system=_system(self.chat_log),
            tools=called_names(offered),
        )
        if self.pictures:
            messages[1] = {**messages[1], "images": list(self.pictures)}
        return messages


def _system(chat_log: ChatLog) -> str:
    """Return the instructions that Home Assistant gives for tasks."""
    first = chat_log.content[0]
    return first.content if isinstance(first, SystemContent) else ""
