# Home Assistant puts probatio in voluptuous's place at run time; the type checker must see the same.
from probatio import *  # noqa: F403
from probatio import error as error, humanize as humanize
