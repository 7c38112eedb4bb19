"""Reads what a server tells about its models."""

from collections.abc import Mapping
from typing import Any

import ollama

from .types import Capability, InstalledModel, LoadedModel


def canonical(name: str) -> str:
    """Return a model's name as the server compares it: with a tag, in lower case."""
    lowered = name.lower()
    return lowered if ":" in lowered.rpartition("/")[2] else f"{lowered}:latest"


def is_remote_name(name: str) -> bool:
    """Return whether a name alone says that the model runs in Ollama's cloud."""
    return name.lower().endswith((":cloud", "-cloud"))


def installed(name: str, size: int, shown: Mapping[str, Any], digest: str = "") -> InstalledModel:
    """Return a model from its `/api/show`."""
    return InstalledModel(
        name=name,
        size=size,
        capabilities=_capabilities(shown),
        context_length=_context_length(shown.get("model_info")),
        # An alias of a cloud model may have any name; only this tells.
        is_remote=is_remote_name(name)
        or bool(shown.get("remote_host") or shown.get("remote_model")),
        digest=digest,
    )


def loaded(model: ollama.ProcessResponse.Model) -> LoadedModel:
    """Return a model from `/api/ps`."""
    return LoadedModel(
        name=model.name or model.model or "",
        size=int(model.size or 0),
        size_vram=int(model.size_vram or 0),
        context_length=model.context_length,
        expires_at=model.expires_at,
    )


def _capabilities(shown: Mapping[str, Any]) -> frozenset[Capability]:
    """Return what a model can do; servers before 0.6.4 only show a template."""
    named = shown.get("capabilities")
    if isinstance(named, list):
        return frozenset(Capability(name) for name in named if name in Capability)
    if ".Tools" in str(shown.get("template")):
        return frozenset({Capability.COMPLETION, Capability.TOOLS})
    return frozenset({Capability.COMPLETION})


def _context_length(info: Any) -> int | None:
    """Return the longest context a model was made for, in tokens."""
    if not isinstance(info, Mapping):
        return None
    length = info.get(f"{info.get('general.architecture')}.context_length")
    return length if isinstance(length, int) else None
