"""The part of a request that never changes: how the model is spoken to, its instructions, the home."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import llm

from ..home import Form, ShownHome, async_shown_home, estimate_tokens
from ..models import AgentSettings, Mode
from ..ollama.tokens import ContextNeed
from ..pool import ServerPool
from .guard import Guard, guard_for
from .layout import is_structured
from .prompt import async_system_prompt
from .structured import Asked, StructuredWire, ToolsWire, Wire
from .wire import fitting, tool_schemas

# A listing that moved with every token learned would be read anew each time.
_STEP: Final = 100
# With less than this left for the home, its tools are better told in fewer words.
_LEAST_HOME: Final = 300

_estimate = lru_cache(maxsize=8)(estimate_tokens)


@dataclass(frozen=True, kw_only=True)
class Prefix:
    """What a model is told before anyone has spoken; `plain` is said where no tools are offered."""

    wire: Wire
    guard: Guard
    tools: Sequence[Mapping[str, Any]]
    home: ShownHome
    instructions: str
    plain: str

    def system(self, offered: Sequence[Mapping[str, Any]]) -> str:
        """Return the system prompt that goes with the tools offered."""
        return self.instructions if offered else self.plain

    def opening(self, *, can_call: bool) -> Asked:
        """Return a request that has the model, which may be unable to call tools, read it all."""
        tools = self.tools if can_call or not self.wire.needs_tools else ()
        messages = [
            {"role": "system", "content": self.system(tools)},
            {"role": "user", "content": ""},
        ]
        return self.wire.request(tools, messages)


@dataclass(frozen=True, kw_only=True)
class _Draft:
    """A prefix that is being put together."""

    hass: HomeAssistant
    settings: AgentSettings
    api: llm.APIInstance | None
    tools: Sequence[Mapping[str, Any]]
    wire: Wire
    guard: Guard

    def offered(self, home: ShownHome) -> Sequence[Mapping[str, Any]]:
        """Return the tools that go with so much of the home."""
        return fitting(self.tools, home)

    def instructions(self, home: ShownHome) -> str:
        """Return the system prompt with so much of the home."""
        rules = None
        if self.api is not None and self.tools:
            told = self.wire.rules(self.offered(home))
            rules = "\n".join(filter(None, (self.api.api_prompt, told)))
        return async_system_prompt(self.hass, self.settings, tool_rules=rules, home=home.text)

    def tokens(self, home: ShownHome) -> int:
        """Return how many tokens it takes with so much of the home; at first a hopeful guess."""
        messages = [{"role": "system", "content": self.instructions(home)}]
        sent = self.wire.request(self.offered(home), messages)
        return self.guard.hopeful(sent.messages, sent.tools)

    def left(self) -> int:
        """Return how many tokens are left for the home where it cannot be shown whole."""
        return self.guard.for_prefix - self.tokens(ShownHome(text="-", form=Form.PLACES))

    def shorter(self, whole: ShownHome) -> ShownHome:
        """Return as much of the home as there is room for."""
        listed = self.guard.hopeful([{"content": whole.text}])
        budget = int(self.left() * _estimate(whole.text) / listed)
        reader = f"{self.settings.name} {self.settings.model}"
        return async_shown_home(self.hass, max(0, budget // _STEP * _STEP), reader=reader)


@callback
def async_prefix(
    hass: HomeAssistant,
    pool: ServerPool,
    settings: AgentSettings,
    api: llm.APIInstance | None,
    answers: dict[str, str] | None = None,
) -> Prefix:
    """Return what a model is told first; `answers` are those it wrote in this conversation."""
    structured = StructuredWire(answers={} if answers is None else answers)
    draft = _Draft(
        hass=hass,
        settings=settings,
        api=api,
        tools=tool_schemas(api),
        wire=structured if is_structured(pool, settings) else ToolsWire(),
        guard=guard_for(pool, settings),
    )
    if draft.wire.needs_tools and settings.mode is Mode.AUTO and draft.left() < _LEAST_HOME:
        draft = replace(draft, wire=structured)
    whole = async_shown_home(hass)
    wanted = draft.tokens(whole)
    home = whole if wanted <= draft.guard.for_prefix else draft.shorter(whole)
    _note_need(pool, draft, wanted)
    return Prefix(
        wire=draft.wire,
        guard=draft.guard,
        tools=draft.offered(home),
        home=home,
        instructions=draft.instructions(home),
        plain=async_system_prompt(hass, settings, tool_rules=None, home=home.text),
    )


def _note_need(pool: ServerPool, draft: _Draft, wanted: int) -> None:
    """Note whether the whole home fits, once that is more than a guess."""
    guard, settings = draft.guard, draft.settings
    if guard.meter.learned:
        need = ContextNeed(wanted=wanted + guard.context - guard.for_prefix, room=guard.context)
        pool.meters.note_need(settings.name, settings.model, need)
