"""A tiny stand-in for Home Assistant's API, so that the clients are tested over HTTP."""

from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from dev.home.client import HomeClient

FLOWS = "/api/config/config_entries/flow"
TOKEN = "good-token"


class StandIn:
    """Answers flow requests from a script, and websocket commands with canned messages."""

    def __init__(self) -> None:
        """Start with nothing to say."""
        self.answers: list[dict[str, Any]] = []
        self.posted: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []
        self.url = ""

    async def flow(self, request: web.Request) -> web.Response:
        """Record what is posted and give the next answer."""
        if request.method == "POST":
            self.posted.append(await request.json())
        return web.json_response({"flow_id": "f", **self.answers.pop(0)})

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """Check the token, then answer every command with the canned messages."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "auth_required"})
        said = await socket.receive_json()
        if said["access_token"] != TOKEN:
            await socket.send_json({"type": "auth_invalid", "message": "no"})
            return socket
        await socket.send_json({"type": "auth_ok"})
        async for command in socket:
            for message in self.messages:
                await socket.send_json({"id": command.json()["id"], **message})
            if not self.messages:
                await socket.close()
        return socket


@pytest.fixture
async def stand_in(socket_enabled: None) -> AsyncIterator[StandIn]:
    """Run a stand-in."""
    standing = StandIn()
    app = web.Application()
    app.router.add_post(FLOWS, standing.flow)
    app.router.add_route("*", f"{FLOWS}/f", standing.flow)
    app.router.add_get("/api/websocket", standing.socket)
    async with TestServer(app) as server:
        standing.url = str(server.make_url("")).rstrip("/")
        yield standing


@pytest.fixture
async def client(stand_in: StandIn) -> AsyncIterator[HomeClient]:
    """Connect a client to the stand-in."""
    async with HomeClient.open(stand_in.url, TOKEN) as connected:
        yield connected
