"""What small models get almost right is understood; what is not, is left for validation."""

from typing import Any

import pytest

from custom_components.jarvis_local.tools.base.coerce import coerce

PROPERTIES: dict[str, Any] = {
    "name": {"type": "string"},
    "area": {"type": "string"},
    "brightness": {"type": "integer"},
    "temperature": {"type": "number"},
    "domain": {"type": "array", "items": {"type": "string", "enum": ["light", "media_player"]}},
    "muted": {"type": "boolean"},
    "mode": {"type": "string", "enum": ["Auto", "none"]},
    "anything": {},
}


@pytest.mark.parametrize(
    ("raw", "args"),
    [
        ({"Name": " Lamp "}, {"name": "Lamp"}),
        ({"entity": "Lamp"}, {"name": "Lamp"}),
        ({"name": "Lamp", "entity_id": "light.lamp"}, {"name": "Lamp", "entity_id": "light.lamp"}),
        ({"name": 5}, {"name": "5"}),
        ({"name": "LIGHT.Lamp"}, {"name": "light.lamp"}),
        ({"area": "Hello.World"}, {"area": "Hello.World"}),
        ({"name": None, "area": " "}, {}),
        ({"name": "None", "area": "N/A"}, {}),
        ({"name": {"a": 1}}, {"name": {"a": 1}}),
        ({"brightness": "55 %"}, {"brightness": 55}),
        ({"brightness": "55 percent"}, {"brightness": 55}),
        ({"brightness": 54.6}, {"brightness": 55}),
        ({"brightness": "half"}, {"brightness": "half"}),
        ({"brightness_pct": 10}, {"brightness": 10}),
        ({"temperature": "-3,5°C"}, {"temperature": -3.5}),
        ({"temperature": [21]}, {"temperature": 21}),
        ({"domain": "light"}, {"domain": ["light"]}),
        ({"domain": "light, Media_Player"}, {"domain": ["light", "media_player"]}),
        ({"domain": "['light']"}, {"domain": ["light"]}),
        ({"domain": "[light"}, {"domain": ["[light"]}),
        ({"domain": ["light", "", None]}, {"domain": ["light"]}),
        ({"domain": 3}, {"domain": ["3"]}),
        ({"domain": []}, {}),
        ({"muted": "true"}, {"muted": True}),
        ({"muted": "Off"}, {"muted": False}),
        ({"muted": "perhaps"}, {"muted": "perhaps"}),
        ({"mode": "auto"}, {"mode": "Auto"}),
        ({"mode": "none"}, {"mode": "none"}),
        ({"anything": [1, 2]}, {"anything": [1, 2]}),
        ({"preferred_area_id": "kitchen", "device_class": ["tv"]}, {}),
        ({"colour": "red"}, {"colour": "red"}),
    ],
    ids=repr,
)
def test_arguments_are_repaired(raw: dict[str, Any], args: dict[str, Any]) -> None:
    """A value comes out in its argument's type, or as it was."""
    assert coerce(raw, PROPERTIES) == args
