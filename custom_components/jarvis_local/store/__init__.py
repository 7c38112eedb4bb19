"""What must survive a restart, a kill and a power cut: kept in one file, written off the event loop.

A repository (`audit`, `pins`) is a module with its values and the functions that work on them;
`await store.async_run(audit.add, entry)` is how they are called, from anywhere.
"""

from . import audit, pins
from .errors import StoreError, StoreReason
from .store import Store

__all__ = ["Store", "StoreError", "StoreReason", "audit", "pins"]
