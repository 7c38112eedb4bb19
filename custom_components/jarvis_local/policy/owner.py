"""What the owner decided: how much consent each area of life needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Self

from homeassistant.core import HomeAssistant
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_POLICY
from .levels import Confirmation


class Area(StrEnum):
    """An area of life that an act belongs to."""

    ENTRANCES = "entrances"
    ALARM = "alarm"
    WATER = "water"
    HEATING = "heating"
    OTHER = "other"


DEFAULTS: Final[Mapping[Area, Confirmation]] = MappingProxyType(
    {
        Area.ENTRANCES: Confirmation.PIN,
        Area.ALARM: Confirmation.PIN,
        Area.WATER: Confirmation.ASK,
        Area.HEATING: Confirmation.ASK,
        Area.OTHER: Confirmation.ASK,
    }
)


@dataclass(frozen=True, kw_only=True)
class OwnerPolicy:
    """The consent for each area; the defaults where the owner said nothing."""

    levels: Mapping[Area, Confirmation] = field(default_factory=lambda: DEFAULTS)

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Self:
        """Read the entry's options."""
        chosen = options.get(CONF_POLICY, {})
        return cls(
            levels={area: Confirmation(chosen.get(area, level)) for area, level in DEFAULTS.items()}
        )


_POLICY: HassKey[OwnerPolicy] = HassKey("jarvis_local_policy")
_STRICT: Final = OwnerPolicy()


def async_set_policy(hass: HomeAssistant, policy: OwnerPolicy) -> None:
    """Make this the owner's policy from now on."""
    hass.data[_POLICY] = policy


def async_forget_policy(hass: HomeAssistant) -> None:
    """Go back to what holds where no owner has said anything."""
    hass.data.pop(_POLICY, None)


def level_of(hass: HomeAssistant, area: Area) -> Confirmation:
    """Return the consent that an area of life needs."""
    return hass.data.get(_POLICY, _STRICT).levels[area]
