"""How fast models answer, by a clock of our own."""

from collections.abc import Iterator, Sequence

import pytest

from custom_components.jarvis_local.ollama import ChatChunk
from custom_components.jarvis_local.pool import Stopwatch
from custom_components.jarvis_local.pool.speed import SpeedBook


def timed(times: Sequence[float], tokens: int | None) -> Stopwatch:
    """Return a watch of an answer that began at 0, whose pieces came at these times."""
    clock: Iterator[float] = iter([0.0, *times])
    watch = Stopwatch(clock=lambda: next(clock))
    for index in range(len(times)):
        last = index == len(times) - 1
        watch.feed(ChatChunk(content="x", done=last, output_tokens=tokens if last else None))
    return watch


@pytest.mark.parametrize(
    ("times", "tokens", "first_token", "rate"),
    [
        pytest.param([0.5, 1.0, 2.5], 21, 0.5, 10.0, id="long answer"),
        pytest.param([0.5, 1.0], 3, 0.5, None, id="too short to tell"),
        pytest.param([0.5], 50, 0.5, None, id="all at once"),
        pytest.param([0.5, 1.0], None, 0.5, None, id="not counted"),
        pytest.param([], None, None, None, id="nothing came"),
    ],
)
def test_stopwatch(
    times: Sequence[float], tokens: int | None, first_token: float | None, rate: float | None
) -> None:
    """The first piece and the rate of the rest are told apart."""
    watch = timed(times, tokens)
    assert (watch.first_token, watch.tokens_per_second) == (first_token, rate)


def test_medians() -> None:
    """One slow answer does not count; models are told apart, by any spelling of their names."""
    speed = SpeedBook()
    for seconds in (1.0, 1.2, 30.0):
        speed.note("Small", timed([seconds, seconds + 2], 21))
    speed.note("big:70b", timed([4.0], None))
    assert speed.first_token == {"small:latest": 1.2, "big:70b": 4.0}
    assert speed.tokens_per_second == {"small:latest": 10.0}
    assert speed.last == "big:70b"


def test_forgets() -> None:
    """What was long ago does not count."""
    speed = SpeedBook()
    for seconds in [9.0] * 20 + [1.0] * 20:
        speed.note("small", timed([seconds], None))
    assert speed.first_token == {"small:latest": 1.0}
    speed.note("small", timed([], None))
    assert speed.first_token == {"small:latest": 1.0}
