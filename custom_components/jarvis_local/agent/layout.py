"""Chooses how a model is spoken to: by its settings, its server's template, else its family."""

from collections.abc import Mapping, Sequence
import json
from pathlib import Path
import re
from typing import Any, Final

from ..const import CONF_NUM_PREDICT, LOGGER
from ..models import AgentSettings, Mode
from ..ollama import Capability, ChatRequest, InstalledModel, Layout, OllamaError, OllamaServer
from ..pool import ServerPool

# Families whose templates put the tools into the last message; anyone can add one.
_FAMILIES: Final[Mapping[str, Sequence[str]]] = json.loads(
    (Path(__file__).parent.parent / "model_families.json").read_bytes()
)
_SEPARATORS: Final = re.compile(r"[\s_-]+")

# Words that no template has, to find again in what it makes of them.
_SYSTEM: Final = "Zebrasystem"
_TOOL: Final = "zebratool"
_FIRST: Final = "Zebrafirst"
_ANSWER: Final = "Zebraanswer"
_LAST: Final = "Zebralast"
_PROBE_TOOL: Final[Mapping[str, Any]] = {
    "type": "function",
    "function": {
        "name": _TOOL,
        "description": "None.",
        "parameters": {"type": "object", "properties": {"name": {"type": "string"}}},
    },
}
_PROBE: Final = (
    {"role": "system", "content": _SYSTEM},
    {"role": "user", "content": _FIRST},
    {"role": "assistant", "content": _ANSWER},
    {"role": "user", "content": _LAST},
)


async def async_learn_layout(
    pool: ServerPool, server: OllamaServer, settings: AgentSettings
) -> Layout | None:
    """Ask a server, once for each digest, where a model's template puts the tools; never raises.

    A server that does not know the question reads a few words instead and forgets what it had read:
    ask before the prompt is read for someone, not after.
    """
    model = pool.model(settings.model)
    if model is None or not model.digest or Capability.TOOLS not in model.capabilities:
        return None
    if model.digest not in server.layouts:
        request = ChatRequest(
            model=settings.model,
            messages=_PROBE,
            tools=(_PROBE_TOOL,),
            options={**pool.runner_options(settings), CONF_NUM_PREDICT: 1},
            keep_alive=settings.keep_alive,
        )
        try:
            server.layouts[model.digest] = layout_of(await server.async_render(request))
        except OllamaError as err:
            LOGGER.debug("Could not look at the template of %s: %r", settings.model, err)
    return server.layouts.get(model.digest)


def layout_of(rendered: str | None) -> Layout | None:
    """Return where the tool stands in a rendered probe, None where there is none to look at."""
    if rendered is None or (system := rendered.find(_SYSTEM)) < 0:
        return None
    tool, first = rendered.find(_TOOL), rendered.find(_FIRST)
    if tool < 0:
        return Layout.NOWHERE
    if tool > first:
        return Layout.LAST_USER
    return Layout.BEFORE_SYSTEM if tool < system else Layout.AFTER_SYSTEM


def is_structured(pool: ServerPool, settings: AgentSettings) -> bool:
    """Return whether a model is asked for structured answers."""
    if settings.mode is not Mode.AUTO:
        return settings.mode is Mode.STRUCTURED
    model = pool.model(settings.model)
    # Ollama's cloud holds no answer to a format.
    if model is not None and model.is_remote:
        return False
    if model is not None and Capability.TOOLS not in model.capabilities:
        return True
    if model is not None and (layout := _known_layout(pool, model)) is not None:
        return layout in (Layout.LAST_USER, Layout.NOWHERE)
    name = _SEPARATORS.sub("", settings.model.lower())
    return any(family in name for family in _FAMILIES["structured"])


def _known_layout(pool: ServerPool, model: InstalledModel) -> Layout | None:
    """Return what a server's template showed, of the first server that did."""
    found = (c.server.layouts.get(model.digest) for c in pool.coordinators.values())
    return next(filter(None, found), None)
