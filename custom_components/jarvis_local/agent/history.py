"""What of a conversation is sent again, and what is told of the rest of it."""

from collections.abc import Collection, Sequence
from typing import Final

from homeassistant.components.conversation import (
    AssistantContent,
    Content,
    ToolResultContent,
    UserContent,
)
from homeassistant.helpers import llm

from ..tools.base import is_done
from .signs import Mark

# Home Assistant writes these into the log when an agent fails; they were never said.
_ERROR_PREFIX: Final = "Error: "
_NO_RESPONSE: Final = "(no response)"

# Of what was said before the history that is kept, in characters and turns.
_TOLD_WORDS: Final = 48
_TOLD_TURNS: Final = 8
_BRACKETS: Final = str.maketrans("[]", "()")


def history_start(content: Sequence[Content], max_history: int) -> int:
    """Return where the kept history starts, always at a user's turn.

    The window moves in steps of half its length: each move costs a whole evaluation of the prompt.
    """
    turns = [index for index, item in enumerate(content) if isinstance(item, UserContent)]
    if not turns:
        return len(content)
    if max_history < 1 or len(turns) <= max_history:
        return turns[0]
    step = max(1, max_history // 2)
    steps = -(-(len(turns) - max_history) // step)
    return turns[min(steps * step, len(turns) - 1)]


def told_earlier(content: Sequence[Content], unsaid: Collection[int]) -> str:
    """Return what was asked and done in turns that are no longer sent, as a note; the same each time."""
    turns: list[str] = []
    targets: dict[str, str] = {}
    for position, item in enumerate(content):
        if isinstance(item, UserContent):
            turns.append(_clipped(item.content))
        elif isinstance(item, ToolResultContent) and turns and is_done(item.result):
            turns[-1] += f" ({item.tool_name}{targets.get(item.tool_call_id, '')} done)"
        elif isinstance(item, AssistantContent) and turns and position not in unsaid:
            targets |= {call.id: _target(call) for call in item.tool_calls or ()}
            turns[-1] += f" - {_clipped(words)}" if (words := said(item)) else ""
    if not turns:
        return ""
    return f"[Earlier in this conversation: {'; '.join(turns[-_TOLD_TURNS:])}]"


def _target(call: llm.ToolInput) -> str:
    """Return what a call was about, with a space before it."""
    named = (call.tool_args.get(key) for key in ("name", "area", "floor"))
    return next((f" {_clipped(name)}" for name in named if isinstance(name, str)), "")


def _clipped(text: str) -> str:
    """Return the beginning of a text for a note."""
    return one_line(text)[:_TOLD_WORDS]


def one_line(text: str) -> str:
    """Return a text on one line and without brackets, which mark notes."""
    return " ".join(text.translate(_BRACKETS).split())


def said(item: AssistantContent) -> str:
    """Return what was really said, without the sign that a reader saw before it."""
    text = (item.content or "").strip()
    if isinstance(item.native, Mark):
        text = item.native.removed(text)
    return "" if text == _NO_RESPONSE or text.startswith(_ERROR_PREFIX) else text
