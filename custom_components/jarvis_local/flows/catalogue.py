"""The list of models to choose from: those that are there, then those worth a download."""

from collections.abc import Callable, Iterable, Mapping, Set as AbstractSet
from dataclasses import dataclass
from functools import cache
import json
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import SelectOptionDict
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from ..ollama import Capability, InstalledModel, canonical

_FILE = Path(__file__).parent.parent / "recommended_models.json"
_BYTES_PER_GB = 1_000_000_000
_ABILITIES = (Capability.TOOLS, Capability.VISION, Capability.THINKING)


@dataclass(frozen=True, kw_only=True)
class RecommendedModel:
    """A model that can be downloaded: its sizes in GB, what it can do, what we think of it."""

    name: str
    download_gb: float
    memory_gb: float
    capabilities: frozenset[Capability]
    advice: str


@cache
def recommended_models() -> tuple[RecommendedModel, ...]:
    """Read the list from its file: blocking, once."""
    return tuple(
        RecommendedModel(**{**row, "capabilities": frozenset(map(Capability, row["capabilities"]))})
        for row in json.loads(_FILE.read_text(encoding="utf-8"))
    )


def only_embeds(model: InstalledModel) -> bool:
    """Return if a model makes embeddings and nothing else."""
    return (
        Capability.EMBEDDING in model.capabilities
        and Capability.COMPLETION not in model.capabilities
    )


async def async_model_options(
    hass: HomeAssistant,
    installed: Mapping[str, InstalledModel],
    *,
    allow_cloud: bool,
    can_download: bool,
) -> list[SelectOptionDict]:
    """Return the choices with their labels in the language of the home."""
    word = await _async_words(hass)
    options = [
        SelectOptionDict(value=model.name, label=_installed_label(word, model))
        for model in sorted(installed.values(), key=_best_first)
        if not only_embeds(model) and (allow_cloud or not model.is_remote)
    ]
    if can_download:
        recommended = await hass.async_add_executor_job(recommended_models)
        options += [
            SelectOptionDict(value=model.name, label=_download_label(word, model))
            for model in recommended
            if canonical(model.name) not in installed
        ]
    return options


async def async_best_model(hass: HomeAssistant, installed: Mapping[str, InstalledModel]) -> str:
    """Return the model to suggest: a recommended one that is there, any with tools, a download."""
    recommended = await hass.async_add_executor_job(recommended_models)
    local = [model for model in installed.values() if not model.is_remote]
    able = {canonical(model.name) for model in local if Capability.TOOLS in model.capabilities}
    ranked = sorted(recommended, key=lambda model: model.advice != "first_choice")
    known = [model.name for model in ranked if model.name in able]
    return next(iter([*known, *sorted(able), recommended[0].name]))


def _best_first(model: InstalledModel) -> tuple[bool, str]:
    """Sort those that can control devices first, then by name."""
    return Capability.TOOLS not in model.capabilities, model.name


def _installed_label(word: Callable[..., str], model: InstalledModel) -> str:
    """Return the label of a model that is there."""
    return word(
        "model.in_cloud" if model.is_remote else "model.installed",
        model=model.name,
        size=f"{model.size / _BYTES_PER_GB:.1f}",
        abilities=_abilities(word, model.capabilities),
    )


def _download_label(word: Callable[..., str], model: RecommendedModel) -> str:
    """Return the label of a model that is not there yet."""
    return word(
        "model.to_download",
        model=model.name,
        size=f"{model.download_gb:g}",
        memory=f"{model.memory_gb:g}",
        abilities=_abilities(word, model.capabilities),
        advice=word(f"advice.{model.advice}"),
    )


def _abilities(word: Callable[..., str], capabilities: AbstractSet[Capability]) -> str:
    """Return in words what a model can do, or that it cannot control devices."""
    keys: Iterable[str] = [ability for ability in _ABILITIES if ability in capabilities]
    if Capability.TOOLS not in capabilities:
        keys = ["no_tools", *keys]
    return ", ".join(word(f"ability.{key}") for key in keys)


async def _async_words(hass: HomeAssistant) -> Callable[..., str]:
    """Return a function that gives a text of `selector` in the language of the home."""
    texts = await async_get_translations(hass, hass.config.language, "selector", {DOMAIN})

    def word(key: str, **placeholders: str) -> str:
        group, _, option = key.partition(".")
        return texts[f"component.{DOMAIN}.selector.{group}.options.{option}"].format(**placeholders)

    return word
