"""What can go wrong with what is kept, by name.

Each reason is the key of its words: `errors.<reason>` in `languages/` for the ear,
`exceptions.<reason>` and `issues.<reason>` in `translations/` for the eye.
"""

from enum import StrEnum

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN


class StoreReason(StrEnum):
    """Why something could not be kept or looked up."""

    FULL = "storage_full"
    READ_ONLY = "storage_read_only"
    NEWER = "storage_newer"
    FAILED = "storage_failed"
    SLOW = "storage_slow"
    CLOSED = "storage_closed"


class StoreError(HomeAssistantError):
    """Nothing of a piece of work was kept; with SLOW alone, nobody knows."""

    def __init__(self, reason: StoreReason) -> None:
        """Say why, in the user's language."""
        super().__init__(translation_domain=DOMAIN, translation_key=str(reason))
        self.reason = reason


class DamagedError(Exception):
    """The file is no database, or a broken one; it is set aside and a fresh one begun."""
