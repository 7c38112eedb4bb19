"""A state in the few words that a model needs."""

from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import State

_OPENINGS = frozenset({"door", "garage_door", "opening", "window"})
# Attributes worth a word, with their unit; `{}` is the value.
_EXTRAS: dict[str, tuple[tuple[str, str], ...]] = {
    "climate": (("current_temperature", "now {}°"), ("temperature", "target {}°")),
    "cover": (("current_position", "{}%"),),
    "fan": (("percentage", "{}%"),),
    "humidifier": (("humidity", "target {}%"), ("mode", "{}")),
    "light": (("color_temp_kelvin", "{} K"),),
    "media_player": (("media_title", "{}"), ("media_artist", "{}"), ("source", "{}")),
    "valve": (("current_position", "{}%"),),
    "water_heater": (("current_temperature", "now {}°"), ("temperature", "target {}°")),
    "weather": (("temperature", "{}°"), ("humidity", "humidity {}%")),
}
_MOMENTS = frozenset({"button", "event", "input_button", "scene"})


def describe(state: State) -> str:
    """Return a state such as 'on, brightness 50%', '21.5 °C' or 'heat, now 19°, target 21°'."""
    parts = [_value(state)]
    attributes = state.attributes
    if state.domain == "light" and attributes.get("brightness") is not None:
        parts.append(f"brightness {round(attributes['brightness'] / 2.55)}%")
    if state.domain == "media_player" and attributes.get("volume_level") is not None:
        parts.append(f"volume {round(attributes['volume_level'] * 100)}%")
        parts.extend(["muted"] if attributes.get("is_volume_muted") else [])
    for name, text in _EXTRAS.get(state.domain, ()):
        if (value := attributes.get(name)) is not None:
            parts.append(text.format(value))
    return ", ".join(parts)


def _value(state: State) -> str:
    """Return the state itself, with its unit or in plainer words."""
    if state.domain == "binary_sensor" and state.attributes.get(ATTR_DEVICE_CLASS) in _OPENINGS:
        return {"on": "open", "off": "closed"}.get(state.state, state.state)
    if state.domain == "todo":
        return f"{state.state} open items"
    if state.domain in _MOMENTS:
        return f"last used {state.state}" if state.state != "unknown" else "never used"
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    return f"{state.state} {unit}" if unit else state.state
