"""Repair issues of what is kept: why nothing can be, and what was set aside."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN, LOGGER
from .errors import StoreError, StoreReason

ISSUE_STORAGE: Final = "storage"
ISSUE_CORRUPT: Final = "storage_corrupt"

# Of these somebody can, and must, do something about.
_LASTING: Final = frozenset(
    {StoreReason.FULL, StoreReason.READ_ONLY, StoreReason.NEWER, StoreReason.FAILED}
)


class StoreIssues:
    """Keeps the issues true."""

    def __init__(self, hass: HomeAssistant, path: str) -> None:
        """Watch the store of a file."""
        self._hass = hass
        self._path = path
        self._current: StoreReason | None = None

    @callback
    def failed(self, err: StoreError) -> None:
        """Say once why nothing can be kept, until it can be or there is another reason."""
        reason = err.reason
        if reason not in _LASTING or reason is self._current:
            return
        self._current = reason
        # SQLite's own words: SQLAlchemy's would add the statement.
        cause = getattr(err.__cause__, "orig", err.__cause__)
        LOGGER.error("Nothing can be kept in %s: %s (%s)", self._path, reason, cause)
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            ISSUE_STORAGE,
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key=str(reason),
            translation_placeholders={"path": self._path},
        )

    @callback
    def works(self) -> None:
        """Take the issue away."""
        if self._current is not None:
            self._current = None
            ir.async_delete_issue(self._hass, DOMAIN, ISSUE_STORAGE)

    @callback
    def set_aside(self, name: str) -> None:
        """Say that what was kept is lost, until the owner has seen it."""
        LOGGER.error(
            "%s was damaged; it is now called %s, and a fresh one is used", self._path, name
        )
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            ISSUE_CORRUPT,
            is_fixable=True,
            is_persistent=True,
            severity=ir.IssueSeverity.ERROR,
            translation_key=ISSUE_CORRUPT,
            translation_placeholders={"path": self._path, "copy": name},
        )
