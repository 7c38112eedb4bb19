"""Signs before sentences of our own, for those who read them: who listens never hears one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from homeassistant.components.conversation import ChatLog, ConversationInput
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..languages import phrase

if TYPE_CHECKING:
    from homeassistant.components.assist_pipeline import PipelineEvent
    from homeassistant.components.assist_pipeline.runtime import PipelineData

# By its name, as importing it would load libraries for sound.
_PIPELINES: Final[HassKey[PipelineData]] = HassKey("assist_pipeline")
_END: Final = "run-end"
_HEARD: Final = frozenset({"wake_word-start", "stt-start"})
_SPEAKS: Final = "tts_output"


class Sign(StrEnum):
    """What a sentence is, as a key of the signs in `languages/`."""

    DONE = "done"
    ERROR = "error"
    HINT = "hint"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A sign before a sentence, noted with it in the chat log so that the model is not shown it."""

    sign: str

    def before(self, text: str) -> str:
        """Return a sentence with the sign before it."""
        return f"{self.sign} {text}"

    def removed(self, text: str) -> str:
        """Return the sentence without it."""
        return text.removeprefix(f"{self.sign} ")


def mark(language: str, sign: Sign | None) -> Mark | None:
    """Return what marks a sentence, if anything does."""
    return Mark(sign=phrase(language, f"signs.{sign}")) if sign else None


@callback
def async_is_read(hass: HomeAssistant, user_input: ConversationInput, chat_log: ChatLog) -> bool:
    """Return whether an answer is certain to be read: it goes from a text to a text in the Assist dialog.

    What comes through the action or the API may well be spoken by whoever called it.
    """
    if user_input.device_id or user_input.satellite_id:
        return False
    runs = list(_async_runs(hass, chat_log.conversation_id))
    return bool(runs) and all(map(_is_silent, runs))


@callback
def _async_runs(hass: HomeAssistant, conversation_id: str) -> Iterator[Sequence[PipelineEvent]]:
    """Yield what happened so far in each run of a pipeline that goes on in a conversation."""
    # Only kept for debugging, so it may not be there: then there is no sign.
    pipelines = getattr(hass.data.get(_PIPELINES), "pipeline_debug", {})
    for runs in pipelines.values():
        for run in runs.values():
            events: Sequence[PipelineEvent] = run.events
            if not events or events[-1].type == _END:
                continue
            if (events[0].data or {}).get("conversation_id") == conversation_id:
                yield events


def _is_silent(events: Sequence[PipelineEvent]) -> bool:
    """Return whether a run began with a text and prepares no speech."""
    return not any(event.type in _HEARD or _SPEAKS in (event.data or {}) for event in events)
