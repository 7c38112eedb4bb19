"""A small client for Home Assistant's REST and websocket APIs."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
import contextlib
from typing import Any, Self

import aiohttp

from .pipeline_run import Json, PipelineRun

ANSWER_TIMEOUT = 60


class CommandError(Exception):
    """Home Assistant refused a command; `code` is its error code or the HTTP status."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the code apart from the message."""
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class HomeClient:
    """One authenticated connection; use `async with HomeClient.open(url, token)`."""

    def __init__(self, session: aiohttp.ClientSession, url: str, token: str) -> None:
        """Prepare; `listen` connects the websocket."""
        self.token = token
        self.url = url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._last_id = 0
        self._queues: dict[int, asyncio.Queue[Json | None]] = {}
        self._reader: asyncio.Task[None] | None = None
        self._session = session
        self._socket: aiohttp.ClientWebSocketResponse | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def open(cls, url: str, token: str) -> AsyncGenerator[Self]:
        """Connect, and disconnect at the end. Raises CommandError when the token is not valid."""
        async with aiohttp.ClientSession() as session:
            client = cls(session, url, token)
            try:
                await client.listen()
                yield client
            finally:
                await client.close()

    async def listen(self) -> None:
        """Open the websocket and say who we are."""
        self._socket = await self._session.ws_connect(f"{self.url}/api/websocket", max_msg_size=0)
        await self._socket.receive_json()
        await self._socket.send_json({"type": "auth", "access_token": self.token})
        answer = await self._socket.receive_json()
        if answer["type"] != "auth_ok":
            raise CommandError("invalid_auth", answer.get("message", ""))
        self._reader = asyncio.create_task(self._read(self._socket))

    async def close(self) -> None:
        """Close the websocket."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await self._reader

    async def request(self, method: str, path: str, body: Json | None = None) -> Any:
        """Send a REST request and return the JSON answer. Raises CommandError from 400 on."""
        async with self._session.request(
            method, f"{self.url}{path}", json=body, headers=self._headers
        ) as response:
            if response.status >= 400:
                raise CommandError(str(response.status), await response.text())
            return await response.json()

    async def command(self, kind: str, **fields: Any) -> Any:
        """Send a websocket command and return its result. Raises CommandError when refused."""
        async with self._open_command(kind, fields) as queue, asyncio.timeout(ANSWER_TIMEOUT):
            return _result(await queue.get())

    async def events(self, kind: str, **fields: Any) -> AsyncGenerator[Json]:
        """Send a command that keeps sending, and yield its events."""
        async with self._open_command(kind, fields) as queue:
            _result(await queue.get())
            while (message := await queue.get()) is not None:
                yield message["event"]

    async def run_pipeline(
        self,
        text: str,
        *,
        pipeline: str | None = None,
        conversation_id: str | None = None,
        device_id: str | None = None,
        end_stage: str = "intent",
        timeout_s: float = ANSWER_TIMEOUT,
    ) -> PipelineRun:
        """Say something to an Assist pipeline, as the app does, and collect what it sends."""
        fields: Json = {
            "start_stage": "intent",
            "end_stage": end_stage,
            "input": {"text": text},
            "pipeline": pipeline,
            "conversation_id": conversation_id,
            "device_id": device_id,
        }
        given = {key: value for key, value in fields.items() if value is not None}
        events: list[Json] = []
        async with asyncio.timeout(timeout_s):
            async for event in self.events("assist_pipeline/run", **given):
                events.append(event)
                if event["type"] == "run-end":
                    break
        return PipelineRun(events=events)

    async def converse(
        self,
        text: str,
        *,
        agent_id: str | None = None,
        conversation_id: str | None = None,
        language: str | None = None,
    ) -> Json:
        """Say something as automations do, through REST, and return the whole answer."""
        body = {
            "text": text,
            "agent_id": agent_id,
            "conversation_id": conversation_id,
            "language": language,
        }
        given = {key: value for key, value in body.items() if value is not None}
        answer: Json = await self.request("POST", "/api/conversation/process", given)
        return answer

    async def states(self) -> dict[str, Json]:
        """Return every state by entity id."""
        return {state["entity_id"]: state for state in await self.command("get_states")}

    async def state(self, entity_id: str) -> str:
        """Return one entity's state."""
        answer: Json = await self.request("GET", f"/api/states/{entity_id}")
        return str(answer["state"])

    async def call(self, action: str, target: Mapping[str, Any] | None = None, **data: Any) -> Any:
        """Call an action such as `light.turn_on` and return what changed."""
        domain, _, service = action.partition(".")
        return await self.command(
            "call_service",
            domain=domain,
            service=service,
            service_data=data,
            **({"target": dict(target)} if target else {}),
        )

    async def wait_until_running(self, timeout_s: float = 120) -> None:
        """Wait until every integration is set up."""
        async with asyncio.timeout(timeout_s):
            while (await self.command("get_config"))["state"] != "RUNNING":  # noqa: ASYNC110
                await asyncio.sleep(0.2)

    @contextlib.asynccontextmanager
    async def _open_command(
        self, kind: str, fields: Json
    ) -> AsyncGenerator[asyncio.Queue[Json | None]]:
        """Send a command and give the queue that its messages arrive in."""
        if self._socket is None:
            raise CommandError("closed", "not connected")
        self._last_id += 1
        number = self._last_id
        queue = self._queues[number] = asyncio.Queue()
        try:
            await self._socket.send_json({"id": number, "type": kind, **fields})
            yield queue
        finally:
            del self._queues[number]

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Sort incoming messages by the command they belong to, until the connection ends."""
        async for message in socket:
            data = message.json()
            if (queue := self._queues.get(data["id"])) is not None:
                queue.put_nowait(data)
        for queue in self._queues.values():
            queue.put_nowait(None)


def _result(message: Json | None) -> Any:
    """Return a command's result, or raise what went wrong."""
    if message is None:
        raise CommandError("closed", "Home Assistant closed the connection")
    if not message["success"]:
        raise CommandError(message["error"]["code"], message["error"]["message"])
    return message["result"]
