"""Tests of whole runs on a home and recordings of our own."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks.evaluate.core import async_core
from benchmarks.evaluate.local import async_local
from benchmarks.evaluate.replay import How, async_replay
from benchmarks.evaluate.scores import check_scores, local_scores, replay_scores
from benchmarks.evaluate.tables import (
    check_lines,
    explanation,
    local_explanation,
    local_table,
    replay_table,
)

from .conftest import DATA

pytestmark = pytest.mark.usefixtures("socket_enabled")


@pytest.fixture
async def scores(socket_enabled: None) -> dict[str, Any]:
    """Return the numbers of a replay of everything."""
    return replay_scores(await async_replay(DATA))


def of(scores: dict[str, Any], task_id: str) -> dict[str, Any]:
    """Return a try of the small model by its task."""
    return next(
        row for row in scores["tries"] if (row["model"], row["task_id"]) == ("small", task_id)
    )


async def test_replay(scores: dict[str, Any]) -> None:
    """Every try is played as recorded and judged by the states that result."""
    done = of(scores, "cottage_lamps-switch_the_bench_lamp_off-0")
    later = of(scores, "cottage_lamps-some_light_in_here_please-0")
    acted = of(scores, "cottage_lamps-dark_now-0")
    floor = of(scores, "cottage_lamps-light_on_the_whole_upper_floor-0")

    assert (done["ours_good"], done["why"]) == (True, "")
    assert later["ours_good"]
    assert later["calls"][-1]["name"] == "HassTurnOn"
    assert (acted["ours_good"], acted["why"]) == (False, "acted where it had to ask")
    assert (floor["ours_good"], floor["artefact"]) == (True, True)


async def test_questions_are_noted(scores: dict[str, Any]) -> None:
    """A question is right where nothing may change, and none is one that nobody asked."""
    asked = of(scores, "cottage_lamps-dark_now-1")
    silent = of(scores, "cottage_lamps-dark_now-2")

    assert (asked["ours_good"], asked["asked"]) == (True, True)
    assert (silent["ours_good"], silent["asked"]) == (True, False)


async def test_consent_is_a_score_of_its_own(scores: dict[str, Any]) -> None:
    """What the gate holds back is lost behind it, and not lost once a person has agreed."""
    door = of(scores, "cottage_doors-let_me_out_at_the_back-0")

    assert (door["gated_good"], door["gated_why"]) == (False, "refused: needs consent")
    assert door["ours_good"]


async def test_the_gate_can_be_what_is_judged() -> None:
    """With the default policy, what it refuses is not done."""
    replay = await async_replay(DATA, How(consent=False, quick=True), models=frozenset({"small"}))
    told = "\n".join(explanation(replay_scores(replay), 5))

    assert "refused: needs consent" in told
    assert "lock.back_door state is locked, not unlocked" in told


async def test_the_numbers_add_up(scores: dict[str, Any]) -> None:
    """Models and categories are counted apart; lines that cannot be judged are told."""
    small = scores["models"]["small"]

    assert (scores["unjudged"], scores["unmatched"]) == (1, 1)
    assert (small["judged"], small["recorded_good"]) == (9, 5)
    assert small["ours_good"] == 5 + small["gained"] - small["lost"]
    assert small["judged"] == sum(some["judged"] for some in small["categories"].values())
    assert small["without_artefacts"]["judged"] == 7
    assert (small["must_not_act"], small["must_not_act_asked"]) == (3, 1)
    assert scores["models"]["large"]["ours_good"] == 1


async def test_the_tables_show_it(scores: dict[str, Any]) -> None:
    """Every model has its lines, and what was lost its reason."""
    table = "\n".join(replay_table(scores))
    told = "\n".join(explanation(scores, 5))

    assert "| small | **all** | 9 | 5 (55.6 %)" in table
    assert "| large | light | 1 |" in table
    assert "acted where it had to ask" in told


async def test_limit_and_models() -> None:
    """A run can be cut short."""
    replay = await async_replay(DATA, models=frozenset({"small"}), limit=2)

    assert [row.attempt.model for row in replay.rows] == ["small", "small"]


async def test_core_agrees_with_the_labels() -> None:
    """The recorded calls through Home Assistant's own tools; floors were not told of then."""
    scores = check_scores(await async_core(DATA))
    lines = list(check_lines(scores))

    assert lines[0] == "9 of 10 verdicts are the recorded ones"
    assert "light_on_the_whole_upper_floor-0: recorded bad; right here" in lines[1]


async def test_local(tmp_path: Path) -> None:
    """Without a model what is understood locally is done, in the language it is said in."""
    rows = await async_local(DATA / "homes" / "atelier", language="fr")
    scores = local_scores(rows, "fr")
    right = {row["text"]: row["good"] for row in scores["requests"]}

    assert (scores["language"], scores["judged"]) == ("fr", 3)
    assert right["Allume la lampe de l'établi"]
    assert right["Il fait beau"]
    assert f"{scores['ours_good']} (" in "\n".join(local_table(scores))
    assert len(list(local_explanation(scores))) == 3 - scores["ours_good"]
