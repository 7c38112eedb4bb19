"""The home as the model was shown it, which stays the same while the home changes a little.

The prompt's beginning is evaluated once and kept by the model's server; a renamed lamp in it would
have all that follows evaluated again. So it goes on showing the home of before, and the changes are
told with the user's message, until someone has the time to renew it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from homeassistant.core import CoreState, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from .cache import async_forget_home, async_home
from .changes import changes
from .index import Device, Home
from .listing import Form, choose_form, estimate_tokens, render

# So many lines cost more with each new conversation than the prompt once.
_MOST_CHANGES: Final = 15


@dataclass(frozen=True, kw_only=True)
class ShownHome:
    """The home as the prompt shows it, and as it is `now`."""

    text: str = ""
    form: Form = Form.FULL
    told: Home = field(default_factory=Home)
    now: Home = field(default_factory=Home)

    def full_name(self, name: str, area: str | None, here: str | None) -> str:
        """Return the name of today of a device by what was shown of it, and of its room.

        As it is where it is a name, or could be that of several devices.
        """
        key = name.casefold()
        if area is None and key in self.now.by_name:
            return name
        if device := _called(self.now, name, area, here):
            return device.name
        if key in self.now.by_name or key in self.now.by_short_name:
            return name
        device = _called(self.told, name, area, here) or _only(self.told, name, area)
        today = self.now.devices.get(device.entity_id) if device else None
        return today.name if today else name


@callback
def async_shown_home(
    hass: HomeAssistant, budget: int | None = None, *, reader: str = ""
) -> ShownHome:
    """Return what the prompt shows of the home within a budget of estimated tokens.

    A `reader` (an agent with its model) keeps the form it has while that is about right for its budget.
    """
    if (prefix := hass.data.get(_PREFIX)) is None:
        prefix = hass.data[_PREFIX] = _Prefix()
    now = async_home(hass)
    prefix.update(now, is_starting=hass.state is not CoreState.running)
    form = prefix.form(budget, reader)
    return ShownHome(text=prefix.text(form), form=form, told=prefix.told, now=now)


@callback
def async_renew_prefix(hass: HomeAssistant) -> bool:
    """Have the prompt show the home as it is now; returns whether that is another than before.

    For when nobody is waiting: the model has to read its prompt again.
    """
    prefix = hass.data.get(_PREFIX)
    return prefix is not None and prefix.renew(async_home(hass))


@callback
def async_forget(hass: HomeAssistant) -> None:
    """Drop all that is kept of the home, and stop watching it."""
    hass.data.pop(_PREFIX, None)
    async_forget_home(hass)


class _Prefix:
    """The home that was told, and its text in each form that was asked for."""

    def __init__(self) -> None:
        """Begin with nothing told."""
        self._told: Home | None = None
        self._checked: Home | None = None
        self._texts: dict[Form, str] = {}
        self._sizes: dict[Form, int] = {}
        self._forms: dict[tuple[str, bool], Form] = {}

    @property
    def told(self) -> Home:
        """Return the home that was told."""
        return self._told or Home()

    def update(self, now: Home, *, is_starting: bool) -> None:
        """Tell the home anew where too much of it has changed."""
        if self._told is None or is_starting or self._is_outdated(self._told, now):
            self.renew(now)

    def renew(self, now: Home) -> bool:
        """Tell the home as it is now."""
        if self._told is now:
            return False
        self._told = self._checked = now
        self._texts.clear()
        self._sizes.clear()
        return True

    def form(self, budget: int | None, reader: str) -> Form:
        """Return the form that a reader is told, within a budget."""
        key = reader, budget is None
        form = self._forms[key] = choose_form(self._size, budget, self._forms.get(key))
        return form

    def text(self, form: Form) -> str:
        """Return the home that was told, in a form."""
        if form not in self._texts:
            self._texts[form] = render(self.told, form)
        return self._texts[form]

    def _size(self, form: Form) -> int:
        """Return about how many tokens a form takes."""
        if form not in self._sizes:
            self._sizes[form] = estimate_tokens(self.text(form))
        return self._sizes[form]

    def _is_outdated(self, told: Home, now: Home) -> bool:
        """Return whether the changes can no longer be told beside: too many, or other tools."""
        if now is self._checked:
            return False
        self._checked = now
        return told.domains != now.domains or len(changes(told, now)) > _MOST_CHANGES


_PREFIX: Final[HassKey[_Prefix]] = HassKey(f"{DOMAIN}_prefix")


def _called(home: Home, name: str, area: str | None, here: str | None) -> Device | None:
    """Return the device that a short name stands for, if it is only one."""
    short = name.casefold()
    found = home.by_short_name.get(short, ())
    found = [device for device in found if short != device.domain or not _is_one_of(home, device)]
    if area:
        return _single(_in_area(home, found, area))
    if here and (device := _single(_in_area(home, found, here))):
        return device
    return _single(found)


def _only(home: Home, name: str, area: str | None) -> Device | None:
    """Return the device that has, or had, a name of its own."""
    found = home.by_name.get(name.casefold(), ())
    return _single(_in_area(home, found, area) if area else found) or _single(found)


def _is_one_of(home: Home, device: Device) -> bool:
    """Return whether its room has more of its kind."""
    others = home.by_area.get(device.area_id, ())
    return sum(other.domain == device.domain for other in others) > 1


def _in_area(home: Home, devices: Sequence[Device], area: str) -> Sequence[Device]:
    """Return the devices in an area of a name."""
    ids = home.areas_by_name.get(area.casefold(), ())
    return [device for device in devices if device.area_id in ids]


def _single(found: Sequence[Device]) -> Device | None:
    """Return the device, if it is the only one or all have one name."""
    return found[0] if len({device.name for device in found}) == 1 else None
