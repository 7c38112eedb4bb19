"""Why a call ends on no target, or on too many, in words a model and a user can act on."""

from collections.abc import Iterable
from typing import Any, Final

from rapidfuzz import fuzz, process

from homeassistant.exceptions import HomeAssistantError

from ...home import Device, Home
from ...home.kinds import KINDS
from ...home.lexicon import lexicon
from ...languages import phrase
from .words import essence

_MOST = 8
_MOST_SPOKEN = 5
# As alike as names are that come close, of 100.
_CLOSE: Final = 55
_USES = {
    "climate": "HassClimateSetTemperature, HassTurnOn or HassTurnOff",
    "cover": "HassTurnOn to open, HassTurnOff to close, HassSetPosition, or device_control to stop",
    "fan": "HassFanSetSpeed, HassTurnOn or HassTurnOff",
    "humidifier": "humidifier, HassTurnOn or HassTurnOff",
    "lawn_mower": "device_control",
    "light": "HassLightSet, HassTurnOn or HassTurnOff",
    "lock": "HassTurnOn to lock, HassTurnOff to unlock",
    "media_player": "media_control, HassSetVolume, HassTurnOn or HassTurnOff",
    "todo": "todo_list",
    "vacuum": "device_control",
    "valve": "HassTurnOn to open, HassTurnOff to close, HassSetPosition, or device_control to stop",
}
_SWITCHED = frozenset({"input_boolean", "scene", "script", "switch", "siren", "button"})


class UnresolvedError(HomeAssistantError):
    """No target, or too many; `data` is the error result."""

    def __init__(self, error: str, **details: Any) -> None:
        """Take what the model is told."""
        super().__init__(error)
        self.data: dict[str, Any] = {"error": error, **details}


def unknown_place(kind: str, given: str, names: Iterable[str]) -> UnresolvedError:
    """Return that there is no such area or floor; `kind` is which."""
    return UnresolvedError(
        f"There is no {kind} '{given}'.", **{f"{kind}s": close_names(given, names)}
    )


def unknown_name(given: str, devices: Iterable[Device]) -> UnresolvedError:
    """Return that nothing this tool can act on has such a name."""
    names = [name for device in devices for name in device.names]
    return UnresolvedError(
        f"Nothing that this tool can act on is called '{given}'.",
        known_names=close_names(given, names),
    )


def a_place(given: str) -> UnresolvedError:
    """Return that a name is a place's."""
    return UnresolvedError(
        f"'{given}' is a place.", hint=f"Pass area='{given}' and a domain, and no name."
    )


def nothing_there(devices: Iterable[Device]) -> UnresolvedError:
    """Return that nothing fits the place and kind."""
    names = [name for device in devices for name in device.names]
    return UnresolvedError("Nothing there fits.", known_names=close_names("", names))


def wrong_kind(device: Device) -> UnresolvedError:
    """Return that a device is of another kind, and which tools are for it."""
    use = _USES.get(device.domain)
    if use is None:
        use = "HassTurnOn or HassTurnOff" if device.domain in _SWITCHED else "get_state"
    return UnresolvedError(f"{device.name} is a {device.domain}: use {use}.", use=use)


def ambiguous(home: Home, devices: Iterable[Device], language: str | None) -> UnresolvedError:
    """Return that several fit, with a question for the user."""
    found = sorted(devices, key=lambda device: (device.name.casefold(), device.entity_id))
    names = list(dict.fromkeys(_told_apart(home, found, language)))
    return UnresolvedError(
        "Several fit, nothing was done. Ask the user which, unless they said it.",
        candidates=names[:_MOST],
        ask=True,
        say=which_one(names, language),
    )


def which_one(names: list[str], language: str | None) -> str:
    """Return the question which of several is meant, naming them where they are few."""
    if not 2 <= len(names) <= _MOST_SPOKEN:
        return phrase(language, "answers.which")
    joined = phrase(language, "answers.either", rest=", ".join(names[:-1]), last=names[-1])
    return phrase(language, "answers.which_one", names=joined)


def _told_apart(home: Home, devices: list[Device], language: str | None) -> list[str]:
    """Return names; where several are the same, with the room or the kind."""
    by_name: dict[str, list[Device]] = {}
    for device in devices:
        by_name.setdefault(device.name.casefold(), []).append(device)
    return [_told(home, device, by_name[device.name.casefold()], language) for device in devices]


def _told(home: Home, device: Device, same: list[Device], language: str | None) -> str:
    """Return a name with what tells it from the others of that name."""
    if len(same) == 1:
        return device.name
    if len({other.domain for other in same}) == len(same):
        return f"{device.name} ({_kind(device, language)})"
    return f"{device.name} ({home.areas[device.area_id].name})" if device.area_id else device.name


def _kind(device: Device, language: str | None) -> str:
    """Return what people call a device of its kind; its domain where there is no word."""
    keys = (key for key, kind in KINDS.items() if kind.is_exact(device))
    texts = (text for key in keys for text in lexicon(language).content["kinds"].get(key, ()))
    return next(texts, device.domain)


def close_names(wanted: str, names: Iterable[str]) -> list[str]:
    """Return the names nearest to what was wanted; some names when none is near."""
    by_key = {name.casefold(): name for name in names}
    found = process.extract(
        wanted.casefold(), list(by_key), scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=_MOST
    )
    near = [key for key, _, _ in found]
    near += [key for key in by_key if essence(wanted) & essence(key) and key not in near]
    return [by_key[key] for key in near or sorted(by_key)][:_MOST]
