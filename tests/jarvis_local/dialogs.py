"""Opens the dialog of the config entry, and reads what a dialog shows."""

from typing import Any

from custom_components.jarvis_local.const import DOMAIN
from dev.scripted_ollama import ScriptedOllama
from homeassistant.config_entries import SOURCE_USER, ConfigFlowResult, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

type Form = ConfigFlowResult | SubentryFlowResult


def suggested(flow: Form, section: str | None = None) -> dict[str, Any]:
    """Return what a form, or a section of it, is filled in with."""
    schema = flow["data_schema"]
    assert schema is not None
    shown = schema.schema if section is None else schema.schema[section].schema.schema
    return {
        str(key): key.description["suggested_value"]
        for key in shown
        if key.description and "suggested_value" in key.description
    }


def fields(flow: Form) -> set[str]:
    """Return the names of a form's fields."""
    schema = flow["data_schema"]
    assert schema is not None
    return {str(key) for key in schema.schema}


def labels(flow: Form) -> dict[str, str]:
    """Return the labels of the models to choose from."""
    schema = flow["data_schema"]
    assert schema is not None
    return {option["value"]: option["label"] for option in schema.schema["model"].config["options"]}


def placeholders(flow: Form) -> dict[str, str]:
    """Return what a form's texts mention."""
    return dict(flow["description_placeholders"] or {})


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the dialog."""
    return await hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_USER})


async def submit(hass: HomeAssistant, flow: ConfigFlowResult, **answer: Any) -> ConfigFlowResult:
    """Fill in the form and submit it."""
    return await hass.config_entries.flow.async_configure(flow["flow_id"], answer)


async def to_models(hass: HomeAssistant, server: ScriptedOllama) -> ConfigFlowResult:
    """Open the dialog and go on to the choice of the model."""
    flow = await submit(hass, await start(hass), url=server.url)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "model")
    return flow
