"""What an action on an entity can do at worst, with groups, scenes and scripts looked into."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
import re
from typing import Any

from homeassistant.components.homeassistant.scene import HomeAssistantScene
from homeassistant.components.scene import DOMAIN as SCENE_DOMAIN
from homeassistant.const import ATTR_DEVICE_CLASS, ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, State, split_entity_id
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import DATA_INSTANCES

from ..languages import read_folder
from .indirect import carried_scripts, stand_ins
from .levels import Confirmation, strictest
from .owner import Area, level_of
from .scripts import Judges, confirmation_for_script

# Nothing in these domains opens the house, disarms it, or hides another act.
FREE_DOMAINS = frozenset(
    {
        "assist_satellite",
        "climate",
        "counter",
        "fan",
        "humidifier",
        "input_boolean",
        "input_datetime",
        "input_number",
        "input_select",
        "input_text",
        "lawn_mower",
        "light",
        "logbook",
        "media_player",
        "notify",
        "persistent_notification",
        "siren",
        "switch",
        "timer",
        "todo",
        "tts",
        "vacuum",
        "water_heater",
    }
)

# The words of `homeassistant.turn_on` and of HA's intents, in each domain's own.
_ON_OFF = {
    "cover": {"turn_on": "open_cover", "turn_off": "close_cover"},
    "lock": {"turn_on": "lock", "turn_off": "unlock"},
    "valve": {"turn_on": "open_valve", "turn_off": "close_valve"},
}
# No action of Home Assistant's: a script that a template entity runs for a position is not told by it,
# so that all of the entity's scripts count.
POSITION_ZERO = "position_zero"
_SAFE_VERBS = {
    "alarm_control_panel": frozenset(
        {
            "alarm_arm_away",
            "alarm_arm_vacation",
        }
    ),
    "cover": frozenset({"close_cover", "close_cover_tilt", POSITION_ZERO, "stop", "stop_cover"}),
    "lock": frozenset({"lock"}),
    "remote": frozenset({"turn_off", "turn_on"}),
    "valve": frozenset({"close_valve", POSITION_ZERO, "stop", "stop_valve"}),
}
# What a scene asks of an entity, where that is safe.
_SAFE_STATES = {("cover", "closed"): "close_cover", ("lock", "locked"): "lock"}
_SAFE_STATES[("valve", "closed")] = "close_valve"
_ENTRANCES = frozenset({"door", "garage", "gate"})
# Kinds that a cover without a class is known by.
_CALLED = ("garage", "gate")
_NO_WORD = re.compile(r"[\W_]+")

# Harmless on an alarm that is off; on one that guards an empty house they let people in.
_PARTLY_ARMED = frozenset({"alarm_arm_home", "alarm_arm_night"})

type _Seen = frozenset[tuple[str, str]]


def confirmation_for(
    hass: HomeAssistant, entity_id: str, verb: str, seen: _Seen = frozenset()
) -> Confirmation:
    """Return what an action on an entity needs; `verb` is the action's name, such as turn_on."""
    domain = split_entity_id(entity_id)[0]
    verb = own_verb(domain, verb)
    if (entity_id, verb) in seen:
        return Confirmation.NONE
    seen |= {(entity_id, verb)}
    if domain == SCENE_DOMAIN:
        return _scene(hass, entity_id, seen)
    if domain == "script":
        return _script(hass, entity_id, verb, seen)
    return strictest(_levels(hass, entity_id, verb, seen))


def own_verb(domain: str, verb: str) -> str:
    """Return what a domain calls being turned on and off; other actions as they are."""
    return _ON_OFF.get(domain, {}).get(verb, verb)


def _levels(hass: HomeAssistant, entity_id: str, verb: str, seen: _Seen) -> Iterator[Confirmation]:
    """Yield what an entity needs itself, and what everything needs that moves with it."""
    domain, state = split_entity_id(entity_id)[0], hass.states.get(entity_id)
    members = _members(state)
    if domain != "group" or not members:
        yield confirmation_for_entity(hass, domain, verb, state)
    for member in members:
        yield confirmation_for(hass, member, verb, seen)
    for other in stand_ins(hass, entity_id):
        yield confirmation_for(hass, other, "toggle", seen)
    for steps in carried_scripts(hass, entity_id, verb):
        yield confirmation_for_steps(hass, steps, seen)


