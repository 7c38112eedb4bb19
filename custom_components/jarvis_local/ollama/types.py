"""Values that cross the door to a model server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from homeassistant.const import CONF_API_KEY, CONF_URL, CONF_VERIFY_SSL
from homeassistant.helpers.json import json_dumps

from ..const import CONF_HEADERS


@dataclass(frozen=True, kw_only=True)
class ServerAddress:
    """Where an Ollama server is and how to be let in."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    verify_ssl: bool = True

    @classmethod
    def from_config(cls, data: Mapping[str, Any]) -> Self:
        """Read a server subentry's data; the API key becomes a bearer token."""
        headers = dict(data.get(CONF_HEADERS, {}))
        if key := data.get(CONF_API_KEY, "").strip():
            headers["Authorization"] = f"Bearer {key}"
        return cls(
            url=data[CONF_URL].rstrip("/"),
            headers=headers,
            verify_ssl=data.get(CONF_VERIFY_SSL, True),
        )


class Layout(StrEnum):
    """Where a model's template puts the tools."""

    BEFORE_SYSTEM = "before_system"
    AFTER_SYSTEM = "after_system"
    # It moves with every turn, so that nothing after it is found in the server's memory again.
    LAST_USER = "last_user"
    NOWHERE = "nowhere"


class Capability(StrEnum):
    """What a model can do, as `/api/show` names it."""

    COMPLETION = "completion"
    TOOLS = "tools"
    VISION = "vision"
    THINKING = "thinking"
    EMBEDDING = "embedding"


@dataclass(frozen=True, kw_only=True)
class InstalledModel:
    """A model that is on a server; `size` in bytes, `context_length` in tokens.

    `digest` is another when the model or its template is.
    """

    name: str
    size: int = 0
    capabilities: frozenset[Capability] = frozenset()
    context_length: int | None = None
    is_remote: bool = False
    digest: str = field(default="", compare=False)


@dataclass(frozen=True, kw_only=True)
class LoadedModel:
    """A model in a server's memory; sizes in bytes, `context_length` in tokens."""

    name: str
    size: int = 0
    size_vram: int = 0
    context_length: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ToolCall:
    """A tool call as the model made it; the arguments are not validated.

    `unreadable` is what the model wrote where an object of arguments should have been; then
    `arguments` is empty and the call deserves an error as its result.
    """

    name: str
    arguments: dict[str, Any]
    unreadable: str | None = None


@dataclass(frozen=True, kw_only=True)
class ChatRequest:
    """One round with a model: the body of `/api/chat`."""

    model: str
    messages: Sequence[Mapping[str, Any]]
    tools: Sequence[Mapping[str, Any]] = ()
    output_format: Mapping[str, Any] | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    keep_alive: int | str = -1
    think: bool | str = False

    @cached_property
    def prefix(self) -> int:
        """Identify what a server evaluates before the conversation: instructions, tools, context."""
        first = [*self.messages[:1], *self.tools]
        return hash((json_dumps(first), self.options.get("num_ctx"), self.think))


@dataclass(frozen=True, kw_only=True)
class ChatChunk:
    """A piece of an answer; the token counts come with the last one."""

    content: str = ""
    thinking: str = ""
    tool_calls: Sequence[ToolCall] = ()
    done: bool = False
    done_reason: str | None = None
    prompt_tokens: int | None = None
    output_tokens: int | None = None


@dataclass(frozen=True, kw_only=True)
class Timeouts:
    """Bounds on an answer in seconds: to its first token, between two, and on the whole of it."""

    first_token: float
    total: float
