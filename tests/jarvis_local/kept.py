"""What the store's tests keep: entries with everything filled in that a test does not care about."""

from datetime import UTC, datetime, timedelta
from typing import Any

from custom_components.jarvis_local.store import audit

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def act(**values: Any) -> audit.AuditEntry:
    """Return the entry of an act."""
    plain: dict[str, Any] = {
        "at": NOW,
        "person": "person.anna",
        "tool": "lock",
        "decision": audit.Decision.RUN,
    }
    return audit.AuditEntry(**plain | values)
