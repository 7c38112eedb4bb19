"""The sections of the users' texts that Home Assistant reads, and what each may hold."""

from collections.abc import Iterator
import re
from typing import Any

import voluptuous as vol

from .repository import Repository

KEY = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")


def _key(value: Any) -> str:
    """Accept a translation key: small letters, digits, single underscores or hyphens."""
    if not isinstance(value, str) or not KEY.fullmatch(value):
        raise vol.Invalid(f"{value!r} is no translation key")
    return value


def _optional(*names: str, of: Any = str) -> dict[Any, Any]:
    """Return optional keys of one kind."""
    return {vol.Optional(name): of for name in names}


TEXTS = {_key: str}
# A step's fields are named as the flow names them, which may be anything.
FIELDS = {str: str}
SECTION = _optional("name", "description") | _optional("data", "data_description", of=FIELDS)
STEP = (
    _optional("title", "description", "submit")
    | _optional("data", "data_description", "menu_options", "menu_option_descriptions", of=FIELDS)
    | _optional("sections", of={_key: SECTION})
)
FLOW = _optional("error", "abort", "progress", "create_entry", of=TEXTS) | {
    vol.Required("step"): {_key: STEP}
}
SUBENTRY_FLOW = FLOW | {
    vol.Required("entry_type"): str,
    vol.Required("initiate_flow"): {vol.Required("user"): str, _key: str},
}
STATE_ATTRIBUTE = _optional("name") | _optional("state", of=TEXTS)
ENTITY = (
    _optional("name", "unit_of_measurement")
    | _optional("state", of=TEXTS)
    | _optional("state_attributes", of={_key: STATE_ATTRIBUTE})
)
DESCRIBED = {vol.Required("name"): str, vol.Required("description"): str}
FIELD = {vol.Required("name"): str} | _optional("description", "example")
ACTION = DESCRIBED | _optional("fields", of={_key: FIELD}) | _optional("sections", of={_key: dict})
ISSUE = {
    vol.Required("title"): str,
    vol.Exclusive("description", "fixable"): str,
    vol.Exclusive("fix_flow", "fixable"): FLOW,
}
SELECTOR = _optional("options", "choices", "unit_of_measurement", of=TEXTS) | _optional(
    "fields", of={_key: FIELD}
)

LAYOUT = vol.Schema(
    {
        vol.Optional("title"): str,
        vol.Optional("config"): FLOW | _optional("flow_title"),
        vol.Optional("config_subentries"): {_key: SUBENTRY_FLOW},
        vol.Optional("options"): FLOW,
        vol.Optional("selector"): {_key: SELECTOR},
        vol.Optional("device"): {_key: _optional("name")},
        vol.Optional("entity"): {_key: {_key: ENTITY}},
        vol.Optional("exceptions"): {_key: {vol.Required("message"): str}},
        vol.Optional("issues"): {_key: ISSUE},
        vol.Optional("services"): {_key: ACTION},
        vol.Optional("system_health"): {vol.Optional("info"): TEXTS},
        vol.Optional("triggers"): {_key: ACTION},
        vol.Optional("conditions"): {_key: ACTION},
        vol.Optional("conversation"): dict,
    }
)


def validate(repository: Repository) -> Iterator[str]:
    """Check the layout of every language, and that each described field is one."""
    for language, texts in repository.translations().items():
        name = f"translations/{language}.json"
        try:
            LAYOUT(texts)
        except vol.MultipleInvalid as err:
            yield from (f"{name}: {error}" for error in err.errors)
        flows = {"config": texts.get("config", {}), "options": texts.get("options", {})}
        for where, flow in (flows | texts.get("config_subentries", {})).items():
            for step, content in flow.get("step", {}).items():
                extra = _described_only(content)
                yield from (f"{name}: {where}.{step} describes no field {key}" for key in extra)


def _described_only(step: dict[str, Any]) -> set[str]:
    """Return the fields of a step or its sections that have a description but no name."""
    parts = [step, *step.get("sections", {}).values()]
    return {
        key
        for part in parts
        for key in part.get("data_description", {}).keys() - part.get("data", {}).keys()
    }
