"""The gate: which acts need a person's yes or a PIN, judged on what they would really touch."""

from .intents import (
    async_confirmation_for_intent,
    async_is_guarded_intent,
    async_resolve,
    confirmation_for_targets,
)
from .levels import Confirmation, strictest
from .risk import confirmation_for

__all__ = [
    "Confirmation",
    "async_confirmation_for_intent",
    "async_is_guarded_intent",
    "async_resolve",
    "confirmation_for",
    "confirmation_for_targets",
    "strictest",
]
