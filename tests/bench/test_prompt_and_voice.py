"""The lines about what is in the prompt and when it is spoken, from a small run."""

import json
from pathlib import Path
import subprocess
import sys
from typing import Any

import pytest

from benchmarks.bench.noise import as_heard
from benchmarks.bench.other_rows import speech_rows
from benchmarks.bench.results import Measured
from benchmarks.bench.speech import Spoken

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the JSON of a run in a small home, with models that write fast."""
    file = tmp_path_factory.mktemp("bench") / "bench.json"
    only = ["--only", "selection", "speech", "--homes", "60", "--speed", "1000"]
    command = [sys.executable, "-m", "benchmarks.bench", *only, "--json", str(file)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return found


def test_targets_are_looked_for(run: dict[str, Any]) -> None:
    """Our homes and the generated one have both numbers, clear and misheard."""
    found = {(s["where"], s["is_noisy"]): s for s in run["selections"]}
    assert found.keys() == {
        (where, noisy) for where in ("our homes", "60 entities") for noisy in (False, True)
    }
    for selection in found.values():
        assert selection["listed"] == selection["targets"] > 0
        assert 0 < selection["all_told"] <= selection["some_told"] <= selection["requests"]
        assert 0 < selection["tokens"] <= selection["most_tokens"]
    assert found["60 entities", False]["requests"] == 30


def test_answers_reach_the_voice(run: dict[str, Any]) -> None:
    """Every kind of answer was spoken by both agents, no word before the model could write it."""
    spoken = run["spoken"]
    assert {s["agent"] for s in spoken} == {"core", "ours"}
    assert len({s["what"] for s in spoken}) == len(spoken) / 2 == 5
    for one in spoken:
        assert one["sentence"]
        assert 0 < one["before"] <= one["total"]
        assert one["first"] > 0


@pytest.mark.parametrize(("before", "met"), [(9, True), (10, False)])
def test_at_once(before: int, met: bool) -> None:
    """A sentence is at once where it is when the next word shows that it is over."""
    core, ours = (
        Spoken(
            what="answer",
            agent=agent,
            sentence="It is on.",
            least=6,
            before=before,
            total=40,
            first=9,
            seconds=0.2,
            tokens_a_second=50,
        )
        for agent in ("core", "ours")
    )
    assert [row.met for row in speech_rows(Measured(spoken=[core, ours]))] == [met]


@pytest.mark.parametrize(
    "text", ["Turn on the kitchen light!", "Éteins la lumière de l'entrée", "Dim"]
)
def test_mishearing(text: str) -> None:
    """The same mistake each time, and nothing that no recognizer would write."""
    heard = as_heard(text)
    assert heard == as_heard(text)
    assert heard == heard.casefold()
    assert heard.isascii()
    assert not set(heard) & set("!?,.")
