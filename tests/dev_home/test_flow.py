"""The driver fills in forms as a person would."""

from typing import Any

import pytest

from dev.home.client import HomeClient
from dev.home.flow import FlowError, fill, run_flow
from dev.home.jarvis import flow_answers

from .conftest import StandIn

URL = {"name": "url", "type": "string"}
ANYWAY = {"name": "set_up_anyway", "default": False}
DONE = {"type": "create_entry", "title": "Jarvis Local"}


def form(step: str, *fields: dict[str, Any], **errors: str) -> dict[str, Any]:
    """Return a form as Home Assistant sends it."""
    return {"type": "form", "step_id": step, "data_schema": list(fields), "errors": errors}


def test_fill_takes_answers_then_defaults_then_suggestions() -> None:
    """A field without a value is left out; a section is filled in like a form."""
    fields: list[dict[str, Any]] = [
        {"name": "given", "default": "x"},
        {"name": "default", "default": 3},
        {"name": "suggested", "description": {"suggested_value": "s"}},
        {"name": "empty"},
        {"name": "more", "type": "expandable", "schema": [{"name": "verify", "default": True}]},
    ]

    filled = fill(fields, {"given": "g", "unknown": 1})

    assert filled == {"given": "g", "default": 3, "suggested": "s", "more": {"verify": True}}


async def test_a_field_that_appears_after_an_error_is_filled_in(
    client: HomeClient, stand_in: StandIn
) -> None:
    """Without a server, the box to go on all the same shows up only in the second form."""
    stand_in.answers = [form("user", URL), form("user", URL, ANYWAY, url="url_missing"), DONE]

    result = await run_flow(client, "jarvis_local", flow_answers(None))

    assert result["title"] == "Jarvis Local"
    assert stand_in.posted[1:] == [{"url": ""}, {"url": "", "set_up_anyway": True}]


async def test_the_same_form_again_is_an_error(client: HomeClient, stand_in: StandIn) -> None:
    """Answers that are refused are not sent for ever."""
    refused = form("user", URL, base="unreachable")
    stand_in.answers = [form("user", URL), refused]

    with pytest.raises(FlowError, match="unreachable") as caught:
        await run_flow(client, "jarvis_local", {"user": {"url": "http://nowhere"}})

    assert caught.value.result["errors"] == {"base": "unreachable"}


async def test_menus_progress_and_aborts(client: HomeClient, stand_in: StandIn) -> None:
    """A menu is answered, a download waited for, an abort reported."""
    stand_in.answers = [
        {"type": "menu", "step_id": "start"},
        {"type": "progress", "step_id": "download"},
        {"type": "progress", "step_id": "download"},
        {"type": "abort", "reason": "already_configured"},
    ]

    with pytest.raises(FlowError, match="already_configured"):
        await run_flow(client, "jarvis_local", {"start": {"next_step_id": "download"}})

    assert stand_in.posted[1:] == [{"next_step_id": "download"}]
