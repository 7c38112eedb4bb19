"""Check the bench's memory of prompts: `python -m benchmarks.check_cache --server PATH --models FOLDER`.

PATH is llama.cpp's llama-server; FOLDER is what `python -m benchmarks.check_cache.models FOLDER` wrote.
"""

import argparse
import asyncio
from collections.abc import Sequence
from dataclasses import asdict
import json
import logging
from pathlib import Path

from benchmarks.bench import ha_first  # noqa: F401 - before what imports httpx
from benchmarks.bench.memory import HostedCache, Kind

from .compare import Compared, async_compare
from .conversations import async_conversations
from .server import running


async def _async_check(
    server: Path, models: Path, kinds: Sequence[Kind], size: int, limit: int
) -> list[Compared]:
    """Return the comparison with a model of each kind, telling it as it goes."""
    conversations = await async_conversations(size, limit)
    compared: list[Compared] = []
    _print_head()
    for kind in kinds:
        memory = HostedCache(kind=kind)
        async with running(server, models / f"{kind}.gguf") as llama:
            for conversation in conversations:
                compared.append(await async_compare(llama, memory, conversation))
                _print_line(compared[-1])
    return compared


def _print_head() -> None:
    """Print the head of the table."""
    print("| memory | agent | workload | prompts | tokens | read | simulated | same | most apart |")
    print("|" + "---|" * 9)


def _print_line(one: Compared) -> None:
    """Print the line of a conversation."""
    prompt, evaluated, simulated = (
        sum(getattr(step, name) for step in one.steps)
        for name in ("prompt", "evaluated", "simulated")
    )
    print(
        f"| {one.kind} | {one.agent} | {one.workload} | {len(one.steps)} | {prompt:,} | {evaluated:,} "
        f"| {simulated:,} | {one.same} | {max(step.apart for step in one.steps)} |",
        flush=True,
    )


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check_cache", description=__doc__)
    parser.add_argument("--server", type=Path, required=True, help="the llama-server program")
    parser.add_argument("--models", type=Path, required=True, help="folder of random models")
    parser.add_argument("--home", type=int, default=10, help="exposed entities")
    parser.add_argument("--limit", type=int, default=8, help="prompts of each workload")
    parser.add_argument("--kinds", type=Kind, nargs="+", choices=list(Kind), default=list(Kind))
    parser.add_argument("--json", type=Path, help="write every step to this file too")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)
    compared = asyncio.run(
        _async_check(
            arguments.server, arguments.models, arguments.kinds, arguments.home, arguments.limit
        )
    )
    same, steps = sum(one.same for one in compared), sum(len(one.steps) for one in compared)
    print(f"\n{same} of {steps} prompts cost the same to the token.")
    if arguments.json:
        text = json.dumps([asdict(one) for one in compared], indent=1)
        arguments.json.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
