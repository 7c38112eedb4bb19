"""Requests said to a model server: Jarvis and core's agent in the same home, judged alike."""

from pathlib import Path

import pytest

from benchmarks.evaluate.live import CORE, JARVIS, MODEL_ONLY, Live, LiveRow, async_live
from benchmarks.evaluate.live_scores import live_chart, live_scores, live_table
from dev.scripted_ollama import Call, Model, Reply, ScriptedOllama

_HOME = """
language: en
areas:
  - name: Shed
devices: []
entities:
  - {id: light.bench, name: Bench, area: shed, state: "off"}
  - {id: sensor.frost, name: Frost, area: shed, state: "-3"}
"""
_REQUESTS = """
category: light
tests:
  - sentences: ["could the bench be lit for me, dear"]
    setup: {light.bench: {state: "off"}}
    expect_changes: {light.bench: {state: "on"}}
  - sentences: ["what does the frost gauge read"]
    expect_answer: ["minus three", "-3"]
"""


@pytest.fixture
def homes(tmp_path: Path) -> Path:
    """Return a folder with a home, a command and a question."""
    folder = tmp_path / "homes" / "shed"
    folder.mkdir(parents=True)
    (folder / "_fixtures.yaml").write_text(_HOME, encoding="utf-8")
    (folder / "bench.yaml").write_text(_REQUESTS, encoding="utf-8")
    return tmp_path


@pytest.fixture
async def rows(homes: Path, socket_enabled: None) -> list[LiveRow]:
    """Return what came of it with a model that calls core's tool by core's name."""
    async with ScriptedOllama(
        models=[Model("m:1b", capabilities=("completion", "tools"))]
    ) as server:
        server.when(
            "bench",
            Reply(calls=[Call("intent__HassTurnOn", {"name": "Bench"})]),
            Reply(text="It is lit."),
        )
        server.when("frost", Reply(text="It reads minus three."))
        return await async_live(Live(data=homes, url=server.url, model="m:1b"), lambda _: None)


async def test_all_agents_are_asked_alike(rows: list[LiveRow]) -> None:
    """Each request is said to each agent, from the same start."""
    assert [row.agent for row in rows] == [JARVIS, MODEL_ONLY, CORE] * 2
    assert all(row.good for row in rows if row.agent == CORE)
    assert all(row.good for row in rows if row.request.answers)


async def test_a_wrong_answer_is_not_right(rows: list[LiveRow]) -> None:
    """A question whose answer was not heard counts as wrong."""
    question = next(row.request for row in rows if row.request.answers)

    assert question.is_answered("It is -3 degrees")
    assert not question.is_answered("It is warm")


async def test_the_numbers_table_and_picture(rows: list[LiveRow], homes: Path) -> None:
    """What is counted is shown."""
    scores = live_scores(rows, Live(data=homes, url="", model="m:1b"))
    table = "\n".join(live_table(scores))
    picture = live_chart(scores)

    assert scores["agents"][CORE]["good"] == 2
    assert "| questions | 1 | 1 (100.0 %) | 1 (100.0 %) | 1 (100.0 %) |" in table
    assert picture.startswith("<svg")
    assert "Home Assistant" in picture
