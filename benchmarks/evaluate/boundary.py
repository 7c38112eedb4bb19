"""Where an evaluation steps in: to leave local understanding out, and to watch the policy."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from custom_components.jarvis_local.agent import dialogue
from custom_components.jarvis_local.agent.reading import Reading
from custom_components.jarvis_local.policy import Confirmation, strictest
from custom_components.jarvis_local.tools.base import tool
from homeassistant.components import conversation


@contextmanager
def local_understanding(*, allowed: bool) -> Iterator[None]:
    """Keep local understanding out unless allowed, also where it would help after a failure."""
    if allowed:
        yield
        return

    async def understands_nothing(*_: Any, **__: Any) -> None:
        return None

    with (
        patch.object(conversation, "async_handle_intents", understands_nothing),
        patch.object(conversation, "async_handle_sentence_triggers", understands_nothing),
    ):
        yield


@contextmanager
def reading(*, allowed: bool) -> Iterator[None]:
    """Keep Jarvis from reading the request itself unless allowed: only the model's words count."""
    if allowed:
        yield
        return
    with patch.object(dialogue, "read", lambda *_, **__: Reading()):
        yield


@contextmanager
def policy(*, consent: bool) -> Iterator[list[Confirmation]]:
    """Return what the policy asks for as it asks; with consent it then lets the call through."""
    asked: list[Confirmation] = []

    def watch(levels: Iterable[Confirmation]) -> Confirmation:
        level = strictest(levels)
        if level is not Confirmation.NONE:
            asked.append(level)
        return Confirmation.NONE if consent else level

    with patch.object(tool, "strictest", watch):
        yield asked
