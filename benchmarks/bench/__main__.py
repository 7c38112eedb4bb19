"""Measure both agents in homes of every size: `python -m benchmarks.bench --json FILE`."""

import argparse
import asyncio
from collections.abc import Sequence
import json
import logging
from pathlib import Path
import sys
import time

from .house import FAMILIES, Agent, House, house
from .measure import Cost
from .prefix import Prefix, read_prefix
from .report import as_json, print_report
from .results import Measured, Result, sum_up
from .workloads import ONE_FAMILY, WORKLOADS, Run

SIZES = (10, 100, 500, 2000)


async def _async_size(
    size: int, families: Sequence[str], workloads: Sequence[str]
) -> tuple[list[Result], dict[tuple[int, str], Prefix]]:
    """Return the results of one home."""
    results: list[Result] = []
    async with house(size) as running:
        agents = (running.core, running.ours)
        prefixes = {(size, agent.name): await _async_prefix(running, agent) for agent in agents}
        for name in workloads:
            for family in families[:1] if name in ONE_FAMILY else families:
                for agent in agents:
                    run = Run(house=running, agent=agent, key=family)
                    costs: list[Cost] = [cost async for cost in WORKLOADS[name](run)]
                    results.append(sum_up(size, family, name, agent.name, costs))
            _note(f"{size} entities: {name}")
    return results, prefixes


async def _async_prefix(running: House, agent: Agent) -> Prefix:
    """Return what an agent's prompt begins with."""
    run = Run(house=running, agent=agent, key=FAMILIES[0])
    await run.warm()
    model = agent.thread.model
    return read_prefix(model.asked[-1].body, running.home.plan, model.tokenize)


def _note(text: str) -> None:
    """Say how far it is, beside the report."""
    print(f"{time.process_time():7.1f} s  {text}", file=sys.stderr, flush=True)


def _is_wanted(name: str, only: str) -> bool:
    """Return whether a workload's name begins with the words asked for; W1 is not W10."""
    return f"{name} ".replace(",", " ,").casefold().startswith(f"{only} ".lstrip().casefold())


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--only", metavar="NAME", help="workloads whose name begins so: W3, local")
    parser.add_argument("--homes", type=int, nargs="+", default=SIZES, help="exposed entities")
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=FAMILIES)
    parser.add_argument("--json", type=Path, help="write everything to this file too")
    arguments = parser.parse_args()
    workloads = [name for name in WORKLOADS if _is_wanted(name, arguments.only or "")]
    if not workloads:
        parser.error(f"no workload is {arguments.only!r}; there are: {', '.join(WORKLOADS)}")
    logging.disable(logging.CRITICAL)
    measured = Measured(results=[], prefixes={})
    for size in arguments.homes:
        results, prefixes = asyncio.run(_async_size(size, arguments.families, workloads))
        measured = Measured(
            results=[*measured.results, *results], prefixes=measured.prefixes | prefixes
        )
    print_report(measured)
    if arguments.json:
        arguments.json.write_text(json.dumps(as_json(measured), indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
