"""Pretend television and speakers."""

from typing import Any, override

from homeassistant.components.media_player import (
    DOMAIN,
    MediaPlayerEntity,
    MediaPlayerEntityFeature,
    MediaPlayerState,
    MediaType,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from . import DemoHomeEntry
from .entity import DemoEntity, add_devices
from .house import Device

CONTROLS = (
    MediaPlayerEntityFeature.TURN_ON
    | MediaPlayerEntityFeature.TURN_OFF
    | MediaPlayerEntityFeature.PLAY
    | MediaPlayerEntityFeature.PAUSE
    | MediaPlayerEntityFeature.STOP
    | MediaPlayerEntityFeature.NEXT_TRACK
    | MediaPlayerEntityFeature.PREVIOUS_TRACK
    | MediaPlayerEntityFeature.PLAY_MEDIA
    | MediaPlayerEntityFeature.MEDIA_ANNOUNCE
    | MediaPlayerEntityFeature.VOLUME_SET
    | MediaPlayerEntityFeature.VOLUME_STEP
    | MediaPlayerEntityFeature.VOLUME_MUTE
)
SONGS = ("Morning in the kitchen", "Rain on the roof", "The long way home")


class DemoPlayer(DemoEntity, MediaPlayerEntity):
    """Plays three silent songs, or whatever it is given."""

    _attr_is_volume_muted = False
    _attr_media_content_type = MediaType.MUSIC
    _attr_state = MediaPlayerState.OFF
    _attr_supported_features = CONTROLS
    _attr_volume_level = 0.4

    def __init__(self, device: Device) -> None:
        """Start with the first song."""
        super().__init__(device)
        self._song = 0
        self._attr_media_title = SONGS[0]

    def _be(self, state: MediaPlayerState) -> None:
        """Show another state."""
        self._attr_state = state
        self.async_write_ha_state()

    def _skip(self, songs: int) -> None:
        """Play another song of the three."""
        self._song = (self._song + songs) % len(SONGS)
        self._attr_media_title = SONGS[self._song]
        self._be(MediaPlayerState.PLAYING)

    @override
    async def async_turn_on(self) -> None:
        """Wake up."""
        self._be(MediaPlayerState.IDLE)

    @override
    async def async_turn_off(self) -> None:
        """Go to sleep."""
        self._be(MediaPlayerState.OFF)

    @override
    async def async_media_play(self) -> None:
        """Play."""
        self._be(MediaPlayerState.PLAYING)

    @override
    async def async_media_pause(self) -> None:
        """Pause."""
        self._be(MediaPlayerState.PAUSED)

    @override
    async def async_media_stop(self) -> None:
        """Stop."""
        self._be(MediaPlayerState.IDLE)

    @override
    async def async_media_next_track(self) -> None:
        """Play the next song."""
        self._skip(1)

    @override
    async def async_media_previous_track(self) -> None:
        """Play the song before."""
        self._skip(-1)

    @override
    async def async_play_media(
        self, media_type: MediaType | str, media_id: str, **kwargs: Any
    ) -> None:
        """Show what was asked for as playing."""
        self._attr_media_content_id = media_id
        self._attr_media_title = media_id.rsplit("/", 1)[-1]
        self._be(MediaPlayerState.PLAYING)

    @override
    async def async_set_volume_level(self, volume: float) -> None:
        """Be this loud, 0 to 1."""
        self._attr_volume_level = volume
        self.async_write_ha_state()

    @override
    async def async_mute_volume(self, mute: bool) -> None:
        """Mute or not."""
        self._attr_is_volume_muted = mute
        self.async_write_ha_state()


async def async_setup_entry(
    hass: HomeAssistant, entry: DemoHomeEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the players of the house."""
    add_devices(entry, async_add_entities, DOMAIN, DemoPlayer)
