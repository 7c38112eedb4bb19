"""A small home whose devices really change state, for tests."""

from dataclasses import dataclass, field
from typing import Any, override

from homeassistant.components.climate import ClimateEntity, ClimateEntityFeature, HVACMode
from homeassistant.components.cover import CoverEntity, CoverEntityFeature
from homeassistant.components.fan import FanEntity, FanEntityFeature
from homeassistant.components.light import ATTR_BRIGHTNESS, ColorMode, LightEntity
from homeassistant.components.lock import LockEntity
from homeassistant.components.media_player import (
    MediaPlayerEntity,
    MediaPlayerEntityFeature,
    MediaPlayerState,
)
from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.components.switch import SwitchEntity
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.entity import Entity


class Light(LightEntity):
    """A light with brightness, and colour when `colours` is set."""

    def __init__(self, *, colours: bool = False) -> None:
        """Make a light that is off."""
        mode = ColorMode.HS if colours else ColorMode.BRIGHTNESS
        self._attr_supported_color_modes = {mode}
        self._attr_color_mode = mode
        self._attr_is_on = False
        self._attr_brightness = 255

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on, with the brightness and colour asked for."""
        self._attr_is_on = True
        self._attr_brightness = kwargs.get(ATTR_BRIGHTNESS, self._attr_brightness)
        self._attr_hs_color = kwargs.get("hs_color", self._attr_hs_color)
        self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off."""
        self._attr_is_on = False
        self.async_write_ha_state()


