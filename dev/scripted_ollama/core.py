"""What the routes share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .catalogue import Catalogue
from .engine import Engine
from .failures import Failure
from .recording import Recorded
from .render import Tokenize
from .script import Script
from .speed import Evaluation


@dataclass(kw_only=True)
class Core:
    """The state of one stand-in; `failures` are by path, `pull_delay` is in seconds a line."""

    catalogue: Catalogue
    engine: Engine
    tokenize: Tokenize
    version: str
    required_headers: Mapping[str, str]
    cloud_disabled: bool
    real_time: bool
    pull_delay: float
    script: Script = field(default_factory=Script)
    requests: list[Recorded] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    failures: dict[str, Failure] = field(default_factory=dict)


CORE = web.AppKey("core", Core)
BODY = web.RequestKey("body", dict[str, Any])
