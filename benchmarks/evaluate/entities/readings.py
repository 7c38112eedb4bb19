"""What only tells: sensors and the weather."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.components.weather import WeatherEntity
from homeassistant.util import dt as dt_util

from .base import Furniture, constant

_WEATHER = (
    "native_temperature",
    "native_temperature_unit",
    "native_pressure",
    "native_pressure_unit",
    "native_wind_speed",
    "native_wind_speed_unit",
    "humidity",
)


class FixtureSensor(Furniture, SensorEntity):
    """A sensor."""

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a value."""
        self._attr_device_class = constant(attributes, "device_class")
        self._attr_state_class = constant(attributes, "state_class")
        self._attr_options = attributes.get("options")
        unit = attributes.get("unit_of_measurement")
        self._attr_native_unit_of_measurement = attributes.get("native_unit_of_measurement", unit)
        value = attributes.get("native_value", state)
        if self._attr_device_class is SensorDeviceClass.TIMESTAMP and value is not None:
            value = dt_util.parse_datetime(str(value))
        self._attr_native_value = _number(value) if isinstance(value, str) else value


class FixtureBinarySensor(Furniture, BinarySensorEntity):
    """A sensor that is on or off."""

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a state."""
        self._attr_device_class = constant(attributes, "device_class")
        self._attr_is_on = state == "on"


class FixtureWeather(Furniture, WeatherEntity):
    """The weather."""

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a condition."""
        self._attr_condition = state or attributes.get("condition")
        for name in _WEATHER:
            setattr(self, f"_attr_{name}", attributes.get(name))


def _number(value: str) -> float | str:
    """Return the number that a text is, if it is one."""
    try:
        number = float(value)
    except ValueError:
        return value
    return int(number) if number.is_integer() else number
