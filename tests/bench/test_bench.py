"""The benchmark: a small run as a user starts it, and the parts that decide its numbers."""

import json
from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest

from benchmarks.bench.memory import HostedCache, Kind
from benchmarks.bench.plan import plan_home
from benchmarks.bench.prefix import read_prefix
from benchmarks.bench.results import Measured, Result
from benchmarks.bench.rows import rows
from dev.scripted_ollama.render import tokenize

ROOT = Path(__file__).parents[2]
# A run starts Home Assistant anew, on a machine that may be busy.
pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """Return what a run in a small home prints, and its JSON."""
    file = tmp_path_factory.mktemp("bench") / "bench.json"
    command = [sys.executable, "-m", "benchmarks.bench", "--homes", "10", "--families", "qwen3"]
    result = subprocess.run(
        [*command, "--only", "W10", "--json", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout, json.loads(file.read_text("utf-8"))


def test_small_run_prints_the_table(small_run: tuple[str, dict[str, Any]]) -> None:
    """Every line of the design has its row, and every workload one beneath."""
    printed, found = small_run
    assert "| what | bound | core | ours | met? |" in printed
    assert all(row["what"] in printed for row in found["rows"])
    assert "| W10 num_ctx 8192 | qwen3 | 10 |" in printed


def test_small_run_measures_both_agents(small_run: tuple[str, dict[str, Any]]) -> None:
    """Both agents did what was said, and each cost is counted."""
    results = small_run[1]["results"]
    assert [(r["agent"], r["workload"]) for r in results] == [
        (agent, f"W10 num_ctx {ctx}") for ctx in (4096, 8192) for agent in ("core", "ours")
    ]
    for result in results:
        assert result["done"] == result["requests"] == 3
        assert result["rounds"] >= 1
        assert 0 < result["evaluated"] < result["prompt"]
        assert result["output"] > 0
        assert result["cpu_ms"] > 0
        assert set(result["seconds"]) == {"30/8", "600/30", "2000/50", "3100/120"}


def test_small_run_reads_the_prefixes(small_run: tuple[str, dict[str, Any]]) -> None:
    """The whole home is in either prompt."""
    prefixes = small_run[1]["prefixes"]
    assert {(prefix["size"], prefix["agent"]) for prefix in prefixes} == {
        (10, "core"),
        (10, "ours"),
    }
    for prefix in prefixes:
        assert prefix["listed"] == 1
        assert prefix["tokens"] > prefix["system"] > 0
        assert prefix["tool_count"] > 0


def test_unknown_workload_is_refused() -> None:
    """A name that no workload has ends with the list of those there are."""
    command = [sys.executable, "-m", "benchmarks.bench", "--only", "W99"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "W3 dialogue" in result.stderr


@pytest.mark.parametrize("size", [10, 100, 500, 2000])
def test_home_has_its_size(size: int) -> None:
    """A home has exactly so many entities, each name once, some named after their room."""
    plan = plan_home(size)
    assert len({entity.name for entity in plan.entities}) == len(plan.entities) == size
    assert len({room.name for room in plan.rooms}) == len(plan.rooms) >= 3
    shortened = sum(entity.is_shortened for entity in plan.entities)
    assert size / 2 < shortened < size
    assert plan_home(size) == plan


def test_prompt_kept_by_half_is_lost() -> None:
    """A prompt that shares most of the slot overwrites its end; one that shares less is saved."""
    home = [f"home{i}" for i in range(100)]
    kitchen, bedroom = ([*home, *(f"{room}{i}" for i in range(60))] for room in ("k", "b"))
    cache = HostedCache()
    shares = [cache.take(prompt)[1] for prompt in (kitchen, bedroom, kitchen)]
    assert shares == [0, 100, 100]


def test_prompt_kept_by_less_comes_back() -> None:
    """What was saved when it was driven out is there again."""
    rules = [f"rule{i}" for i in range(40)]
    kitchen, bedroom = ([*rules, *(f"{room}{i}" for i in range(60))] for room in ("k", "b"))
    cache = HostedCache()
    shares = [cache.take(prompt)[1] for prompt in (kitchen, bedroom, kitchen, bedroom)]
    assert shares == [0, 40, 99, 99]


def test_parameter_without_type_is_found() -> None:
    """A parameter that the server strips to nothing is named."""
    properties = {"name": {"type": "string"}, "position": {"minimum": 0}}
    function = {"name": "Set", "parameters": {"type": "object", "properties": properties}}
    body = {
        "messages": [{"role": "system", "content": "Kitchen: light ceiling light"}],
        "tools": [{"type": "function", "function": function}],
    }
    prefix = read_prefix(body, plan_home(10), tokenize)
    assert prefix.untyped == ("Set.position",)
    assert prefix.listed == 0.1


def _result(agent: str, workload: str, **values: Any) -> Result:
    """Return a result that is good but for some values."""
    common: dict[str, Any] = dict.fromkeys(Result.__annotations__, 0) | {
        "size": 10,
        "family": "qwen3",
        "workload": workload,
        "agent": agent,
        "requests": 1,
        "done": 1,
        "by_round": (),
        "said": "",
        "by_kind": dict.fromkeys(Kind, values.get("evaluated", 0)),
    }
    return Result(**common | values)


@pytest.mark.parametrize(("evaluated", "met"), [(100, True), (101, False)])
def test_bound_decides(evaluated: int, met: bool) -> None:
    """The worst of our workloads decides, whatever core needs."""
    results = [
        _result("ours", "W2 single", evaluated=8),
        _result("ours", "W6 renames", evaluated=evaluated),
        _result("core", "W6 renames", evaluated=5000),
    ]
    row = rows(Measured(results=results, prefixes={}))[0]
    assert row.met is met
    assert (row.core, row.ours) == ("5,000", f"8 … {evaluated}")
    assert row.worst == "W6 renames, qwen3, 10 entities"


def test_nothing_measured_is_not_met() -> None:
    """A line whose workload was left out says so."""
    assert {row.met for row in rows(Measured(results=[], prefixes={}))} == {None}
