"""The stand-in itself: an HTTP server that a test starts, scripts, breaks and stops."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
import ssl
from typing import Any, Self
from weakref import WeakSet

from aiohttp import web

from . import chat, embed, generate, library
from .catalogue import Catalogue, Model
from .core import BODY, CORE, Core
from .engine import Engine
from .errors import RefusedError
from .failures import Failure
from .recording import Recorded, parse, record
from .render import Tokenize, tokenize as estimate
from .script import Needle, ReplySource
from .speed import Evaluation, Speed
from .stream import fail, json_response

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOST = "127.0.0.1"
ANY_PATH = "*"


class ScriptedOllama:
    """An Ollama whose model says what a test tells it to.

    `library` is what can be pulled; `tokens` counts a prompt; with `real_time` the answers also
    take the time that `speed` gives them, else only the reported durations do.
    """

    def __init__(
        self,
        models: Iterable[Model] = (),
        *,
        library: Iterable[Model] = (),
        port: int = 0,
        version: str = "0.33.0",
        api_key: str | None = None,
        required_headers: Mapping[str, str] | None = None,
        ssl_context: ssl.SSLContext | None = None,
        speed: Speed | None = None,
        slots: int = 1,
        real_time: bool = False,
        default_num_ctx: int = 4096,
        tokens: Tokenize = estimate,
        cloud_disabled: bool = False,
        pull_delay: float = 0.0,
    ) -> None:
        """Set the stand-in up; nothing listens until `start`."""
        key = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self.core = Core(
            catalogue=Catalogue(models, library),
            engine=Engine(speed or Speed(), slots, default_num_ctx),
            tokenize=tokens,
            version=version,
            required_headers={**key, **(required_headers or {})},
            cloud_disabled=cloud_disabled,
            real_time=real_time,
            pull_delay=pull_delay,
        )
        self.port = port
        self._ssl = ssl_context
        self._runner: web.AppRunner | None = None
        self._connections: WeakSet[asyncio.Transport] = WeakSet()

    async def __aenter__(self) -> Self:
        """Start."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    @property
    def url(self) -> str:
        """Return the address to give to a client."""
        return f"{'https' if self._ssl else 'http'}://{HOST}:{self.port}"

    @property
    def requests(self) -> list[Recorded]:
        """Return every request so far, refused ones too."""
        return self.core.requests

    @property
    def chats(self) -> list[dict[str, Any]]:
        """Return the bodies of the chat requests so far."""
        return [request.body for request in self.requests if request.path == "/api/chat"]

    @property
    def evaluations(self) -> list[Evaluation]:
        """Return what each answered prompt cost."""
        return self.core.evaluations

    @property
    def loads(self) -> list[tuple[str, int]]:
        """Return which model was loaded with which context, each time."""
        return self.core.engine.loads

    def when(self, needle: Needle, *replies: ReplySource) -> None:
        """Answer a last user message that holds the needle; one reply per round of the turn."""
        self.core.script.when(needle, *replies)

    def otherwise(self, *replies: ReplySource) -> None:
        """Answer what no `when` matches."""
        self.core.script.otherwise(*replies)

    def fail(self, path: str, failure: Failure | None) -> None:
        """Fail every request for a path, or for any with `*`; None mends it."""
        self.core.failures.pop(path, None)
        if failure:
            self.core.failures[path] = failure

    def clear(self) -> None:
        """Forget script, failures and what was recorded; the models stay."""
        for forgotten in (self.core.script, self.core.failures, self.requests, self.evaluations):
            forgotten.clear()

    async def start(self) -> None:
        """Listen, on the same port as before where there was one."""
        app = web.Application(middlewares=[self._guard], client_max_size=64 * 2**20)
        app[CORE] = self.core
        app.add_routes(_routes())
        runner = web.AppRunner(
            app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None
        )
        await runner.setup()
        site = web.TCPSite(runner, HOST, self.port, ssl_context=self._ssl, reuse_address=True)
        await site.start()
        self.port = runner.addresses[0][1]
        self._runner = runner

    async def stop(self) -> None:
        """Die as a killed server does: connections break, models leave memory."""
        if self._runner is None:
            return
        for connection in list(self._connections):
            connection.abort()
        await self._runner.cleanup()
        self._runner = None
        self.core.engine.clear()

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Record a request, let it in or not, and put a refusal into Ollama's words."""
        if request.transport:
            self._connections.add(request.transport)
        raw = await request.read()
        at = asyncio.get_running_loop().time()
        self.requests.append(record(request, raw, at))
        try:
            return await self._admit(request, raw, handler)
        except RefusedError as err:
            return json_response(err.body, err.status)

    async def _admit(
        self, request: web.Request, raw: bytes, handler: Handler
    ) -> web.StreamResponse:
        """Hand a request on unless a header is missing, its path fails, or its body is wrong."""
        required = self.core.required_headers
        if any(request.headers.get(name) != value for name, value in required.items()):
            raise RefusedError(401, "unauthorized")
        failures = self.core.failures
        failure = failures.get(request.path) or failures.get(ANY_PATH)
        if failure and not failure.after:
            return await fail(request, failure)
        request[BODY] = {} if request.method in {"GET", "HEAD"} else _body(raw)
        return await handler(request)


def _body(raw: bytes) -> dict[str, Any]:
    """Return the body of a request, or refuse it."""
    if not raw:
        raise RefusedError(400, "missing request body")
    body = parse(raw)
    if body is None:
        raise RefusedError(400, "invalid character in the body of the request")
    return body


async def _running(request: web.Request) -> web.Response:
    """Say what this is."""
    return web.Response(text="Ollama is running")


async def _version(request: web.Request) -> web.Response:
    """Say which version this is."""
    return json_response({"version": request.app[CORE].version})


async def _status(request: web.Request) -> web.Response:
    """Say whether models outside the house may be used."""
    disabled = request.app[CORE].cloud_disabled
    return json_response({"cloud": {"disabled": disabled, "source": "env" if disabled else "none"}})


def _routes() -> list[web.RouteDef]:
    """Return what is served."""
    return [
        web.get("/", _running),
        web.get("/api/version", _version),
        web.get("/api/status", _status),
        web.get("/api/tags", library.tags),
        web.get("/api/ps", library.ps),
        web.post("/api/show", library.show),
        web.post("/api/pull", library.pull),
        web.delete("/api/delete", library.delete),
        web.post("/api/chat", chat.chat),
        web.post("/api/generate", generate.generate),
        web.post("/api/embed", embed.embed),
    ]
