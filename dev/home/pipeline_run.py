"""What one run of an Assist pipeline sent."""

from dataclasses import dataclass
from typing import Any

type Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class PipelineRun:
    """Everything that one run of an Assist pipeline sent."""

    events: list[Json]

    def last(self, kind: str) -> Json | None:
        """Return the data of the last event of a kind, such as `intent-end` or `error`."""
        found = [event["data"] for event in self.events if event["type"] == kind]
        return found[-1] if found else None

    @property
    def error(self) -> Json | None:
        """The error event, with `code` and `message`."""
        return self.last("error")

    @property
    def speech(self) -> str:
        """What is said at the end; empty when the run failed."""
        end = self.last("intent-end")
        if end is None:
            return ""
        plain: Json = end["intent_output"]["response"]["speech"].get("plain", {})
        return str(plain.get("speech", ""))

    @property
    def conversation_id(self) -> str | None:
        """What continues this conversation."""
        end = self.last("intent-end")
        return None if end is None else end["intent_output"]["conversation_id"]

    @property
    def deltas(self) -> list[Json]:
        """The chat log's deltas, in the order in which they were streamed."""
        return [
            event["data"]["chat_log_delta"]
            for event in self.events
            if event["type"] == "intent-progress" and "chat_log_delta" in event["data"]
        ]

    @property
    def streamed(self) -> str:
        """The text that arrived while it was written."""
        return "".join(
            delta.get("content") or "" for delta in self.deltas if "tool_call_id" not in delta
        )
