"""What the store's tests keep: values with everything filled in that a test does not care about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from custom_components.jarvis_local.store import audit, autoreply, pending, watched, watchers

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def act(**values: Any) -> audit.Act:
    """Return an act."""
    plain: dict[str, Any] = {
        "at": NOW,
        "person": "person.anna",
        "tool": "lock",
        "decision": audit.Decision.RUN,
    }
    return audit.Act(**plain | values)


def question(**values: Any) -> pending.Pending:
    """Return a question that waits for a yes."""
    plain: dict[str, Any] = {
        "person": "person.anna",
        "device_id": "satellite",
        "conversation_id": "talk",
        "tool": "lock",
        "arguments": {"name": "Front door", "open": True, "pause": 1.5, "code": None},
        "targets": ("lock.front",),
        "level": "ask",
        "asked_at": NOW,
        "expires_at": NOW + timedelta(minutes=1),
    }
    return pending.Pending(**plain | values)


def rule(**values: Any) -> autoreply.Rule:
    """Return a rule for the next two hours."""
    plain: dict[str, Any] = {
        "person": "person.anna",
        "starts_at": NOW,
        "ends_at": NOW + 2 * HOUR,
        "created_at": NOW,
        "text": "I am in a meeting.",
    }
    return autoreply.Rule(**plain | values)


def answer(rule_id: str, **values: Any) -> autoreply.Answer:
    """Return an answer to Mum."""
    plain: dict[str, Any] = {
        "channel": "telegram",
        "sender": "Mum",
        "at": NOW,
        "text": "I am in a meeting.",
    }
    return autoreply.Answer(rule_id=rule_id, **plain | values)


def place(**values: Any) -> watched.Position:
    """Return how far Anna is in an episode."""
    plain: dict[str, Any] = {
        "person": "person.anna",
        "content_id": "episode-3",
        "title": "The Third",
        "at": NOW,
        "position": 61.5,
        "duration": 1800.0,
        "series": "The Series",
        "season": 1,
        "episode": 3,
        "player": "media_player.tv",
    }
    return watched.Position(**plain | values)


def watcher(**values: Any) -> watchers.Watcher:
    """Return a watcher for someone who leaves."""
    plain: dict[str, Any] = {
        "what": {"entity_id": "person.lea", "from": "Work"},
        "text": "Léa left work.",
        "person": "person.anna",
        "created_at": NOW,
        "expires_at": NOW + HOUR,
    }
    return watchers.Watcher(**plain | values)
