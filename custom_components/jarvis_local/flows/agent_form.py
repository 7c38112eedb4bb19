"""The form of an agent's or AI task's settings: flat in storage, in sections on the screen."""

from collections.abc import Mapping, Sequence
from typing import Any

import voluptuous as vol

from homeassistant.const import CONF_MODEL, CONF_PROMPT
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TemplateSelector,
)

from ..const import (
    CONF_CHAT_SIGNS,
    CONF_CONFIRM_LOCALLY,
    CONF_FALLBACK_MODELS,
    CONF_KEEP_ALIVE,
    CONF_LOCAL_FIRST,
    CONF_MAX_HISTORY,
    CONF_MIN_P,
    CONF_MODE,
    CONF_NUM_CTX,
    CONF_NUM_PREDICT,
    CONF_PERSONA,
    CONF_REPEAT_PENALTY,
    CONF_SEED,
    CONF_TEMPERATURE,
    CONF_THINK,
    CONF_TOOL_GROUPS,
    CONF_TOP_K,
    CONF_TOP_P,
    DEFAULT_MAX_HISTORY,
    DEFAULT_NUM_CTX,
    DEFAULT_NUM_PREDICT,
    DEFAULT_PERSONA,
    DEFAULT_TASK_NUM_PREDICT,
    KEEP_ALIVE_FOREVER,
)
from ..models import Mode
from ..personas import persona_ids
from ..tools import GROUPS

CONF_PROMPT_ANYWAY = "prompt_anyway"
SECTION_BEHAVIOUR = "behaviour"
SECTION_MODEL = "model_settings"
SECTION_ADVANCED = "advanced"
SECTIONS = (SECTION_BEHAVIOUR, SECTION_MODEL, SECTION_ADVANCED)

THINKING = ("off", "on", "low", "medium", "high")
_WHOLE_NUMBERS = frozenset(
    {
        CONF_MAX_HISTORY,
        CONF_NUM_CTX,
        CONF_NUM_PREDICT,
        CONF_KEEP_ALIVE,
        CONF_TOP_K,
        CONF_SEED,
    }
)


def agent_fields(
    installed: Sequence[SelectOptionDict] = (), *, prompt_doubted: bool = False
) -> dict[vol.Marker, Any]:
    """Return an agent's settings besides its name and model, and the box for a doubtful prompt."""
    box: dict[vol.Marker, Any] = {
        vol.Optional(CONF_PROMPT_ANYWAY, default=False): BooleanSelector()
    }
    personas = SelectSelectorConfig(
        options=list(persona_ids()), mode=SelectSelectorMode.DROPDOWN, translation_key="persona"
    )
    return {
        vol.Optional(CONF_PERSONA, default=DEFAULT_PERSONA): SelectSelector(personas),
        vol.Optional(CONF_PROMPT): TemplateSelector(),
        **(box if prompt_doubted else {}),
        vol.Optional(SECTION_BEHAVIOUR): _folded(_behaviour()),
        vol.Optional(SECTION_MODEL): _folded(_model(DEFAULT_NUM_PREDICT, installed) | _mode()),
        vol.Optional(SECTION_ADVANCED): _folded(_sampling()),
    }


def task_fields(installed: Sequence[SelectOptionDict] = ()) -> dict[vol.Marker, Any]:
    """Return an AI task's settings besides its name and model."""
    return {
        vol.Optional(SECTION_MODEL): _folded(_model(DEFAULT_TASK_NUM_PREDICT, installed)),
        vol.Optional(SECTION_ADVANCED): _folded(_sampling()),
    }


def form_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return stored data as the form shows it: every value in every section that knows it."""
    return {**data, **dict.fromkeys(SECTIONS, data)}


def data_of(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form's answer as it is stored; all tool groups are stored as none."""
    data = {key: value for key, value in answer.items() if key not in SECTIONS}
    for name in SECTIONS:
        data.update(answer.get(name, {}))
    for key in _WHOLE_NUMBERS & data.keys():
        data[key] = int(data[key])
    # New groups of later versions shall come to those who never chose.
    if set(data.get(CONF_TOOL_GROUPS, ())) == set(GROUPS):
        del data[CONF_TOOL_GROUPS]
    data.setdefault(CONF_MODEL, "")
    return data


def _behaviour() -> dict[vol.Marker, Any]:
    """Return what an agent may do and how it goes about it."""
    groups = SelectSelectorConfig(
        options=list(GROUPS),
        multiple=True,
        mode=SelectSelectorMode.LIST,
        translation_key="tool_groups",
    )
    return {
        vol.Optional(CONF_TOOL_GROUPS, default=list(GROUPS)): SelectSelector(groups),
        vol.Optional(CONF_LOCAL_FIRST, default=True): BooleanSelector(),
        vol.Optional(CONF_CONFIRM_LOCALLY, default=True): BooleanSelector(),
        vol.Optional(CONF_CHAT_SIGNS, default=True): BooleanSelector(),
        vol.Optional(CONF_MAX_HISTORY, default=DEFAULT_MAX_HISTORY): _number(0, 100),
    }


def _mode() -> dict[vol.Marker, Any]:
    """Return how an agent's model is told of the tools and calls them."""
    modes = SelectSelectorConfig(
        options=[mode.value for mode in Mode],
        mode=SelectSelectorMode.DROPDOWN,
        translation_key=CONF_MODE,
    )
    return {vol.Optional(CONF_MODE, default=Mode.AUTO.value): SelectSelector(modes)}


def _model(num_predict: int, installed: Sequence[SelectOptionDict]) -> dict[vol.Marker, Any]:
    """Return how much the model may read, think and write, and how long it stays loaded."""
    thinking = SelectSelectorConfig(
        options=list(THINKING), mode=SelectSelectorMode.DROPDOWN, translation_key="think"
    )
    fallback = SelectSelectorConfig(
        options=list(installed), multiple=True, mode=SelectSelectorMode.DROPDOWN
    )
    return {
        vol.Optional(CONF_FALLBACK_MODELS): SelectSelector(fallback),
        vol.Optional(CONF_THINK, default="off"): SelectSelector(thinking),
        vol.Optional(CONF_NUM_PREDICT, default=num_predict): _number(16, 32768),
        vol.Optional(CONF_NUM_CTX, default=DEFAULT_NUM_CTX): _number(2048, 262144),
        vol.Optional(CONF_KEEP_ALIVE, default=KEEP_ALIVE_FOREVER): _number(-1, 604800, unit="s"),
    }


def _sampling() -> dict[vol.Marker, Any]:
    """Return Ollama's sampling options; the model's own values hold for those left empty."""
    return {
        vol.Optional(CONF_TEMPERATURE): _number(0, 2, step=0.05),
        vol.Optional(CONF_TOP_P): _number(0, 1, step=0.01),
        vol.Optional(CONF_TOP_K): _number(0, 1000),
        vol.Optional(CONF_MIN_P): _number(0, 1, step=0.01),
        vol.Optional(CONF_REPEAT_PENALTY): _number(0, 2, step=0.05),
        vol.Optional(CONF_SEED): _number(0, 2**31 - 1),
    }


def _number(
    minimum: float, maximum: float, *, step: float = 1, unit: str | None = None
) -> NumberSelector:
    """Return a bounded field for a number."""
    config = NumberSelectorConfig(min=minimum, max=maximum, step=step, mode=NumberSelectorMode.BOX)
    if unit is not None:
        config["unit_of_measurement"] = unit
    return NumberSelector(config)


def _folded(fields: dict[vol.Marker, Any]) -> section:
    """Return a section that is closed at first."""
    return section(vol.Schema(fields), {"collapsed": True})
