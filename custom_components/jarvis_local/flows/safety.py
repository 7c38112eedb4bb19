"""The part of the options that is about safety: what needs a yes, what the PIN, and the PIN itself."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..const import CONF_PIN, CONF_POLICY
from ..policy import DEFAULTS, Area, Confirmation, hash_pin, is_valid_pin

SECTION: Final = "safety"
CONF_NEW_PIN: Final = "new_pin"
CONF_REMOVE_PIN: Final = "remove_pin"


def safety_section(options: Mapping[str, Any]) -> section:
    """Return the fields; the PIN that is set is never shown."""
    levels = SelectSelectorConfig(
        options=[level.value for level in Confirmation],
        mode=SelectSelectorMode.DROPDOWN,
        translation_key="consent",
    )
    fields: dict[vol.Marker, Any] = {
        vol.Required(area.value, default=level.value): SelectSelector(levels)
        for area, level in DEFAULTS.items()
    }
    password = TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="new-password")
    fields[vol.Optional(CONF_NEW_PIN)] = TextSelector(password)
    if CONF_PIN in options:
        fields[vol.Required(CONF_REMOVE_PIN, default=False)] = BooleanSelector()
    return section(vol.Schema(fields), {"collapsed": True})


def suggested(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the fields hold when they are shown."""
    return {SECTION: dict(options.get(CONF_POLICY, {}))}


def is_wrong(answer: Mapping[str, Any]) -> bool:
    """Return whether a new PIN is none."""
    pin: str = answer.get(CONF_NEW_PIN, "")
    return bool(pin) and not is_valid_pin(pin)


async def async_options(
    hass: HomeAssistant, old: Mapping[str, Any], answer: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is stored: the levels that differ from the defaults, and a PIN's hash."""
    chosen = {
        area.value: answer[area.value]
        for area in Area
        if answer.get(area.value, DEFAULTS[area]) != DEFAULTS[area]
    }
    kept: dict[str, Any] = {CONF_POLICY: chosen} if chosen else {}
    if pin := answer.get(CONF_NEW_PIN):
        kept[CONF_PIN] = await hass.async_add_executor_job(hash_pin, pin)
    elif CONF_PIN in old and not answer.get(CONF_REMOVE_PIN):
        kept[CONF_PIN] = old[CONF_PIN]
    return kept
