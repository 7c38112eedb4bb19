"""The lines of the design's table of numbers, as far as they can be measured here."""

from collections.abc import Callable, Sequence
from typing import Any

from .other_rows import kind_rows, selection_rows, speech_rows
from .prefix import Prefix
from .results import Measured, Result
from .row import Row, span

_STEADY = (
    "W2 single",
    "W3 dialogue",
    "W3 dialogue, prepared",
    "W4 satellites",
    "W5 state changes",
    "W6 renames",
)
_COMMANDS = (*_STEADY, "W1 cold")
_STABLE_TEMPLATES = ("qwen3", "qwen35")


def rows(measured: Measured) -> list[Row]:
    """Return every line."""
    steady = _range(
        measured,
        "evaluated per command after warm-up, any home, satellite, turn, rename in between",
        100,
        lambda result: result.evaluated,
        *_STEADY,
        family=_STABLE_TEMPLATES,
    )
    first = _range(
        measured,
        "first command after a start or a change of the home, prepared while the user speaks",
        100,
        lambda result: result.evaluated,
        "W1 cold, prepared",
        "W6 renames, prepared",
        family=_STABLE_TEMPLATES,
    )
    llama = _range(
        measured,
        "llama3.1-type template, ten-turn dialogue, per turn",
        120,
        lambda result: result.evaluated,
        "W3 dialogue",
        family=("llama31",),
    )
    rounds = _range(
        measured, "model rounds for a simple command", 1, lambda result: result.rounds, *_COMMANDS
    )
    output = _range(
        measured,
        "output tokens of a simple command, as its prompt asks for",
        25,
        lambda result: result.output,
        *_COMMANDS,
    )
    cpu = _range(
        measured,
        "HA-side CPU per command at 2,000 entities, ms",
        5,
        lambda result: result.cpu_ms,
        "W2 single",
        size=2000,
    )
    local = _range(
        measured,
        "simple command understood locally, text in → action, p95 ms",
        50,
        lambda result: result.p95_wall_ms,
        "local",
    )
    least = _range(
        measured,
        "output tokens of a simple command, the device's name as the only argument",
        25,
        lambda result: result.output,
        "W2 single, name alone",
    )
    return [
        *(steady, first, llama, *_prefix_rows(measured), rounds, output, least, cpu, local),
        *speech_rows(measured),
        *selection_rows(measured),
        *kind_rows(measured, _STEADY, _STABLE_TEMPLATES),
    ]


def _range(
    measured: Measured,
    what: str,
    bound: float,
    value: Callable[[Result], float],
    *workloads: str,
    **where: Any,
) -> Row:
    """Return a line for a number that has an upper bound; the worst workload decides."""
    ours = measured.find("ours", *workloads, **where)
    core = measured.find("core", *workloads, **where)
    worst = max(ours, key=value, default=None)
    place = f"{worst.workload}, {worst.family}, {worst.size} entities" if worst else ""
    return Row(
        what=what,
        bound=f"≤ {bound:g}",
        core=span([value(result) for result in core]),
        ours=span([value(result) for result in ours]),
        met=value(worst) <= bound if worst else None,
        worst=place,
    )


def _prefix_rows(measured: Measured) -> list[Row]:
    """Return the lines about what the prompt begins with."""
    sizes = {size for size, _ in measured.prefixes}
    found = [
        _prefix_row(measured, size, most)
        for size, most in ((500, 5000), (2000, 8192))
        if size in sizes
    ]
    if sizes:
        found += [
            _tools_row(measured, max(sizes)),
            _listed_row(measured),
            _overflow_row(measured),
        ]
    return found


def _listed_row(measured: Measured) -> Row:
    """Return the line about the target's being in the prompt."""
    least = {
        agent: min(p.listed for (_, name), p in measured.prefixes.items() if name == agent)
        for agent in ("core", "ours")
    }
    return Row(
        what="right target present in the prompt, every home, listed",
        bound="100 %",
        core=f"{least['core']:.0%}",
        ours=f"{least['ours']:.0%}",
        met=least["ours"] == 1,
    )


def _prefix_row(measured: Measured, size: int, most: int) -> Row:
    """Return the line of a home's prefix."""
    core, ours = (measured.prefixes[size, agent] for agent in ("core", "ours"))
    return Row(
        what=f"prefix of {size:,} exposed entities, tokens, share listed",
        bound=f"≤ {most:,}, all listed",
        core=f"{core.tokens:,}, {core.listed:.0%}",
        ours=f"{ours.tokens:,}, {ours.listed:.0%}",
        met=ours.tokens <= most and ours.listed == 1,
        worst=f"system {ours.system:,}, tools {ours.tools:,}",
    )


def _tools_row(measured: Measured, size: int) -> Row:
    """Return the line of the tools."""
    core, ours = (measured.prefixes[size, agent] for agent in ("core", "ours"))
    return Row(
        what=f"all tools offered in a full house ({size:,} entities): tokens, tools, untyped parameters",
        bound="≤ 2,400, ≤ 18, 0",
        core=_tools(core),
        ours=_tools(ours),
        met=ours.tools <= 2400 and ours.tool_count <= 18 and not ours.untyped,
        worst=f"{ours.tools_bytes:,} bytes; core {core.tools_bytes:,}",
    )


def _tools(prefix: Prefix) -> str:
    """Return a cell about tools."""
    return f"{prefix.tools:,}, {prefix.tool_count}, {len(prefix.untyped)}"


def _overflow_row(measured: Measured) -> Row:
    """Return the line about homes that do not fit into 4,096 or 8,192 tokens."""
    workloads = ("W10 num_ctx 4096", "W10 num_ctx 8192")
    ours, core = (measured.find(agent, *workloads) for agent in ("ours", "core"))
    return Row(
        what="num_ctx 4096 and 8192, all homes: most tokens cut silently, prompts refused, acted",
        bound="none cut, none refused",
        core=_overflows(core),
        ours=_overflows(ours),
        met=all(not r.truncated and not r.refused for r in ours) if ours else None,
        worst=", ".join(f"{r.size} at {r.workload[-4:]}" for r in ours if r.refused or r.truncated),
    )


def _overflows(results: Sequence[Result]) -> str:
    """Return a cell about prompts that do not fit."""
    cut = max((result.truncated for result in results), default=0)
    refused = sum(result.refused for result in results)
    done = sum(result.done for result in results)
    return f"{cut:,}, {refused}, {done}/{sum(r.requests for r in results)}"
