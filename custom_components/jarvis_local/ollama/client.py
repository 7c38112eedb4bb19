"""A model server: what it has, what it has loaded, downloading, and the door to chatting.

The `ollama` package gives the types; the requests are our own. Its client drops `remote_host`, which
tells a cloud model from a local one, cannot load a model with the options that our chats use, reads
answers without end, and leaves a download's connection to the garbage collector.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from typing import Any

import ollama

from homeassistant.core import HomeAssistant

from . import chat
from .catalogue import installed, loaded
from .errors import (
    ConnectionLostError,
    GarbledError,
    ModelMissingError,
    NotOllamaError,
    ServerFailedError,
    UnreachableError,
)
from .failures import error_text, from_sentence, from_status, network_errors, sentence
from .ndjson import NdjsonReader
from .transport import Transport, async_read
from .types import (
    ChatChunk,
    ChatRequest,
    InstalledModel,
    Layout,
    LoadedModel,
    ServerAddress,
    Timeouts,
)

REQUEST_SECONDS = 10
# Nobody has more, and each is asked for by itself.
MAX_MODELS = 500
# A large model from a slow disk.
LOAD_SECONDS = 300
# Checking the digest of a large model on a slow disk is silent for minutes.
PULL_SILENCE_SECONDS = 900


class OllamaServer:
    """One Ollama server; every method raises OllamaError and nothing else."""

    def __init__(self, hass: HomeAssistant, address: ServerAddress) -> None:
        """Prepare to talk to a server; nothing is sent yet."""
        self.address = address
        self._transport = Transport(hass, address)
        self._shown: dict[str, Mapping[str, Any]] = {}
        # By digest; None where the server does not tell.
        self.layouts: dict[str, Layout | None] = {}

    async def async_version(self) -> str:
        """Return the server's version; also tells whether it is an Ollama at all."""
        try:
            answer = await self._transport.async_json("/api/version", seconds=REQUEST_SECONDS)
        except (ModelMissingError, GarbledError) as err:
            raise NotOllamaError(str(err)) from err
        if not isinstance(version := answer.get("version"), str):
            raise NotOllamaError("No version in the answer")
        return version

    async def async_models(self) -> list[InstalledModel]:
        """Return the models on the server; one that cannot be shown is left out."""
        listing = await self._async_validated("/api/tags", ollama.ListResponse)
        models = listing.models[:MAX_MODELS]
        try:
            # One after the other, many models would make the server look like one that is away.
            async with asyncio.TaskGroup() as group:
                found = [group.create_task(self._async_listed(model)) for model in models]
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        digests = {model.digest for model in models}
        self._shown = {key: shown for key, shown in self._shown.items() if key in digests}
        return [model for task in found if (model := task.result()) is not None]

    async def async_loaded(self) -> list[LoadedModel]:
        """Return the models in the server's memory."""
        running = await self._async_validated("/api/ps", ollama.ProcessResponse)
        return [loaded(model) for model in running.models]

    async def async_load(
        self, name: str, *, options: Mapping[str, Any], keep_alive: int | str
    ) -> None:
        """Load a model into memory with the options that chats will use."""
        request = ChatRequest(model=name, messages=(), options=options, keep_alive=keep_alive)
        body = chat.body(request) | {"stream": False}
        await self._transport.async_json("/api/chat", body, seconds=LOAD_SECONDS)

    async def async_render(self, request: ChatRequest) -> str | None:
        """Return the prompt that the server makes of a request, None where it does not tell.

        A server that does not know the question answers the request, so let it ask for one token.
        """
        body = chat.body(request) | {"stream": False, "_debug_render_only": True}
        answer = await self._transport.async_json("/api/chat", body, seconds=LOAD_SECONDS)
        match answer:
            case {"_debug_info": {"rendered_template": str() as rendered}}:
                return rendered
            case _:
                return None

    async def async_pull(self, name: str) -> AsyncGenerator[float]:
        """Download a model, yielding how much is there, from 0 to 1, never less than before."""
        layers: dict[str, tuple[int, int]] = {}
        done = 0.0
        async with aclosing(self._async_pulled(name)) as reports:
            async for report in reports:
                if report.status == "success":
                    yield 1.0
                    return
                if report.digest and report.total:
                    layers[report.digest] = (report.completed or 0, report.total)
                    done = max(done, _share(layers))
                yield done
        raise ConnectionLostError("The download has no end")

    async def _async_pulled(self, name: str) -> AsyncGenerator[ollama.ProgressResponse]:
        """Yield the server's reports of a download."""
        response = None
        try:
            with self._transport.discreet(), network_errors():
                async with asyncio.timeout(PULL_SILENCE_SECONDS):
                    response = await self._transport.async_open("/api/pull", {"model": name})
                    if response.status != 200:
                        raise from_status(response.status, error_text(await async_read(response)))
                reader = NdjsonReader(response.content)
                while True:
                    async with asyncio.timeout(PULL_SILENCE_SECONDS):
                        line = await reader.async_read()
                    if line is None:
                        return
                    if "error" in line:
                        raise from_sentence(sentence(line))
                    with _package_errors():
                        report = ollama.ProgressResponse.model_validate(line)
                    yield report
        except TimeoutError as err:
            raise UnreachableError("The download went silent") from err
        finally:
            if response is not None:
                response.close()

    def async_chat(self, request: ChatRequest, timeouts: Timeouts) -> AsyncGenerator[ChatChunk]:
        """Return an answer as it comes; close the generator to stop the model early."""
        return chat.async_chat(self._transport, request, timeouts)

    async def _async_validated[T: (ollama.ListResponse, ollama.ProcessResponse)](
        self, path: str, kind: type[T]
    ) -> T:
        """Return an answer as the package's type; the package itself would read one without end."""
        answer = await self._transport.async_json(path, seconds=REQUEST_SECONDS)
        with _package_errors():
            return kind.model_validate(answer)

    async def _async_listed(self, model: ollama.ListResponse.Model) -> InstalledModel | None:
        """Return a listed model with what showing it tells."""
        name, digest = model.model or "", model.digest or ""
        if (shown := self._shown.get(digest)) is None:
            try:
                shown = await self._transport.async_json(
                    "/api/show", {"model": name}, seconds=REQUEST_SECONDS
                )
            except ModelMissingError, ServerFailedError:
                return None
            if digest:
                self._shown[digest] = shown
        return installed(name, int(model.size or 0), shown, digest)


def _share(layers: Mapping[str, tuple[int, int]]) -> float:
    """Return how much of all layers is there."""
    completed = sum(have for have, _ in layers.values())
    return completed / sum(total for _, total in layers.values())


@contextmanager
def _package_errors() -> Iterator[None]:
    """Turn an answer of another shape than the `ollama` package's types into our error."""
    try:
        yield
    except ValueError as err:
        raise NotOllamaError(type(err).__name__) from err
