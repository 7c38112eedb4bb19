"""What every tool is built on; the modules beside this package import from here only."""

from .describe import describe
from .hints import async_area_of
from .intent_tool import IntentTool, async_find
from .parameters import AREA, CONTROLS, FLOOR, KIND, NAME, READS, TARGET, choice, percentage
from .request import Deed, Request, current_request
from .spec import Act, CannotError, IntentSpec, values
from .spoken import named_by_user
from .tool import Call, JarvisTool, failure, is_done
from .unresolved import UnresolvedError, which_one

__all__ = [
    "AREA",
    "CONTROLS",
    "FLOOR",
    "KIND",
    "NAME",
    "READS",
    "TARGET",
    "Act",
    "Call",
    "CannotError",
    "Deed",
    "IntentSpec",
    "IntentTool",
    "JarvisTool",
    "Request",
    "UnresolvedError",
    "async_area_of",
    "async_find",
    "choice",
    "current_request",
    "describe",
    "failure",
    "is_done",
    "named_by_user",
    "percentage",
    "values",
    "which_one",
]