class Switch(SwitchEntity):
    """A switch; `broken` makes every action fail."""

    def __init__(self, *, broken: bool = False) -> None:
        """Make a switch that is off."""
        self._broken = broken
        self._attr_is_on = False

    @override
    async def async_turn_on(self, **kwargs: Any) -> None:
        """Turn on, unless it is broken."""
        if self._broken:
            raise OSError("no answer from the device")
        self._attr_is_on = True
        self.async_write_ha_state()

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off."""
        self._attr_is_on = False
        self.async_write_ha_state()


class Fan(FanEntity):
    """A fan with a speed in percent."""

    _attr_supported_features = (
        FanEntityFeature.SET_SPEED | FanEntityFeature.TURN_ON | FanEntityFeature.TURN_OFF
    )
    _attr_percentage = 0

    @override
    async def async_turn_on(
        self, percentage: int | None = None, preset_mode: str | None = None, **kwargs: Any
    ) -> None:
        """Turn on, at full speed when none is given."""
        await self.async_set_percentage(percentage or 100)

    @override
    async def async_turn_off(self, **kwargs: Any) -> None:
        """Turn off."""
        await self.async_set_percentage(0)

    @override
    async def async_set_percentage(self, percentage: int) -> None:
        """Set the speed."""
        self._attr_percentage = percentage
        self.async_write_ha_state()


class Cover(CoverEntity):
    """Blinds with a position, closed at first."""

    _attr_supported_features = (
        CoverEntityFeature.OPEN | CoverEntityFeature.CLOSE | CoverEntityFeature.SET_POSITION
    )
    _attr_current_cover_position = 0

    @property
    @override
    def is_closed(self) -> bool:
        """Return whether they are down."""
        return self.current_cover_position == 0

    @override
    async def async_open_cover(self, **kwargs: Any) -> None:
        """Open."""
        await self.async_set_cover_position(position=100)

    @override
    async def async_close_cover(self, **kwargs: Any) -> None:
        """Close."""
        await self.async_set_cover_position(position=0)

    @override
    async def async_set_cover_position(self, **kwargs: Any) -> None:
        """Move to a position in percent."""
        self._attr_current_cover_position = kwargs["position"]
        self.async_write_ha_state()


# Home Assistant 2026.11 renamed the temperatures and deprecates their old names.
_TEMPERATURE = "_attr_native" if hasattr(ClimateEntity, "native_temperature_unit") else "_attr"


class Thermostat(ClimateEntity):
    """A heating thermostat at 20 degrees."""

    _attr_hvac_modes = [HVACMode.OFF, HVACMode.HEAT]  # noqa: RUF012
    _attr_hvac_mode = HVACMode.HEAT
    _attr_supported_features = (
        ClimateEntityFeature.TARGET_TEMPERATURE
        | ClimateEntityFeature.TURN_ON
        | ClimateEntityFeature.TURN_OFF
    )

    def __init__(self) -> None:
        """Make a thermostat in a room that is a little too cold."""
        setattr(self, f"{_TEMPERATURE}_temperature_unit", UnitOfTemperature.CELSIUS)
        setattr(self, f"{_TEMPERATURE}_current_temperature", 19.5)
        setattr(self, f"{_TEMPERATURE}_target_temperature", 20.0)

    @override
    async def async_set_temperature(self, **kwargs: Any) -> None:
        """Set the wanted temperature."""
        setattr(self, f"{_TEMPERATURE}_target_temperature", kwargs["temperature"])
        self.async_write_ha_state()

    @override
    async def async_set_hvac_mode(self, hvac_mode: HVACMode) -> None:
        """Set the mode."""
        self._attr_hvac_mode = hvac_mode
        self.async_write_ha_state()


class Lock(LockEntity):
    """A locked lock."""

    _attr_is_locked = True

    @override
    async def async_lock(self, **kwargs: Any) -> None:
        """Lock."""
        self._attr_is_locked = True
        self.async_write_ha_state()

    @override
    async def async_unlock(self, **kwargs: Any) -> None:
        """Unlock."""
        self._attr_is_locked = False
        self.async_write_ha_state()


class Temperature(SensorEntity):
    """A thermometer at 21.5 degrees."""

    _attr_device_class = SensorDeviceClass.TEMPERATURE
    _attr_native_unit_of_measurement = UnitOfTemperature.CELSIUS
    _attr_native_value = 21.5


class Speaker(MediaPlayerEntity):
    """A speaker that plays at half volume."""

    _attr_state = MediaPlayerState.PLAYING
    _attr_volume_level = 0.5
    _attr_is_volume_muted = False
    _attr_supported_features = (
        MediaPlayerEntityFeature.PAUSE
        | MediaPlayerEntityFeature.PLAY
        | MediaPlayerEntityFeature.VOLUME_SET
        | MediaPlayerEntityFeature.VOLUME_MUTE
        | MediaPlayerEntityFeature.NEXT_TRACK
        | MediaPlayerEntityFeature.PREVIOUS_TRACK
        | MediaPlayerEntityFeature.TURN_ON
        | MediaPlayerEntityFeature.TURN_OFF
    )
    _attr_media_title = "First song"

    def _become(self, state: MediaPlayerState) -> None:
        """Go to a state."""
        self._attr_state = state
        self.async_write_ha_state()

    @override
    async def async_media_play(self) -> None:
        """Play."""
        self._become(MediaPlayerState.PLAYING)

    @override
    async def async_media_pause(self) -> None:
        """Pause."""
        self._become(MediaPlayerState.PAUSED)

    @override
    async def async_turn_on(self) -> None:
        """Turn on."""
        self._become(MediaPlayerState.IDLE)

    @override
    async def async_turn_off(self) -> None:
        """Turn off."""
        self._become(MediaPlayerState.OFF)

    @override
    async def async_media_next_track(self) -> None:
        """Go to the next title."""
        self._attr_media_title = "Next song"
        self.async_write_ha_state()

    @override
    async def async_media_previous_track(self) -> None:
        """Go to the title before."""
        self._attr_media_title = "Previous song"
        self.async_write_ha_state()

    @override
    async def async_set_volume_level(self, volume: float) -> None:
        """Set the volume, from 0 to 1."""
        self._attr_volume_level = volume
        self.async_write_ha_state()

    @override
    async def async_mute_volume(self, mute: bool) -> None:
        """Mute or unmute."""
        self._attr_is_volume_muted = mute
        self.async_write_ha_state()


@dataclass(frozen=True, kw_only=True)
class Device:
    """A device of the test home: its entity, and what the registries say of it."""

    entity_id: str
    name: str
    entity: Entity
    area: str | None = None
    aliases: tuple[str, ...] = ()
    exposed: bool = True


def devices() -> list[Device]:
    """Return fresh devices; the attic's light is not exposed."""
    return [
        Device(
            entity_id="light.kitchen",
            name="Kitchen light",
            entity=Light(),
            area="Kitchen",
            aliases=("lumière de la cuisine", "plafonnier"),
        ),
        Device(
            entity_id="light.living_room_lamp",
            name="Living room lamp",
            entity=Light(colours=True),
            area="Living Room",
            aliases=("lampe du salon",),
        ),
        Device(
            entity_id="light.bedroom",
            name="Bedroom light",
            entity=Light(),
            area="Bedroom",
            aliases=("lumière de la chambre",),
        ),
        Device(entity_id="light.attic", name="Attic light", entity=Light(), exposed=False),
        Device(
            entity_id="switch.coffee_machine",
            name="Coffee machine",
            entity=Switch(),
            area="Kitchen",
            aliases=("cafetière",),
        ),
        Device(
            entity_id="switch.broken",
            name="Broken plug",
            entity=Switch(broken=True),
            area="Bedroom",
        ),
        Device(
            entity_id="fan.bedroom",
            name="Bedroom fan",
            entity=Fan(),
            area="Bedroom",
            aliases=("ventilateur",),
        ),
        Device(
            entity_id="cover.living_room_blinds",
            name="Living room blinds",
            entity=Cover(),
            area="Living Room",
            aliases=("volets du salon",),
        ),
        Device(
            entity_id="climate.thermostat",
            name="Thermostat",
            entity=Thermostat(),
            area="Living Room",
            aliases=("chauffage",),
        ),
        Device(
            entity_id="lock.front_door",
            name="Front door",
            entity=Lock(),
            aliases=("porte d'entrée",),
        ),
        Device(
            entity_id="sensor.living_room_temperature",
            name="Living room temperature",
            entity=Temperature(),
            area="Living Room",
        ),
        Device(
            entity_id="media_player.living_room_speaker",
            name="Living room speaker",
            entity=Speaker(),
            area="Living Room",
            aliases=("enceinte du salon",),
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Home:
    """The running test home."""

    hass: HomeAssistant
    areas: dict[str, str] = field(default_factory=dict)
    floors: dict[str, str] = field(default_factory=dict)
    satellites: dict[str, str] = field(default_factory=dict)

    def state(self, entity_id: str) -> State:
        """Return an entity's state; fails when there is none."""
        state = self.hass.states.get(entity_id)
        assert state is not None, f"{entity_id} has no state"
        return state

    def value(self, entity_id: str) -> str:
        """Return an entity's state as text."""
        return self.state(entity_id).state
