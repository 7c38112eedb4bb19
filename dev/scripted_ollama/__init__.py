"""A scripted stand-in for Ollama: its HTTP API, and a model that says what it is told to."""

from .catalogue import Model
from .failures import Failure
from .recording import Recorded
from .render import Layout
from .script import Call, Reply
from .server import ScriptedOllama
from .speed import Evaluation, Speed

__all__ = [
    "Call",
    "Evaluation",
    "Failure",
    "Layout",
    "Model",
    "Recorded",
    "Reply",
    "ScriptedOllama",
    "Speed",
]
