"""What a script can do at worst: an allow-list over Home Assistant's own kinds of step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from homeassistant.const import ATTR_ENTITY_ID, CONF_ACTION, CONF_DOMAIN, CONF_SCENE, CONF_TARGET
from homeassistant.core import State, split_entity_id
from homeassistant.helpers import config_validation as cv

from .levels import Confirmation, strictest

type JudgeEntity = Callable[[str, str], Confirmation]
type JudgeDomain = Callable[[str, str, State | None], Confirmation]

_HARMLESS = frozenset(
    {
        cv.SCRIPT_ACTION_CHECK_CONDITION,
        cv.SCRIPT_ACTION_DELAY,
        cv.SCRIPT_ACTION_SET_CONVERSATION_RESPONSE,
        cv.SCRIPT_ACTION_STOP,
        cv.SCRIPT_ACTION_VARIABLES,
        cv.SCRIPT_ACTION_WAIT_FOR_TRIGGER,
        cv.SCRIPT_ACTION_WAIT_TEMPLATE,
    }
)
_NESTING = frozenset(
    {
        cv.SCRIPT_ACTION_CHOOSE,
        cv.SCRIPT_ACTION_IF,
        cv.SCRIPT_ACTION_PARALLEL,
        cv.SCRIPT_ACTION_REPEAT,
        cv.SCRIPT_ACTION_SEQUENCE,
    }
)
# Their targets say what is touched; the domain alone says nothing.
_GENERIC = frozenset({"group", "homeassistant", "scene", "script"})
_ON_OFF = frozenset({"toggle", "turn_off", "turn_on"})
# Targets that stand for entities which nobody wrote out.
_HIDING = frozenset({"area_id", "device_id", "floor_id", "label_id"})


@dataclass(frozen=True, kw_only=True)
class Judges:
    """How an action on an entity, and one of a domain, is judged; `unknown` is what nobody can judge."""

    entity: JudgeEntity
    domain: JudgeDomain
    unknown: Confirmation


def confirmation_for_script(steps: Sequence[Any], judges: Judges) -> Confirmation:
    """Return what a script needs."""
    return strictest(_step(step, judges) for step in steps)


def _step(step: Any, judges: Judges) -> Confirmation:
    """Judge one step."""
    try:
        kind = cv.determine_script_action(step)
    except TypeError, ValueError:
        return judges.unknown
    if kind in _HARMLESS:
        return Confirmation.NONE
    if kind in _NESTING:
        return confirmation_for_script(_nested(step), judges)
    if kind == cv.SCRIPT_ACTION_ACTIVATE_SCENE:
        return judges.entity(step[CONF_SCENE], "turn_on")
    if kind == cv.SCRIPT_ACTION_DEVICE_AUTOMATION:
        return judges.domain(step[CONF_DOMAIN], step.get("type", ""), None)
    if kind == cv.SCRIPT_ACTION_CALL_SERVICE and isinstance(action := step.get(CONF_ACTION), str):
        return _action(action, _entities(step), judges)
    return judges.unknown


def _nested(step: Mapping[str, Any]) -> list[Any]:
    """Return the steps within a step; a choice's conditions are steps that do nothing."""
    found: list[Any] = []
    for value in step.values():
        if isinstance(value, Mapping):
            found.extend(_nested(value))
        elif isinstance(value, list):
            found.extend(item for item in value if isinstance(item, Mapping))
    return found


def _action(action: str, entities: list[str] | None, judges: Judges) -> Confirmation:
    """Judge an action by its literal targets, or by its domain where they are not literal."""
    domain, _, verb = action.partition(".")
    if domain == "script" and verb not in _ON_OFF:
        return judges.entity(action, "turn_on") if verb != "reload" else judges.unknown
    if domain in _GENERIC and (entities is None or verb not in _ON_OFF):
        return judges.unknown
    if domain not in _GENERIC:
        by_domain = judges.domain(domain, verb, None)
        if not _all_of(entities, domain):
            return by_domain
    return strictest(judges.entity(entity_id, verb) for entity_id in entities or ())


def _all_of(entities: list[str] | None, domain: str) -> bool:
    """Return whether an action's targets are of its own domain, or groups that are looked into."""
    return entities is not None and all(
        split_entity_id(entity_id)[0] in (domain, "group") for entity_id in entities
    )


def _entities(step: Mapping[str, Any]) -> list[str] | None:
    """Return the targets when all of them are entities that are written out, else None."""
    places = [step, *(step.get(key, {}) for key in ("data", "data_template", CONF_TARGET))]
    if any(not isinstance(place, Mapping) or place.keys() & _HIDING for place in places):
        return None
    named: list[Any] = []
    for found in (place[ATTR_ENTITY_ID] for place in places if ATTR_ENTITY_ID in place):
        named.extend(found if isinstance(found, list) else [found])
    return named if named and all(_is_entity_id(item) for item in named) else None


def _is_entity_id(item: Any) -> bool:
    """Return whether this names one entity: not a template, not a registry id."""
    return isinstance(item, str) and cv.valid_entity_id(item)
