"""What became of one try, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
import re

from .agents import Said
from .homes import Conditions, Request
from .judge import differences, is_to_act

_CALL_IN_TEXT = re.compile(r"Hass[A-Z]\w+|tool_call|\"(?:name|arguments)\"\s*:", re.IGNORECASE)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|\b\w+=<.*|:.*", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Whether the home is as it should be; `wrong` says where it is not, `why` the kind of fault.

    `to_act` is False where nothing must change; `asked` is a question while nothing was changed.
    """

    good: bool
    to_act: bool
    asked: bool
    wrong: Sequence[str]
    why: str
    said: Said


def verdict(request: Request, before: Conditions, after: Conditions, said: Said) -> Verdict:
    """Judge what was said and done upon a request."""
    wrong = differences(before, after, request)
    changed = after != before
    to_act = is_to_act(before, request)
    asked = said.asks and not changed
    why = _why(said, to_act=to_act, changed=changed, asked=asked) if wrong or said.crash else ""
    return Verdict(good=not wrong, to_act=to_act, asked=asked, wrong=wrong, why=why, said=said)


def _why(said: Said, *, to_act: bool, changed: bool, asked: bool) -> str:
    """Return the kind of fault."""
    if said.crash:
        return "the agent raised"
    if not to_act:
        return "acted where it had to ask"
    if changed:
        return "did something else"
    errors = [call.error for call in said.calls if call.error]
    if said.needs_consent:
        return "refused: needs consent"
    if errors:
        return f"tool error: {_QUOTED.sub('…', errors[0])[:60].strip()}"
    if said.calls:
        return "call without effect"
    if said.rounds and _CALL_IN_TEXT.search(said.speech):
        return "call written as text, spoken"
    if asked:
        return "asked instead of acting"
    return "no call" if said.rounds else "not understood"
