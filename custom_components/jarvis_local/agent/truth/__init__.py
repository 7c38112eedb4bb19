"""Never a false "done": what a reply claims, and the gate that holds it back."""

from .claims import (
    Claim,
    admits,
    async_prepare,
    claims,
    is_command,
    is_open,
    is_question,
    wants_text,
)
from .gate import TruthGate

__all__ = [
    "Claim",
    "TruthGate",
    "admits",
    "async_prepare",
    "claims",
    "is_command",
    "is_open",
    "is_question",
    "wants_text",
]
