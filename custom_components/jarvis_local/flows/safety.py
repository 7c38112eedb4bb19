"""The part of the options that is about safety: what needs a yes, what the PIN, and the PIN itself."""

from collections.abc import Mapping
from typing import Any, Final

import voluptuous as vol

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

from ..const import CONF_POLICY, HOUSEHOLD
from ..policy import DEFAULTS, Area, Confirmation
from ..store import Store, StoreError, pins

SECTION: Final = "safety"
CONF_NEW_PIN: Final = "new_pin"
CONF_REMOVE_PIN: Final = "remove_pin"
_LEAST_DIGITS: Final = 4
_MOST_DIGITS: Final = 10


async def async_has_pin(store: Store) -> bool:
    """Return whether a PIN is set, as far as can be known."""
    try:
        return await store.async_run(pins.has_pin, HOUSEHOLD)
    except StoreError:
        return False


def safety_section(*, has_pin: bool) -> section:
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
    if has_pin:
        fields[vol.Required(CONF_REMOVE_PIN, default=False)] = BooleanSelector()
    return section(vol.Schema(fields), {"collapsed": True})


def suggested(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the fields hold when they are shown."""
    return {SECTION: dict(options.get(CONF_POLICY, {}))}


def levels_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored of the levels: those that differ from the defaults."""
    chosen = {
        area.value: answer[area.value]
        for area in Area
        if answer.get(area.value, DEFAULTS[area]) != DEFAULTS[area]
    }
    return {CONF_POLICY: chosen} if chosen else {}


async def async_keep_pin(store: Store, answer: Mapping[str, Any]) -> str | None:
    """Set or remove the PIN; return the key of what is wrong, and change nothing then."""
    pin: str = answer.get(CONF_NEW_PIN, "")
    if pin and not _is_pin(pin):
        return "pin_wrong"
    try:
        if pin:
            await store.async_run(pins.set_pin, HOUSEHOLD, pin)
        elif answer.get(CONF_REMOVE_PIN):
            await store.async_run(pins.remove, HOUSEHOLD)
    except StoreError as err:
        return err.reason.value
    return None


def _is_pin(pin: str) -> bool:
    """Return whether this can be a PIN: digits alone, enough of them, and not too many to say."""
    return pin.isascii() and pin.isdecimal() and _LEAST_DIGITS <= len(pin) <= _MOST_DIGITS