def confirmation_for_entity(
    hass: HomeAssistant, domain: str, verb: str, state: State | None
) -> Confirmation:
    """Return what an action on one entity needs; the strictest of the domain without a state."""
    if domain in FREE_DOMAINS or verb in _SAFE_VERBS.get(domain, frozenset()):
        return Confirmation.NONE
    if verb in _PARTLY_ARMED and state is not None and state.state == "disarmed":
        return Confirmation.NONE
    area = _AREAS.get(domain, _other)(state)
    return Confirmation.NONE if area is None else level_of(hass, area)


def _cover(state: State | None) -> Area | None:
    """Guard what a person or a car can come in by; without a class, also what is only called so."""
    device_class = state.attributes.get(ATTR_DEVICE_CLASS) if state else None
    if state is None or device_class in _ENTRANCES:
        return Area.ENTRANCES
    return Area.ENTRANCES if device_class is None and _is_called_entrance(state) else None


def _is_called_entrance(state: State) -> bool:
    """Return whether a name has the word for a garage or a gate, in any language."""
    said = set(_NO_WORD.split(f"{state.entity_id} {state.name}".casefold()))
    return not said.isdisjoint(_entrances())


@cache
def _entrances() -> frozenset[str]:
    """Return the words for garages and gates, those that are one word."""
    kinds = [content["kinds"] for content in read_folder("words").values()]
    names = {name for some in kinds for kind in _CALLED for name in some[kind]}
    return frozenset(name for name in names if " " not in name)


def _valve(state: State | None) -> Area | None:
    """Guard gas more than water."""
    if state is None or state.attributes.get(ATTR_DEVICE_CLASS) == "gas":
        return Area.ENTRANCES
    return Area.WATER


def _other(state: State | None) -> Area | None:
    """Guard what nobody knows to be harmless."""
    return Area.OTHER


# What opens, disarms or floods the house, and the area of life that it belongs to.
_AREAS: Mapping[str, Callable[[State | None], Area | None]] = {
    "alarm_control_panel": lambda _: Area.ALARM,
    "cover": _cover,
    "lock": lambda _: Area.ENTRANCES,
    "valve": _valve,
}


def _members(state: State | None) -> list[str]:
    """Return the entities that a group stands for."""
    members = state.attributes.get(ATTR_ENTITY_ID) if state else None
    return list(members) if isinstance(members, list | tuple | set | frozenset) else []


def _scene(hass: HomeAssistant, entity_id: str, seen: _Seen) -> Confirmation:
    """Judge each state that a scene asks for; of a bridge's own scene, what the bridge could do."""
    component = hass.data.get(DATA_INSTANCES, {}).get(SCENE_DOMAIN)
    scene = component.get_entity(entity_id) if component else None
    if isinstance(scene, HomeAssistantScene):
        return strictest(
            confirmation_for(hass, state.entity_id, _verb_for(state), seen)
            for state in scene.scene_config.states.values()
        )
    registry = er.async_get(hass)
    entry = registry.async_get(entity_id)
    if entry is None or entry.config_entry_id is None:
        return _unknown(hass)
    siblings = er.async_entries_for_config_entry(registry, entry.config_entry_id)
    if any(sibling.domain in _AREAS for sibling in siblings):
        return _unknown(hass)
    return Confirmation.NONE


def _verb_for(state: State) -> str:
    """Return the action that brings about a state; `toggle` stands for the worst."""
    return _SAFE_STATES.get((state.domain, state.state), "toggle")


def _script(hass: HomeAssistant, entity_id: str, verb: str, seen: _Seen) -> Confirmation:
    """Judge every step of a script; stopping one is always allowed."""
    if verb == "turn_off":
        return Confirmation.NONE
    component = hass.data.get(DATA_INSTANCES, {}).get("script")
    script = getattr(component.get_entity(entity_id), "script", None) if component else None
    return confirmation_for_steps(hass, script.sequence, seen) if script else _unknown(hass)


def confirmation_for_steps(
    hass: HomeAssistant, steps: Sequence[Any], seen: _Seen = frozenset()
) -> Confirmation:
    """Return what a sequence of actions needs."""
    judges = Judges(
        entity=lambda target, action: confirmation_for(hass, target, action, seen),
        domain=partial(confirmation_for_entity, hass),
        unknown=_unknown(hass),
    )
    return confirmation_for_script(steps, judges)


def _unknown(hass: HomeAssistant) -> Confirmation:
    """Return what an act needs that cannot be looked into."""
    return level_of(hass, Area.OTHER)
