"""The gate: which acts need a person's yes or a PIN, judged on what they would really touch."""

from .consent import PendingAct, act_on, question
from .intents import (
    async_confirmation_for_intent,
    async_is_guarded_intent,
    async_resolve,
    confirmation_for_targets,
    verb_of,
)
from .keeper import PinKeeper
from .levels import Confirmation, strictest
from .owner import DEFAULTS, Area, OwnerPolicy, async_set_policy, level_of
from .pin import Tries, Verdict, hash_pin, is_valid_pin, matches
from .risk import confirmation_for

__all__ = [
    "DEFAULTS",
    "Area",
    "Confirmation",
    "OwnerPolicy",
    "PendingAct",
    "PinKeeper",
    "Tries",
    "Verdict",
    "act_on",
    "async_confirmation_for_intent",
    "async_is_guarded_intent",
    "async_resolve",
    "async_set_policy",
    "confirmation_for",
    "confirmation_for_targets",
    "hash_pin",
    "is_valid_pin",
    "level_of",
    "matches",
    "question",
    "strictest",
    "verb_of",
]
