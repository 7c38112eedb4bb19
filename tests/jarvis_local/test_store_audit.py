"""The log of acts."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from custom_components.jarvis_local.store import Store, audit
from custom_components.jarvis_local.store.audit import Decision, Result
from custom_components.jarvis_local.store.purge import counts, purge

from .kept import HOUR, NOW, act


async def test_keeps_everything(store: Store) -> None:
    """An act comes back as it was, to the microsecond and the last target."""
    whole = act(
        at=NOW + timedelta(microseconds=7),
        device_id="abc",
        conversation_id="talk",
        words="Déverrouille la porte",
        action="unlock",
        targets=("lock.front", "lock.back"),
        risk="opens",
        decision=Decision.ASKED,
    )
    await store.async_run(audit.add, whole)
    await store.async_run(audit.add, act(at=NOW - HOUR))
    first, second = await store.async_run(audit.recent)
    assert first == whole
    assert (second.at, second.targets, second.result) == (NOW - HOUR, (), Result.UNKNOWN)


async def test_settles(store: Store) -> None:
    """What was decided and what came of it are noted on the act that was kept before it was tried."""
    kept = await store.async_run(audit.add, act(decision=Decision.ASKED, result=Result.UNKNOWN))
    await store.async_run(audit.settle, kept.id, decision=Decision.CONFIRMED)
    await store.async_run(audit.settle, kept.id, result=Result.FAILED, reason="jammed")
    [found] = await store.async_run(audit.recent)
    assert (found.decision, found.result) == (Decision.CONFIRMED, Result.FAILED)
    assert found.reason == "jammed"
    await store.async_run(audit.settle, "gone", result=Result.DONE)
    assert await store.async_run(audit.recent) == [found]


async def test_keeps_half_a_character(store: Store) -> None:
    """Whatever a model or a keyboard sends can be kept, and read again."""
    await store.async_run(
        audit.add, act(words="Bonne nuit \ud83d, \U0001f319\x00", targets=("\udc00",))
    )
    [found] = await store.async_run(audit.recent)
    assert found.words == "Bonne nuit ?, \U0001f319\x00"
    assert found.targets == ("\udc00",)


async def test_cuts_what_is_too_long(store: Store) -> None:
    """Nobody fills the disk by talking."""
    kept = await store.async_run(audit.add, act(words="x" * 5000, reason="y" * 5000))
    assert (len(kept.words), len(kept.reason)) == (1000, 200)
    assert await store.async_run(audit.recent) == [kept]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["d", "c", "b", "a"]),
        ({"since": NOW + 2 * HOUR}, ["d", "c"]),
        ({"person": "household"}, ["d", "b"]),
        ({"decision": Decision.REFUSED}, ["c", "b"]),
        ({"limit": 1}, ["d"]),
        ({"person": "household", "decision": Decision.REFUSED, "since": NOW}, ["b"]),
    ],
    ids=["all", "since", "person", "decision", "limit", "together"],
)
async def test_filters(store: Store, wanted: dict[str, Any], expected: list[str]) -> None:
    """The newest come first, and only those that were asked for."""
    refused, household = {"decision": Decision.REFUSED}, {"person": "household"}
    lines: dict[str, dict[str, Any]] = {
        "a": {},
        "b": refused | household,
        "c": refused,
        "d": household,
    }
    for hour, (words, values) in enumerate(lines.items()):
        await store.async_run(audit.add, act(at=NOW + hour * HOUR, words=words, **values))
    found = await store.async_run(audit.recent, **wanted)
    assert [line.words for line in found] == expected


async def test_purges_ten_thousand(store: Store) -> None:
    """What is older than 90 days goes, in one go, and nothing else does."""

    def _fill(session: Session) -> None:
        for age in range(10_000):
            audit.add(session, act(at=NOW - age * timedelta(minutes=26), words="x" * 60))

    await store.async_run(_fill)
    kept_before = (await store.async_run(counts))["audit"]
    await store.async_run(purge, NOW)
    left = await store.async_run(audit.recent, limit=10_000)
    assert kept_before == 10_000
    assert len(left) == 90 * 24 * 60 // 26 + 1
    assert left[-1].at >= NOW - audit.KEPT_FOR
