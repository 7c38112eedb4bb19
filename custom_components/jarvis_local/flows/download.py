"""A step that pulls a model and shows how far it is."""

from abc import abstractmethod
import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any, override

from homeassistant.core import callback
from homeassistant.data_entry_flow import FlowContext, FlowHandler, FlowResult

from ..ollama import ModelMissingError, OllamaError, OllamaServer, ServerFailedError


def download_error(err: OllamaError) -> tuple[str, str]:
    """Return the key of the text for a failed download, and what the server said about it."""
    match err:
        case ModelMissingError():
            return "model_unknown", ""
        case ServerFailedError():
            return "download_failed", str(err)
        case _:
            return err.reason, ""


class DownloadSteps[ContextT: FlowContext, ResultT: FlowResult[Any, Any], HandlerT](
    FlowHandler[ContextT, ResultT, HandlerT]
):
    """Adds a download with a progress bar to a flow; the flow says what follows."""

    _servers: Sequence[OllamaServer] = ()
    _pull: asyncio.Task[OllamaError | None] | None = None
    _pull_error: OllamaError | None = None
    _pull_from: OllamaServer
    _pull_name: str

    async def _async_download(self, server: OllamaServer, name: str) -> ResultT:
        """Let a server pull a model; `async_step_downloaded` follows."""
        self._pull_from, self._pull_name = server, name
        return await self.async_step_download()

    async def async_step_download(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Show the progress until the download ends."""
        if self._pull is None:
            self._pull = self.hass.async_create_background_task(
                self._async_pull(), f"Download of {self._pull_name}"
            )
        if not self._pull.done():
            return self.async_show_progress(
                step_id="download",
                progress_action="download",
                description_placeholders={"model": self._pull_name},
                progress_task=self._pull,
            )
        self._pull_error, self._pull = self._pull.result(), None
        return self.async_show_progress_done(next_step_id="downloaded")

    @abstractmethod
    async def async_step_downloaded(self, user_input: dict[str, Any] | None = None) -> ResultT:
        """Go on after the download; `_pull_error` says whether it failed."""

    async def _async_pull(self) -> OllamaError | None:
        """Pull the model and move the bar, by whole per cents; return what went wrong."""
        shown = -1
        try:
            async with aclosing(self._pull_from.async_pull(self._pull_name)) as pull:
                async for progress in pull:
                    if (percent := int(progress * 100)) != shown:
                        shown = percent
                        self.async_update_progress(progress)
        except OllamaError as err:
            return err
        return None

    @callback
    @override
    def async_remove(self) -> None:
        """End a download that nobody waits for any more."""
        if self._pull is not None:
            self._pull.cancel()
