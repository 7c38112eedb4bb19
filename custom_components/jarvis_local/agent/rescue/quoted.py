"""Calls that a text only repeats: a song's title or a list's item may play one."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from homeassistant.components.conversation import Content, ToolResultContent

from ...ollama.types import ToolCall
from ...tools import known_names, translate
from .offered import is_code


def not_quoted(calls: Sequence[ToolCall], content: Iterable[Content]) -> list[ToolCall]:
    """Return the calls whose tool no result told of: what the home says is no order of the model's."""
    told = " ".join(
        text.casefold()
        for item in content
        if isinstance(item, ToolResultContent) and not item.result.error
        for text in _texts(item.result.data)
    )
    return [call for call in calls if not told or not _is_told(call.name, told)]


def _is_told(tool: str, told: str) -> bool:
    """Return whether a text holds a tool's name, or another one for it, as a call would."""
    ours = translate(tool, {})[0]
    names = {tool, *(name for name in known_names() if translate(name, {})[0] == ours)}
    for name in names:
        written = name.casefold()
        signs = (written,) if is_code(name) else (f"{written}(", f'"{written}"', f"'{written}'")
        if any(sign in told for sign in signs):
            return True
    return False


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a value, whatever it is made of."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield str(key)
            yield from _texts(part)
    elif isinstance(value, Iterable):
        for part in value:
            yield from _texts(part)
