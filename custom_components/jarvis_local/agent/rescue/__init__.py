"""Tool calls that a model prints as text: found, read, repaired, and kept out of speech."""

from .find import Rescued, find_calls
from .names import near_name
from .offered import Offered
from .stream import CallFilter
from .thoughts import ThoughtFilter

__all__ = ["CallFilter", "Offered", "Rescued", "ThoughtFilter", "find_calls", "near_name"]
