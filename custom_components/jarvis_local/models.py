"""What the running integration holds, and an agent's settings as typed values."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.const import CONF_MODEL, CONF_PROMPT

from .const import (
    CONF_CHAT_SIGNS,
    CONF_CONFIRM_LOCALLY,
    CONF_FALLBACK_MODELS,
    CONF_KEEP_ALIVE,
    CONF_LOCAL_FIRST,
    CONF_MAX_HISTORY,
    CONF_MIN_P,
    CONF_MODE,
    CONF_NUM_CTX,
    CONF_NUM_PREDICT,
    CONF_PERSONA,
    CONF_REPEAT_PENALTY,
    CONF_SEED,
    CONF_TEMPERATURE,
    CONF_THINK,
    CONF_TOOL_GROUPS,
    CONF_TOP_K,
    CONF_TOP_P,
    DEFAULT_MAX_HISTORY,
    DEFAULT_NUM_CTX,
    DEFAULT_NUM_PREDICT,
    DEFAULT_PERSONA,
    KEEP_ALIVE_FOREVER,
    SUBENTRY_AGENT,
    SUBENTRY_TASK,
)

if TYPE_CHECKING:
    from .pool import ServerPool
    from .store import Store

type JarvisConfigEntry = ConfigEntry[JarvisData]

# Passed to Ollama as they are when the user set them; the model's own defaults hold otherwise.
SAMPLING_OPTIONS = (
    CONF_TEMPERATURE,
    CONF_TOP_P,
    CONF_TOP_K,
    CONF_MIN_P,
    CONF_REPEAT_PENALTY,
    CONF_SEED,
)


class Mode(StrEnum):
    """How a model is told of the tools: as Ollama does, in our own text, or as suits its family."""

    AUTO = "auto"
    TOOLS = "tools"
    STRUCTURED = "structured"


@dataclass(frozen=True, kw_only=True)
class JarvisData:
    """What lives as long as the config entry is loaded."""

    pool: ServerPool
    store: Store


@dataclass(frozen=True, kw_only=True)
class AgentSettings:
    """A conversation agent's or AI task's settings; `model` is empty when none was chosen."""

    name: str
    model: str
    prompt: str
    tool_groups: frozenset[str] | None
    local_first: bool
    max_history: int
    think: bool | str
    keep_alive: int | str
    num_ctx: int
    num_predict: int
    sampling: Mapping[str, float]
    mode: Mode = Mode.AUTO
    fallback_models: tuple[str, ...] = ()
    persona: str = DEFAULT_PERSONA
    confirm_locally: bool = True
    chat_signs: bool = True

    @classmethod
    def from_subentry(cls, subentry: ConfigSubentry) -> Self:
        """Read the settings of a subentry; `tool_groups` is None when all are allowed."""
        data: Mapping[str, Any] = subentry.data
        groups = data.get(CONF_TOOL_GROUPS)
        seconds = int(data.get(CONF_KEEP_ALIVE, KEEP_ALIVE_FOREVER))
        return cls(
            name=subentry.title,
            model=data.get(CONF_MODEL, ""),
            prompt=data.get(CONF_PROMPT, ""),
            tool_groups=None if groups is None else frozenset(groups),
            local_first=data.get(CONF_LOCAL_FIRST, True),
            max_history=int(data.get(CONF_MAX_HISTORY, DEFAULT_MAX_HISTORY)),
            think=_think(data.get(CONF_THINK, "off")),
            # The server refuses "-1s": only the bare number means for ever.
            keep_alive=seconds if seconds < 0 else f"{seconds}s",
            num_ctx=int(data.get(CONF_NUM_CTX, DEFAULT_NUM_CTX)),
            num_predict=int(data.get(CONF_NUM_PREDICT, DEFAULT_NUM_PREDICT)),
            sampling={key: data[key] for key in SAMPLING_OPTIONS if key in data},
            mode=Mode(data.get(CONF_MODE, Mode.AUTO)),
            fallback_models=tuple(data.get(CONF_FALLBACK_MODELS, ())),
            persona=data.get(CONF_PERSONA, DEFAULT_PERSONA),
            confirm_locally=data.get(CONF_CONFIRM_LOCALLY, True),
            chat_signs=data.get(CONF_CHAT_SIGNS, True),
        )


def agents_of(entry: ConfigEntry) -> dict[str, AgentSettings]:
    """Return the settings of an entry's conversation agents and AI tasks, by subentry."""
    return {
        subentry_id: AgentSettings.from_subentry(subentry)
        for subentry_id, subentry in entry.subentries.items()
        if subentry.subentry_type in (SUBENTRY_AGENT, SUBENTRY_TASK)
    }


def _think(choice: str) -> bool | str:
    """Return what Ollama wants for one of off, on, low, medium, high."""
    return {"off": False, "on": True}.get(choice, choice)
