"""Repairs the arguments that small models get almost right."""

from collections.abc import Mapping
import json
import re
from typing import Any

from homeassistant.helpers import intent

# What models write when they mean nothing.
_BLANKS = frozenset({"any", "n/a", "nil", "none", "null", "undefined", "unknown"})
_TRUE = frozenset({"1", "on", "true", "yes"})
_FALSE = frozenset({"0", "false", "no", "off"})
# Other words for our arguments; each is used only where the tool has ours and not theirs.
_SYNONYMS = {
    "brightness_pct": "brightness",
    "color_name": "color",
    "color_temp": "temperature",
    "color_temp_kelvin": "temperature",
    "device": "name",
    "device_name": "name",
    "entity": "name",
    "entity_id": "name",
    "entity_name": "name",
    "fan_speed": "percentage",
    "list": "name",
    "list_name": "name",
    "location": "area",
    "room": "area",
    "speed": "percentage",
    "target_temperature": "temperature",
    "volume": "volume_level",
}
# Home Assistant offers them on every tool; a tool with one domain does not need them.
_NEEDLESS = frozenset({"device_class", "domain", "preferred_area_id", "preferred_floor_id"})
_ENTITY_ID = re.compile(r"[a-z_]+\.[a-z0-9_]+", re.IGNORECASE)
_NUMBER = re.compile(r"^\s*([+-]?\d+(?:[.,]\d+)?)\s*[%°a-z]*\s*$", re.IGNORECASE)


def coerce(raw: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments as near to the tool's JSON schema properties as they can be brought."""
    args: dict[str, Any] = {}
    for key, value in raw.items():
        name = _key(key, raw, properties)
        if name not in properties and name in _NEEDLESS:
            continue
        plain = _plain(value, properties.get(name, {}))
        if name == "name" and isinstance(plain, str) and _ENTITY_ID.fullmatch(plain):
            plain = plain.lower()
        if not _is_blank(plain, properties.get(name, {})):
            args[name] = plain
    return args


def _key(key: str, raw: Mapping[str, Any], properties: Mapping[str, Any]) -> str:
    """Return our name for an argument."""
    if key in properties:
        return key
    lowered = key.strip().lower()
    ours = lowered if lowered in properties else _SYNONYMS.get(lowered, key)
    return ours if ours in properties and ours not in raw else key


def _is_blank(value: Any, schema: Mapping[str, Any]) -> bool:
    """Return whether a value says nothing; a word that the schema lists says something."""
    if intent.is_blank_slot_value(value) or value in ([], {}):
        return True
    if not isinstance(value, str) or value in schema.get("enum", ()):
        return False
    return value.strip().lower() in _BLANKS


def _plain(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return a value in the type that its schema asks for, or as it is."""
    if schema.get("type") == "array":
        items = [_plain(item, schema.get("items", {})) for item in _list(value)]
        return [item for item in items if not _is_blank(item, schema.get("items", {}))]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        value = value.strip()
    return _SCALARS.get(schema.get("type", ""), _as_it_is)(value, schema)


def _list(value: Any) -> list[Any]:
    """Return a list, also of JSON within a string, of commas, or of one value."""
    if isinstance(value, str) and value.strip().startswith("["):
        try:
            value = json.loads(value.replace("'", '"'))
        except ValueError:
            return [value]
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    return value if isinstance(value, list) else [value]


def _as_it_is(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return the value."""
    return value


def _number(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return a number from '50 %' or '21,5'; integers stay integers."""
    if isinstance(value, str) and (match := _NUMBER.match(value)):
        value = float(match[1].replace(",", "."))
    if isinstance(value, float) and schema["type"] == "integer":
        return round(value)
    return value


def _boolean(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return a truth value from its usual words."""
    word = str(value).lower()
    return True if word in _TRUE else False if word in _FALSE else value


def _string(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return text, in the case that the schema's list has it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return value
    for choice in schema.get("enum", ()):
        if choice.casefold() == value.casefold():
            return choice
    return value


_SCALARS = {"boolean": _boolean, "integer": _number, "number": _number, "string": _string}
