"""The gate: which acts need a person's yes or a PIN, judged on what they would really touch."""

from .consent import PendingAct, act_on, question
from .intents import (
    async_confirmation_for_intent,
    async_is_guarded_intent,
    async_resolve,
    confirmation_for_targets,
    verb_of,
)
from .levels import Confirmation, strictest
from .owner import DEFAULTS, Area, OwnerPolicy, async_forget_policy, async_set_policy, level_of
from .risk import confirmation_for

__all__ = [
    "DEFAULTS",
    "Area",
    "Confirmation",
    "OwnerPolicy",
    "PendingAct",
    "act_on",
    "async_confirmation_for_intent",
    "async_forget_policy",
    "async_is_guarded_intent",
    "async_resolve",
    "async_set_policy",
    "confirmation_for",
    "confirmation_for_targets",
    "level_of",
    "question",
    "strictest",
    "verb_of",
]
