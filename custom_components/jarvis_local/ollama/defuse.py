"""Takes the sting out of text that plays a model's own control tokens.

A server reads such tokens wherever they stand, so a device's name, a song's title or a message could
end the turn it is quoted in and speak as the system.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
import re
from typing import Any, Final

_MARKS: Final = re.compile(
    r"<(?=[|｜])"
    r"|<(?=/?(?:s|bos|eos|start_of_turn|end_of_turn|tool_call|tool_response|think)>)"
    r"|\[(?=/?(?:INST|SYSTEM_PROMPT|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS)\])"
)


def defused(value: Any) -> Any:
    """Return messages in which no text holds a control token; pictures stay as they are."""
    if isinstance(value, str):
        return _defused_text(value)
    if isinstance(value, Mapping):
        return {key: part if key == "images" else defused(part) for key, part in value.items()}
    if isinstance(value, Sequence):
        return [defused(part) for part in value]
    return value


@lru_cache(maxsize=16)
def _defused_text(text: str) -> str:
    """Return a text in which nothing is a control token; the long first message is always the same."""
    return _MARKS.sub(lambda mark: f"{mark[0]} ", text)
