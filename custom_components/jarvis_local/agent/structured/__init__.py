"""How a model is spoken to: with Ollama's tools, or with answers held to a structure.

A structured answer is `{"do": [{"HassTurnOn": {…}}]}` or `{"do": [], "say": "…"}`. Models without support
for tools can give it, it is always valid, and the tools stand where they are read only once.
"""

from .wire import RESULTS, Asked, StructuredWire, ToolsWire, Wire

__all__ = ["RESULTS", "Asked", "StructuredWire", "ToolsWire", "Wire"]
