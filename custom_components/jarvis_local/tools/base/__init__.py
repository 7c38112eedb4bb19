"""What every tool is built on; the modules beside this package import from here only."""

from .describe import describe
from .fit import fit_of, lacking
from .hints import async_area_of
from .intent_tool import IntentTool, async_find
from .parameters import AREA, CONTROLS, FLOOR, KIND, NAME, READS, TARGET, choice, percentage
from .request import Deed, Request, current_request
from .spec import TARGET_ARGUMENTS, Act, CannotError, IntentSpec, values
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
    "TARGET_ARGUMENTS",
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
    "fit_of",
    "is_done",
    "lacking",
    "percentage",
    "values",
    "which_one",
]
