"""Why a turn could not be finished: a server's reason, or one of the agent's own."""

from enum import StrEnum

from ..ollama.errors import Reason


class Trouble(StrEnum):
    """The agent's own reasons; as with `Reason`, the value is the key of the words for it."""

    NO_SERVER = "no_server"
    NO_MODEL = "no_model"
    TOO_MANY_ROUNDS = "too_many_rounds"
    EMPTY_ANSWER = "empty_answer"
    TOOL_TIMEOUT = "tool_timeout"
    TOO_LONG = "too_long"
    INVALID_STRUCTURED_ANSWER = "invalid_structured_answer"


type Cause = Reason | Trouble

# With these no model answers at all, so only local understanding is left.
WITHOUT_MODEL = frozenset({Trouble.NO_SERVER, Trouble.NO_MODEL, Reason.UNREACHABLE})
