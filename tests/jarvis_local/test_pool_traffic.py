"""Who goes first when several want a model server."""

import asyncio
from typing import cast

import pytest

from custom_components.jarvis_local.ollama import OllamaServer
from custom_components.jarvis_local.pool import GaveWayError, Priority
from custom_components.jarvis_local.pool.traffic import Traffic

SERVER = cast("OllamaServer", "the server")
OTHER = cast("OllamaServer", "another server")


async def errand(traffic: Traffic, priority: Priority, prefix: int | None = None) -> str:
    """Do something without end on the server; return how it ended."""
    try:
        async with traffic.errand(SERVER, priority, prefix):
            await asyncio.Event().wait()
    except GaveWayError:
        return "gave way"
    return "done"


@pytest.mark.parametrize(
    ("mine", "prefix", "server", "wanted", "gives_way"),
    [
        pytest.param(Priority.WARM_UP, None, SERVER, Priority.PERSON, True, id="person"),
        pytest.param(Priority.TASK, None, SERVER, Priority.PERSON, True, id="task for a person"),
        pytest.param(Priority.WARM_UP, 2, SERVER, Priority.TASK, True, id="warm-up for a task"),
        pytest.param(Priority.TASK, None, SERVER, Priority.TASK, False, id="equals"),
        pytest.param(Priority.WARM_UP, None, OTHER, Priority.PERSON, False, id="other server"),
        pytest.param(Priority.WARM_UP, 1, SERVER, Priority.PERSON, False, id="half the work"),
    ],
)
async def test_make_way(
    mine: Priority, prefix: int | None, server: OllamaServer, wanted: Priority, gives_way: bool
) -> None:
    """An errand makes way for what is worth more, on its server, unless it is a part of that."""
    traffic = Traffic()
    task = asyncio.create_task(errand(traffic, mine, prefix))
    await asyncio.sleep(0)
    traffic.make_way(server, wanted, prefix=1)
    for _ in range(5):
        await asyncio.sleep(0)
    assert task.done() is gives_way
    task.cancel()
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    assert (ended == "gave way") is gives_way


async def test_a_timeout_of_its_own() -> None:
    """A time-out within an errand is not taken for someone else's wish."""
    with pytest.raises(TimeoutError):
        async with Traffic().errand(SERVER, Priority.TASK), asyncio.timeout(0):
            await asyncio.Event().wait()


async def test_quiet() -> None:
    """Errands wait until the last of those who wait has an answer, but not for ever."""
    traffic = Traffic()
    assert traffic.seconds_quiet > 10**6
    async with traffic.foreground():
        async with traffic.foreground():
            assert not traffic.is_quiet
        assert traffic.seconds_quiet == 0
    await traffic.async_quiet()
    assert traffic.seconds_quiet < 10**6


async def test_quiet_is_bounded() -> None:
    """An errand goes on after a while even if people never stop talking."""
    traffic, begun, end = Traffic(), asyncio.Event(), asyncio.Event()

    async def talk() -> None:
        async with traffic.foreground():
            begun.set()
            await end.wait()

    task = asyncio.create_task(talk())
    await begun.wait()
    await traffic.async_quiet(0)
    assert not traffic.is_quiet
    end.set()
    await task


async def test_part_of_a_turn() -> None:
    """What a turn's own tool asks of a model waits for nobody: the person waits for it."""
    traffic = Traffic()
    before = traffic.is_for_someone
    async with traffic.foreground():
        assert traffic.is_for_someone
        await asyncio.create_task(traffic.async_quiet())
        late = asyncio.Event()

        async def later() -> bool:
            await late.wait()
            return traffic.is_for_someone

        outlives = asyncio.create_task(later())
    late.set()
    assert not await outlives
    assert not before
