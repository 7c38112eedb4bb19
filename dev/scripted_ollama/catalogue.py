"""The models that are on the server, and those that it could download."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from .errors import RefusedError, model_missing
from .render import Layout

GIB = 2**30
MODIFIED_AT = "2026-08-21T18:48:22.5Z"


@dataclass(frozen=True)
class Model:
    """A model as `/api/tags` and `/api/show` describe it; sizes in bytes, contexts in tokens.

    `num_ctx` is what its Modelfile sets, if anything. `layout` is where its template puts tools.
    """

    name: str
    capabilities: tuple[str, ...] = ("completion", "tools")
    size: int = 3 * GIB
    context_length: int = 40960
    family: str = "qwen3"
    parameter_size: str = "4.0B"
    quantization_level: str = "Q4_K_M"
    embedding_length: int = 384
    num_ctx: int | None = None
    system: str = ""
    remote_host: str = ""
    remote_model: str = ""
    size_vram: int | None = None
    layout: Layout = Layout.SYSTEM_TOOLS

    @property
    def full_name(self) -> str:
        """Return the name with its tag."""
        return tagged(self.name)

    @property
    def registry_name(self) -> str:
        """Return the name with its registry, as some of Ollama's errors spell it."""
        library = "" if "/" in self.name else "library/"
        return f"registry.ollama.ai/{library}{self.full_name}"

    @property
    def digest(self) -> str:
        """Return a digest that stays the same for the same model."""
        return sha256(repr(self).encode()).hexdigest()

    def can(self, capability: str) -> bool:
        """Return whether the model has a capability."""
        return capability in self.capabilities

    @property
    def details(self) -> dict[str, Any]:
        """Return the family and size of the model."""
        return {
            "parent_model": "",
            "format": "" if self.remote_host else "gguf",
            "family": self.family,
            "families": [self.family],
            "parameter_size": self.parameter_size,
            "quantization_level": self.quantization_level,
        }

    @property
    def remote(self) -> dict[str, str]:
        """Return where a cloud model really runs; empty for one that runs here."""
        if not self.remote_host:
            return {}
        return {"remote_model": self.remote_model or self.name, "remote_host": self.remote_host}


class Catalogue:
    """Installed models by name, and the library to pull from."""

    def __init__(self, models: Iterable[Model], library: Iterable[Model]) -> None:
        """Install the first, offer the second."""
        self.installed = {model.full_name.casefold(): model for model in models}
        self.library = {model.full_name.casefold(): model for model in library}

    def find(self, name: str) -> Model:
        """Return an installed model, or raise Ollama's refusal.

        A name that ends in `:local` is never answered by a model that runs elsewhere.
        """
        if not name:
            raise RefusedError(400, "model is required")
        bare = name.removesuffix(":local")
        model = self.installed.get(tagged(bare).casefold())
        if model is None or (bare != name and model.remote_host):
            raise model_missing(name)
        return model

    def offered(self, name: str) -> Model | None:
        """Return a model that can be pulled; one that is installed can be pulled again."""
        key = tagged(name).casefold()
        return self.library.get(key) or self.installed.get(key)

    def add(self, model: Model) -> None:
        """Install a model."""
        self.installed[model.full_name.casefold()] = model

    def remove(self, model: Model) -> None:
        """Remove an installed model."""
        del self.installed[model.full_name.casefold()]


def tagged(name: str) -> str:
    """Return a name with its tag, which is `latest` where none is given."""
    return name if ":" in name.rpartition("/")[2] else f"{name}:latest"
