"""Media players."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.media_player import (
    MediaPlayerDeviceClass,
    MediaPlayerEntity,
    MediaPlayerEntityFeature,
    MediaPlayerState,
)

from .base import Furniture, constant, features

_TRACKS = 20
_VOLUME = 0.5
_STEP = 0.1


class FixturePlayer(Furniture, MediaPlayerEntity):
    """A player with twenty tracks."""

    @override
    def become(self, state: str | None, attributes: Mapping[str, Any]) -> None:
        """Take on a state."""
        supported = features(MediaPlayerEntityFeature, attributes)
        self._attr_supported_features = supported or MediaPlayerEntityFeature(0)
        self._attr_device_class = constant(attributes, "device_class")
        self._attr_volume_level = attributes.get("volume_level", _VOLUME)
        self._attr_is_volume_muted = attributes.get("is_volume_muted")
        self._attr_source = attributes.get("source")
        self._attr_source_list = attributes.get("source_list")
        self._track = attributes.get("media_track", 0)
        self._play(MediaPlayerState(state) if state else MediaPlayerState.IDLE)

    def _play(self, state: MediaPlayerState) -> None:
        """Go to a state; a television has no tracks."""
        self._attr_state = state
        silent = state is MediaPlayerState.OFF
        has_tracks = self._attr_device_class != MediaPlayerDeviceClass.TV
        self._attr_media_track = self._track if has_tracks and not silent else None

    def _skip(self, tracks: int) -> None:
        """Play another track."""
        self._track = (self._track + tracks) % _TRACKS
        self._play(MediaPlayerState.PLAYING)
        self.async_write_ha_state()

    @override
    async def async_turn_on(self) -> None:
        """Turn on."""
        self._track = 0
        self._play(MediaPlayerState.IDLE)
        self.async_write_ha_state()

    @override
    async def async_turn_off(self) -> None:
        """Turn off."""
        self._track = 0
        self._play(MediaPlayerState.OFF)
        self.async_write_ha_state()

    @override
    async def async_media_play(self) -> None:
        """Play."""
        self._skip(0)

    @override
    async def async_play_media(self, *args: Any, **kwargs: Any) -> None:
        """Play something, whatever it is."""
        self._skip(0)

    @override
    async def async_media_pause(self) -> None:
        """Pause."""
        self._play(MediaPlayerState.PAUSED)
        self.async_write_ha_state()

    @override
    async def async_media_stop(self) -> None:
        """Stop."""
        self._play(MediaPlayerState.IDLE)
        self.async_write_ha_state()

    @override
    async def async_media_next_track(self) -> None:
        """Go to the next track."""
        self._skip(1)

    @override
    async def async_media_previous_track(self) -> None:
        """Go to the track before."""
        self._skip(-1)

    @override
    async def async_set_volume_level(self, volume: float) -> None:
        """Set the volume, from 0 to 1."""
        self._attr_volume_level = min(1.0, max(0.0, volume))
        self.async_write_ha_state()

    @override
    async def async_volume_up(self) -> None:
        """Turn it up."""
        await self.async_set_volume_level((self.volume_level or 0) + _STEP)

    @override
    async def async_volume_down(self) -> None:
        """Turn it down."""
        await self.async_set_volume_level((self.volume_level or 0) - _STEP)

    @override
    async def async_mute_volume(self, mute: bool) -> None:
        """Mute or not."""
        self._attr_is_volume_muted = mute
        self.async_write_ha_state()

    @override
    async def async_select_source(self, source: str) -> None:
        """Choose a source."""
        self._attr_source = source
        self.async_write_ha_state()
