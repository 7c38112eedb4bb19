"""The measurements as tables and as JSON."""

from dataclasses import asdict
from typing import Any, Final

from homeassistant.const import __version__

from .memory import WINDOW, Kind
from .results import Measured
from .row import Row
from .rows import rows
from .tokens import find_tokenizer

_MET: Final = {True: "yes", False: "NO", None: "–"}
# Design lines whose numbers come from elsewhere.
_ELSEWHERE: Final = (
    "≥ 45 % of `assist` without a model: script/evaluate local",
    "recorded outputs replayed: script/evaluate replay",
)
_METHOD: Final = (
    "Tokens: {tokenizer}. Cache: token-exact, one slot, llama-server's host memory of saved prompts "
    "simulated; the first rows and the workloads are of a model with {memory} memory. Sliding memory: a window "
    "of {window} tokens; hybrid: a state that is resumed at checkpoints, as Ollama's own renderers leave them "
    "(Ollama 0.33 loses those of prompts below 8,192 tokens: then all of `prompt` is read each time). CPU: thread_time of Home Assistant's loop; the model servers have threads of their own, so "
    "their work is not in it, nor is what executor threads do. W2-W9 use a context so large that nothing is cut. "
    "Medians per request; a perfect scripted model, which also acts on "
    "what was cut away. Aside: tokens evaluated by preparing, which must be done before the user has spoken."
)


def print_report(measured: Measured, kind: Kind = Kind.FULL) -> None:
    """Print the lines of the design, then every workload."""
    method = _METHOD.format(tokenizer=find_tokenizer()[0], memory=kind, window=WINDOW)
    print(f"Home Assistant {__version__}. {method}\n")
    print("| what | bound | core | ours | met? | where ours is worst |\n|---|---|---|---|---|---|")
    for row in rows(measured):
        print(_line(row))
    print("\nNot here: " + "; ".join(_ELSEWHERE) + ".\n")
    _print_workloads(measured)
    _print_kinds(measured)


def _line(row: Row) -> str:
    """Return a line of the first table."""
    cells = (row.what, row.bound, row.core, row.ours, _MET[row.met], row.worst)
    return f"| {' | '.join(cells)} |"


def _print_workloads(measured: Measured) -> None:
    """Print each workload, core's cell before ours."""
    print(
        "| workload | model | entities | evaluated | by round | most | prompt | rounds | output | CPU ms | aside |"
        " cut, refused | acted |\n|" + "---|" * 13
    )
    for core in measured.find("core"):
        found = measured.find("ours", core.workload, family=(core.family,), size=core.size)
        for pair in ((core, ours) for ours in found):
            cells = (
                "{0.evaluated:,g}",
                "{0.round_text}",
                "{0.most_evaluated:,}",
                "{0.prompt:,g}",
                "{0.rounds:g}",
                "{0.output:g}",
                "{0.cpu_ms:.1f}",
                "{0.aside:,}",
                "{0.truncated:,}, {0.refused}",
                "{0.done}/{0.requests}",
            )
            both = [" → ".join(cell.format(side) for side in pair) for cell in cells]
            print(f"| {core.workload} | {core.family} | {core.size} | {' | '.join(both)} |")


def _print_kinds(measured: Measured) -> None:
    """Print what each workload costs models of each kind of memory, in the first template."""
    print(f"\n| tokens evaluated | entities | {' | '.join(Kind)} |\n|---|---|" + "---|" * len(Kind))
    for core in measured.find("core", family=("qwen3",)):
        for ours in measured.find("ours", core.workload, family=(core.family,), size=core.size):
            cells = (f"{core.by_kind[kind]:,g} → {ours.by_kind[kind]:,g}" for kind in Kind)
            print(f"| {core.workload} | {core.size} | {' | '.join(cells)} |")


def as_json(measured: Measured, kind: Kind = Kind.FULL) -> dict[str, Any]:
    """Return everything."""
    return {
        "home_assistant": __version__,
        "tokenizer": find_tokenizer()[0],
        "cache": kind,
        "rows": [asdict(row) for row in rows(measured)],
        "prefixes": [
            {"size": size, "agent": agent, **asdict(prefix)}
            for (size, agent), prefix in measured.prefixes.items()
        ],
        "selections": [selection.as_dict() for selection in measured.selections],
        "spoken": [spoken.as_dict() for spoken in measured.spoken],
        "results": [result.as_dict() for result in measured.results],
    }
