"""A model server: what it has, what it has loaded, downloading, and the door to chatting.

Showing and loading are our own requests: the `ollama` package drops `remote_host`, which tells a cloud
model from a local one, and cannot load a model with the options that our chats use.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing, contextmanager
from functools import cached_property
from typing import Any, cast

import httpx
import ollama

from homeassistant.core import HomeAssistant
from homeassistant.util.ssl import get_default_context, get_default_no_verify_context

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
from .failures import from_sentence, from_status
from .transport import Transport
from .types import ChatChunk, ChatRequest, InstalledModel, LoadedModel, ServerAddress, Timeouts

type _Progress = AsyncGenerator[ollama.ProgressResponse]

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

    @cached_property
    def _client(self) -> ollama.AsyncClient:
        """Return the package's client; raises ValueError for an address that is none."""
        verify = self.address.verify_ssl
        return ollama.AsyncClient(
            host=self.address.url,
            headers=dict(self.address.headers),
            event_hooks={"request": [self._async_drop_stray_key]},
            # Home Assistant's context is loaded already; making one would block the loop.
            verify=get_default_context() if verify else get_default_no_verify_context(),
            follow_redirects=False,
            trust_env=False,
            # An idle connection to a server that was restarted would fail the next request.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def _async_drop_stray_key(self, request: httpx.Request) -> None:
        """Drop the key that the package takes from the environment: it is for Ollama's cloud."""
        if not any(name.lower() == "authorization" for name in self.address.headers):
            request.headers.pop("Authorization", None)

    async def async_close(self) -> None:
        """Close what is open; the server can be used again afterwards."""
        if client := self.__dict__.pop("_client", None):
            await client.close()

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

    async def async_pull(self, name: str) -> AsyncGenerator[float]:
        """Download a model, yielding how much is there, from 0 to 1, never less than before."""
        layers: dict[str, tuple[int, int]] = {}
        done = 0.0
        with self._transport.discreet(), _package_errors():
            # The package promises less than it returns.
            stream = cast("_Progress", await self._client.pull(name, stream=True))
            async with aclosing(stream):
                while True:
                    async with asyncio.timeout(PULL_SILENCE_SECONDS):
                        progress = await anext(stream, None)
                    if progress is None:
                        raise ConnectionLostError("The download has no end")
                    if progress.status == "success":
                        yield 1.0
                        return
                    if progress.digest and progress.total:
                        layers[progress.digest] = (progress.completed or 0, progress.total)
                        done = max(done, _share(layers))
                    yield done

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
        return installed(name, int(model.size or 0), shown)


def _share(layers: Mapping[str, tuple[int, int]]) -> float:
    """Return how much of all layers is there."""
    completed = sum(have for have, _ in layers.values())
    return completed / sum(total for _, total in layers.values())


@contextmanager
def _package_errors() -> Iterator[None]:
    """Turn what the `ollama` package and what is under it raise into our errors."""
    try:
        yield
    except ollama.ResponseError as err:
        if err.status_code < 0:
            raise from_sentence(str(err.error)) from err
        message = str(err.error)
        # The package hands over whatever a proxy answered, pages included.
        raise from_status(err.status_code, None if "<" in message else message) from err
    except (ConnectionError, TimeoutError, httpx.ConnectError, httpx.TimeoutException) as err:
        raise UnreachableError(type(err).__name__) from err
    except httpx.HTTPError as err:
        raise ConnectionLostError(type(err).__name__) from err
    except (ValueError, TypeError, AttributeError) as err:
        # The package takes the answer's shape for granted.
        raise NotOllamaError(type(err).__name__) from err
