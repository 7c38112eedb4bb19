"""What every tool is built on; the modules beside this package import from here only."""

from .describe import describe
from .hints import async_area_of
from .intent_tool import IntentSpec, IntentTool
from .parameters import AREA, CONTROLS, FLOOR, NAME, READS, TARGET, percentage
from .tool import Call, JarvisTool, failure

__all__ = [
    "AREA",
    "CONTROLS",
    "FLOOR",
    "NAME",
    "READS",
    "TARGET",
    "Call",
    "IntentSpec",
    "IntentTool",
    "JarvisTool",
    "async_area_of",
    "describe",
    "failure",
    "percentage",
]
