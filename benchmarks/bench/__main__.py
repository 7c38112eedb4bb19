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
from .memory import Kind
from .prefix import Prefix, read_prefix
from .report import as_json, print_report
from .results import Measured, Result, sum_up
from .selection import OWN_HOMES, async_in_fixtures, in_plan
from .speech import async_spoken
from .workloads import ONE_FAMILY, WORKLOADS, Run

SIZES = (10, 100, 500, 2000)
_SELECTION = "selection"
_SPEECH = "speech"
# These are not costs of commands.
_OTHERS = (_SELECTION, _SPEECH)


async def _async_size(
    size: int, families: Sequence[str], workloads: Sequence[str], kind: Kind
) -> Measured:
    """Return the results of one home."""
    results: list[Result] = []
    async with house(size, kind) as running:
        agents = (running.core, running.ours)
        prefixes = {(size, agent.name): await _async_prefix(running, agent) for agent in agents}
        for name in workloads:
            for family in families[:1] if name in ONE_FAMILY else families:
                for agent in agents:
                    run = Run(house=running, agent=agent, key=family)
                    costs: list[Cost] = [cost async for cost in WORKLOADS[name](run)]
                    results.append(sum_up(size, family, name, agent.name, costs))
            _note(f"{size} entities: {name}")
    return Measured(results=results, prefixes=prefixes)


async def _async_prefix(running: House, agent: Agent) -> Prefix:
    """Return what an agent's prompt begins with."""
    run = Run(house=running, agent=agent, key=FAMILIES[0])
    await run.warm()
    model = agent.thread.model
    return read_prefix(model.asked[-1].body, running.home.plan, model.tokenize)


async def _async_selection(size: int, data: Path | None) -> Measured:
    """Return whether targets are in the prompt: in our homes, in those of a folder, in a large one."""
    found = await async_in_fixtures(OWN_HOMES, "our homes")
    if data is not None:
        found += await async_in_fixtures(data, "public homes")
    async with house(size) as running:
        found += in_plan(running.home, f"{size:,} entities")
    _note(_SELECTION)
    return Measured(selections=found)


async def _async_speech(size: int, tokens_a_second: float) -> Measured:
    """Return when answers are spoken."""
    async with house(size) as running:
        spoken = await async_spoken(running, tokens_a_second)
    _note(_SPEECH)
    return Measured(spoken=spoken)


def _note(text: str) -> None:
    """Say how far it is, beside the report."""
    print(f"{time.process_time():7.1f} s  {text}", file=sys.stderr, flush=True)


def _is_wanted(name: str, only: str) -> bool:
    """Return whether a workload's name begins with the words asked for; W1 is not W10."""
    return f"{name} ".replace(",", " ,").casefold().startswith(f"{only} ".lstrip().casefold())


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument(
        "--only", metavar="NAME", nargs="+", default=[""], help="whose name begins so: W3, local"
    )
    parser.add_argument("--homes", type=int, nargs="+", default=SIZES, help="exposed entities")
    parser.add_argument("--families", nargs="+", choices=FAMILIES, default=FAMILIES)
    parser.add_argument(
        "--cache", type=Kind, choices=list(Kind), default=Kind.FULL, help="what the models remember"
    )
    parser.add_argument(
        "--speed", type=float, default=50, help="tokens a second that models write in `speech`"
    )
    parser.add_argument("--data", type=Path, help="a folder of public homes, for the selection")
    parser.add_argument("--json", type=Path, help="write everything to this file too")
    arguments = parser.parse_args()
    known = (*WORKLOADS, *_OTHERS)
    names = [name for name in known if any(_is_wanted(name, only) for only in arguments.only)]
    if not names:
        parser.error(
            f"no workload is {' or '.join(arguments.only)!r}; there are: {', '.join(known)}"
        )
    logging.disable(logging.CRITICAL)
    measured = _measure(arguments, names)
    print_report(measured, arguments.cache)
    if arguments.json:
        text = json.dumps(as_json(measured, arguments.cache), indent=1)
        arguments.json.write_text(text, encoding="utf-8")


def _measure(arguments: argparse.Namespace, names: Sequence[str]) -> Measured:
    """Return what was measured of the names."""
    measured = Measured()
    workloads = [name for name in names if name in WORKLOADS]
    for size in arguments.homes if workloads else ():
        measured += asyncio.run(_async_size(size, arguments.families, workloads, arguments.cache))
    if _SELECTION in names:
        measured += asyncio.run(_async_selection(max(arguments.homes), arguments.data))
    if _SPEECH in names:
        measured += asyncio.run(_async_speech(min(arguments.homes), arguments.speed))
    return measured


if __name__ == "__main__":
    main()
