"""The marks that models put around tool calls, and what may stand right before one."""

import re
from typing import Final

_TAGS: Final = (
    r"tool_calls?|tools?|tool_use|tool_code|function_calls?|functions?|invoke|parameters?|param|arg_key"
    r"|arg_value|arguments|start_function_call|end_function_call|action"
)
MARK: Final = re.compile(
    # HTML-like tags, tokens with bars, and brackets in capitals.
    rf"</?(?:\w+:)?(?:{_TAGS})\b[^<>\n]{{0,120}}>"
    r"|<[|｜][^<>\n]{0,40}(?:tool|func|call|python|action|invoke|arg|param)[^<>\n]{0,80}>"
    r"|</?[^<>\n|]{0,20}(?:tool|call|function)[^<>\n|]{0,20}\|>"
    r"|</[|｜][^<>\n]{0,80}>"
    r"|\[/?(?:END_)?(?:TOOL_CALLS?|TOOL_REQUEST|ARGS|CALL_ID)\]?",
    re.IGNORECASE,
)
_CLOSING: Final = re.compile(r"^(?:</|<[|｜]/|\[/|\[END)|end|\|>$(?<!<\|call\|>)", re.IGNORECASE)
_BARS: Final = re.compile(r"^<[|｜].*[|｜]>$")

# Never part of a sentence, and often before a call on the same line.
_DECORATION: Final = re.compile(
    r"(?:(?<![^\W_])(?:print|call|tool\.call|tool_call|functools|Action|Tool|Function|to|json)[(:=]"
    r"|(?<![^\W_])(?:await|return)\s|[\s\[(<`*\"'>_])*\Z",
    re.IGNORECASE,
)
_HALF: Final = re.compile(r"<([/|｜]{0,2})([\w:.=▁|｜/-]*)\Z")
_NAMES: Final = (
    "function_calls",
    "function",
    "tools",
    "tool_calls",
    "invoke",
    "parameter",
    "start_function_call",
    "arg_key",
)
_FENCE: Final = re.compile(r"```[ \t]*\w*[ \t]*\n?")
SENTENCE_END: Final = re.compile(r"(?:(?<=[^\s\d]\S)|(?<=\w\s))[.!?…][\"')»”]{0,3}\s+|(?<![:\n])\n")
LEAD: Final = 60


def is_closing(mark: str) -> bool:
    """Return whether a mark ends a call."""
    if _BARS.match(mark):
        return "end" in mark.lower() or "/" in mark or mark.lower() == "<|call|>"
    return bool(_CLOSING.search(mark))


def half_mark(text: str) -> int | None:
    """Return where a mark begins that was broken off at the end of a text."""
    match = _HALF.search(text, max(0, len(text) - 100))
    if match is None:
        return None
    word = match[2].rpartition(":")[2].lower()
    is_half = bool(word) and any(t.startswith(word) or word.startswith(f"{t}=") for t in _NAMES)
    return match.start() if match[1].strip("/") or is_half else None


def is_tool_call(mark: str) -> bool:
    """Return whether a mark can be of nothing but a tool call."""
    return mark[:1] in "<[" and "tool" in mark.lower() and "call" in mark.lower()


def undecorated(text: str) -> int:
    """Return where the decoration at the end of a text begins."""
    tail = text[-100:]
    match = _DECORATION.search(tail)
    return len(text) - len(tail) + (match.start() if match else len(tail))


def sentence_start(text: str) -> int:
    """Return where the last sentence of a text begins, the end of it where that is complete."""
    start = 0
    for match in SENTENCE_END.finditer(text):
        start = match.end()
    return start


def without_fences(text: str) -> str:
    """Return a text without the beginnings and ends of code blocks."""
    return _FENCE.sub("", text)
