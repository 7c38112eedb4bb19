"""The calls of a turn, so that a model that repeats itself is not obeyed again."""

from collections.abc import Sequence

from homeassistant.components.conversation import ToolResultContent
from homeassistant.helpers import llm
from homeassistant.helpers.json import json_dumps


class Repeats:
    """Knows which calls were made: an identical one is made once, also within a round."""

    def __init__(self) -> None:
        """Start with none."""
        self._made: set[str] = set()
        self._asked: set[str] = set()
        self._repeated = False

    def is_new(self, call: llm.ToolInput) -> bool:
        """Return whether a call was not made yet; one that failed may be tried again."""
        key = _key(call)
        if key in self._made or key in self._asked:
            self._repeated = True
            return False
        self._asked.add(key)
        return True

    def end_round(
        self, calls: Sequence[llm.ToolInput], results: Sequence[ToolResultContent]
    ) -> bool:
        """Note what came of a round; return whether it held nothing but repetitions."""
        by_id = {item.tool_call_id: item.result for item in results}
        for call in calls:
            result = by_id.get(call.id)
            # What only looks may look again; what was begun may have come about.
            if result is not None and not result.error and "done" in result.data:
                self._made.add(_key(call))
        only = self._repeated and not calls
        self._asked.clear()
        self._repeated = False
        return only


def _key(call: llm.ToolInput) -> str:
    """Return what two identical calls have in common."""
    said = {key: value for key, value in call.tool_args.items() if value not in ("", None, [])}
    return f"{call.tool_name} {json_dumps(dict(sorted(said.items())))}".casefold()
