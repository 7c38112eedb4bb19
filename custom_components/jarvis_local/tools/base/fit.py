"""What devices can be set to, known before anything is done or anybody asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.components import light
from homeassistant.components.climate import ATTR_MAX_TEMP, ATTR_MIN_TEMP
from homeassistant.core import State

from ...languages import phrase
from .spec import values

_MOST_NAMES: Final = 5
# Every lamp that has no colours is white.
_WHITE: Final = "white"


@dataclass(frozen=True, kw_only=True)
class Fit:
    """The targets that can be set as asked; `reason` and `say` tell of those that cannot, or not to all of it."""

    able: list[State]
    reason: str = ""
    say: str = ""


def fit_of(args: Mapping[str, Any], targets: list[State], language: str | None) -> Fit:
    """Return which targets can be set as a call wants it."""
    dull = [state for state in targets if lacking(state, args)]
    limited = [state for state in targets if _is_out_of_range(state, args)]
    if not dull and not limited:
        return Fit(able=targets)
    unable = [state for state in dull if lacking(state, args) >= values(args).keys()] + limited
    reasons = [*map(_modes_of, dull), *map(_range_of, limited)]
    says = [phrase(language, "answers.no_such_color", names=_names(dull))] if dull else []
    says += [_say_range(state, language) for state in limited]
    able = [state for state in targets if state not in unable]
    return Fit(able=able, reason=" ".join(reasons), say=" ".join(says))


def lacking(state: State, args: Mapping[str, Any]) -> frozenset[str]:
    """Return the arguments about colour that a lamp would pass over in silence."""
    modes = state.attributes.get(light.ATTR_SUPPORTED_COLOR_MODES)
    if state.domain != light.DOMAIN or modes is None or args.get("brightness") == 0:
        return frozenset()
    # A lamp with colours is given those of a temperature.
    if light.color_supported(modes):
        return frozenset()
    has_colour = "color" in args and str(args["color"]).casefold() != _WHITE
    lacks = {"color"} if has_colour else set[str]()
    if "temperature" in args and not light.color_temp_supported(modes):
        lacks.add("temperature")
    return frozenset(lacks)


def _modes_of(state: State) -> str:
    """Return what a lamp without colours can be set to."""
    modes = state.attributes[light.ATTR_SUPPORTED_COLOR_MODES]
    if light.color_temp_supported(modes):
        return f"{state.name} has no colors, only temperature and brightness."
    if light.brightness_supported(modes):
        return f"{state.name} has no colors, only brightness."
    return f"{state.name} can only be turned on or off."


def _limits(state: State) -> tuple[float, float] | None:
    """Return from where to where a thermostat can be set, if it says so."""
    low, high = state.attributes.get(ATTR_MIN_TEMP), state.attributes.get(ATTR_MAX_TEMP)
    return None if state.domain != "climate" or low is None or high is None else (low, high)


def _is_out_of_range(state: State, args: Mapping[str, Any]) -> bool:
    """Return whether a thermostat does not go so high or low."""
    limits = _limits(state) if "temperature" in args else None
    return limits is not None and not limits[0] <= args["temperature"] <= limits[1]


def _range_of(state: State) -> str:
    """Return the range of a thermostat, for a model."""
    low, high = _limits(state) or (0.0, 0.0)
    return f"{state.name} takes from {low:g} to {high:g} degrees."


def _say_range(state: State, language: str | None) -> str:
    """Return the range of a thermostat, for people."""
    low, high = _limits(state) or (0.0, 0.0)
    return phrase(
        language, "answers.out_of_range", name=state.name, low=f"{low:g}", high=f"{high:g}"
    )


def _names(states: Sequence[State]) -> str:
    """Return names in a row, not more than can be listened to."""
    return ", ".join(state.name for state in states[:_MOST_NAMES])
