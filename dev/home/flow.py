"""Fills in config flows over REST, as the browser does when somebody clicks through them."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from .client import HomeClient
from .pipeline_run import Json

FLOWS = "/api/config/config_entries/flow"
SUBENTRY_FLOWS = "/api/config/config_entries/subentries/flow"
MAX_STEPS = 20
PROGRESS_SECONDS = 0.5
PROGRESS_TIMEOUT = 1800

type Answers = Mapping[str, Mapping[str, Any]]


class FlowError(Exception):
    """A flow did not end in an entry; `result` is its last answer."""

    def __init__(self, message: str, result: Json) -> None:
        """Keep the answer, for tests."""
        super().__init__(message)
        self.result = result


async def run_flow(
    client: HomeClient,
    handler: str | Sequence[str],
    answers: Answers,
    *,
    flows: str = FLOWS,
    **context: Any,
) -> Json:
    """Go through a flow to its end and return the last result.

    `answers` has the values by step id; a field without one takes the form's default. A form that
    comes back with new fields is filled in again; one that comes back as it was raises FlowError.
    """
    body = {"handler": handler, "show_advanced_options": False, **context}
    result: Json = await client.request("POST", flows, body)
    sent: dict[str, Json] = {}
    for _ in range(MAX_STEPS):
        match result["type"]:
            case "form":
                step = result["step_id"]
                values = fill(result["data_schema"], answers.get(step, {}))
                if result.get("errors") and sent.get(step) == values:
                    raise FlowError(f"step {step}: {result['errors']}", result)
                sent[step] = values
                result = await _continue(client, flows, result, values)
            case "menu":
                choice = answers[result["step_id"]]
                result = await _continue(client, flows, result, dict(choice))
            case "progress":
                result = await _wait_for_progress(client, flows, result)
            case "create_entry":
                return result
            case _:
                raise FlowError(f"{result['type']}: {result.get('reason')}", result)
    raise FlowError(f"no end after {MAX_STEPS} steps", result)


async def add_subentry(client: HomeClient, entry_id: str, kind: str, answers: Answers) -> Json:
    """Add a subentry, such as another agent, through its flow."""
    return await run_flow(client, [entry_id, kind], answers, flows=SUBENTRY_FLOWS)


def fill(fields: Sequence[Json], answers: Mapping[str, Any]) -> Json:
    """Return values for a form: the given ones, else its defaults and suggestions."""
    values: Json = {}
    for field in fields:
        name = field["name"]
        if field.get("type") == "expandable":
            values[name] = fill(field["schema"], answers.get(name, {}))
        elif name in answers:
            values[name] = answers[name]
        elif "default" in field:
            values[name] = field["default"]
        elif (proposal := (field.get("description") or {}).get("suggested_value")) is not None:
            values[name] = proposal
    return values


async def entries(client: HomeClient, domain: str) -> list[Json]:
    """Return a domain's config entries."""
    found: list[Json] = await client.command("config_entries/get", domain=domain)
    return found


async def remove_entries(client: HomeClient, domain: str) -> int:
    """Delete a domain's config entries and say how many there were."""
    found = await entries(client, domain)
    for entry in found:
        await client.request("DELETE", f"/api/config/config_entries/entry/{entry['entry_id']}")
    return len(found)


async def _continue(client: HomeClient, flows: str, result: Json, values: Json) -> Json:
    """Send a step's answers."""
    answer: Json = await client.request("POST", f"{flows}/{result['flow_id']}", values)
    return answer


async def _wait_for_progress(client: HomeClient, flows: str, result: Json) -> Json:
    """Wait until a step that works by itself is done."""
    async with asyncio.timeout(PROGRESS_TIMEOUT):
        while result["type"] in {"progress", "progress_done"}:
            await asyncio.sleep(PROGRESS_SECONDS)
            result = await client.request("GET", f"{flows}/{result['flow_id']}")
    return result
