"""Reads what a dialog shows."""

from typing import Any

from homeassistant.config_entries import ConfigFlowResult, SubentryFlowResult

type Form = ConfigFlowResult | SubentryFlowResult


def suggested(flow: Form) -> dict[str, Any]:
    """Return what a form is filled in with."""
    schema = flow["data_schema"]
    assert schema is not None
    return {
        str(key): key.description["suggested_value"]
        for key in schema.schema
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
