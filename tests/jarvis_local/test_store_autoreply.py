"""Automatic replies: rules and answers."""

import asyncio
from datetime import datetime, timedelta

import pytest

from custom_components.jarvis_local.store import Store, autoreply
from custom_components.jarvis_local.store.autoreply import Limit, RuleState
from custom_components.jarvis_local.store.purge import counts, purge

from .kept import HOUR, NOW, answer, rule

ONCE_AN_HOUR = Limit(answers=1, within=HOUR)


@pytest.mark.parametrize(
    ("now", "active"),
    [
        (NOW - timedelta(seconds=1), False),
        (NOW, True),
        (NOW + HOUR, True),
        (NOW + 2 * HOUR, False),
    ],
    ids=["before", "first moment", "meanwhile", "its end"],
)
async def test_answers_on_time(store: Store, now: datetime, active: bool) -> None:
    """A rule holds from its start until just before its end, whoever looks."""
    kept = rule(channels=("telegram", "mail"), to_whom=("Mum",), allow_unknown=True, tone="warm")
    await store.async_run(autoreply.add, kept)
    assert await store.async_run(autoreply.active, now) == ([kept] if active else [])
    assert await store.async_run(autoreply.active, now, "person.ben") == []
    claimed = await store.async_run(
        autoreply.claim_answer, answer(kept.id, at=now), Limit(answers=9, within=HOUR)
    )
    assert claimed is active


async def test_stops_and_ends(store: Store) -> None:
    """A rule that was stopped is over at once; one that ran out is told once."""
    stopped, ended = rule(), rule()
    for one in (stopped, ended):
        await store.async_run(autoreply.add, one)
    over = await store.async_run(autoreply.stop, stopped.id)
    assert over is not None
    assert over.state is RuleState.STOPPED
    assert await store.async_run(autoreply.stop, stopped.id) is None
    assert await store.async_run(autoreply.coming, NOW) == [ended]
    assert not await store.async_run(autoreply.claim_answer, answer(stopped.id), ONCE_AN_HOUR)
    [told] = await store.async_run(autoreply.end_due, NOW + 2 * HOUR)
    assert (told.id, told.state) == (ended.id, RuleState.ENDED)
    assert await store.async_run(autoreply.end_due, NOW + 2 * HOUR) == []


async def test_limits_per_sender(store: Store) -> None:
    """However many messages come at once, a sender gets what the limit allows, whatever the rule."""
    first, second = rule(), rule()
    for one in (first, second):
        await store.async_run(autoreply.add, one)
    tries = [answer(one.id) for one in (first, second) for _ in range(5)]
    tries.append(answer(first.id, sender="Ben"))
    claims = [store.async_run(autoreply.claim_answer, one, ONCE_AN_HOUR) for one in tries]
    assert sum(await asyncio.gather(*claims)) == 2
    later = answer(second.id, at=NOW + HOUR)
    assert await store.async_run(autoreply.claim_answer, later, ONCE_AN_HOUR)
    assert await store.async_run(autoreply.answers, second.id) == [later]
    assert {one.sender for one in await store.async_run(autoreply.answers, first.id)} == {
        "Mum",
        "Ben",
    }


async def test_what_was_not_sent_does_not_count(store: Store) -> None:
    """An answer that failed makes room for another; a rule that is gone answers nothing."""
    kept = rule()
    await store.async_run(autoreply.add, kept)
    failed = answer(kept.id)
    await store.async_run(autoreply.claim_answer, failed, ONCE_AN_HOUR)
    await store.async_run(autoreply.withdraw_answer, failed.id)
    assert await store.async_run(autoreply.claim_answer, answer(kept.id), ONCE_AN_HOUR)
    assert not await store.async_run(autoreply.claim_answer, answer("gone"), ONCE_AN_HOUR)


async def test_forgotten_with_its_answers(store: Store) -> None:
    """Ninety days after its end a rule goes, and what it answered goes with it."""
    kept = rule()
    await store.async_run(autoreply.add, kept)
    await store.async_run(autoreply.claim_answer, answer(kept.id), ONCE_AN_HOUR)
    await store.async_run(purge, kept.ends_at + autoreply.KEPT_FOR)
    before = await store.async_run(counts)
    await store.async_run(purge, kept.ends_at + autoreply.KEPT_FOR + HOUR)
    after = await store.async_run(counts)
    tables = ("autoreply_rules", "autoreply_answers")
    assert [before[name] for name in tables] == [1, 1]
    assert [after[name] for name in tables] == [0, 0]
