"""Run every failure against both agents: `python -m benchmarks.failures --json FILE`."""

import argparse
import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import asdict, dataclass
import json
import logging
from pathlib import Path

from homeassistant.const import __version__
from homeassistant.core import HomeAssistant
from tests.jarvis_local.conftest import make_entry

from .cases import CASES, COMMAND, REQUEST, Case
from .house import OFF, SHIPPED, Agent, core_entry, house
from .measure import Heard, async_measure

_SHOWN = 160


@dataclass(frozen=True, kw_only=True)
class Row:
    """A failure, and what either agent made of it."""

    case: str
    jarvis: Heard
    core: Heard


async def _async_measure(hass: HomeAssistant, agent: Agent, case: Case, patience: float) -> Heard:
    """Make an agent's server fail and talk to the agent."""
    agent.server.clear()
    agent.server.otherwise(*case.rounds(agent.prefix))
    if case.server_down:
        await agent.server.stop()
    try:
        return await async_measure(hass, agent.entity_id(hass), case.text, patience=patience)
    finally:
        if case.server_down:
            await agent.server.start()
        # Jarvis looks again by itself within ten seconds; the benchmark does not wait for it.
        if agent.name == "jarvis":
            for coordinator in agent.entry.runtime_data.pool.coordinators.values():
                await coordinator.async_refresh()


async def _async_off_at_start(
    hass: HomeAssistant, jarvis: Agent, core: Agent, patience: float
) -> AsyncGenerator[Row]:
    """Set both up anew with a server that is not there."""
    agents = []
    for agent, entry in ((jarvis, make_entry(OFF, agent=SHIPPED)), (core, core_entry(OFF))):
        await hass.config_entries.async_remove(agent.entry.entry_id)
        entry.add_to_hass(hass)
        await hass.config_entries.async_setup(entry.entry_id)
        agents.append(Agent(name=agent.name, entry=entry, server=agent.server, prefix=""))
    for name, text in (("", REQUEST), (", simple command", COMMAND)):
        heard = [
            await async_measure(hass, agent.entity_id(hass), text, patience=patience)
            for agent in agents
        ]
        yield Row(case=f"server off at start{name}", jarvis=heard[0], core=heard[1])


async def _async_run(first_token: float, patience: float) -> list[Row]:
    """Return a row for each case."""
    rows = []
    async with house(first_token) as (hass, jarvis, core):
        for case in CASES:
            heard = [await _async_measure(hass, agent, case, patience) for agent in (jarvis, core)]
            rows.append(Row(case=case.name, jarvis=heard[0], core=heard[1]))
        rows += [row async for row in _async_off_at_start(hass, jarvis, core, patience)]
    return rows


def _cell(heard: Heard) -> str:
    """Return an outcome as a table's cell."""
    said = " ".join(heard.said.split())
    if len(said) > _SHOWN:
        said = f"{said[: _SHOWN // 2]} … {said[-_SHOWN // 2 :]} [{heard.characters:,} characters]"
    return f"{said or '(silence)'} | {heard.rest} | {heard.seconds:.2f}"


def _print(rows: Sequence[Row]) -> None:
    """Print the table."""
    print(f"Home Assistant {__version__}; REST: what /api/conversation/process would return\n")
    print("| case | heard from Jarvis | REST | s | heard from core's ollama | REST | s |")
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        print(f"| {row.case} | {_cell(row.jarvis)} | {_cell(row.core)} |")
    spoken = sum(bool(row.jarvis.said.strip()) for row in rows)
    by_core = sum(bool(row.core.said.strip()) and row.core.rest.startswith("200") for row in rows)
    print(f"\nEnded with words: Jarvis {spoken} of {len(rows)}, core {by_core} of {len(rows)}")


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.failures", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the rows to this file too")
    parser.add_argument("--first-token", type=float, default=3.0, help="Jarvis's bound in seconds")
    parser.add_argument("--patience", type=float, default=20.0, help="when to give up on either")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    rows = asyncio.run(_async_run(arguments.first_token, arguments.patience))
    _print(rows)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(row) for row in rows], indent=1))


main()
