"""Fixtures for tests of the evaluation, which bring a Home Assistant of their own."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from benchmarks.evaluate.homes import Home, load_homes
from benchmarks.evaluate.house import House, standing

DATA = Path(__file__).parent / "data"


@pytest.fixture
def cottage() -> Home:
    """Return the home with one entity of each kind."""
    return next(home for home in load_homes(DATA) if home.name == "cottage")


@pytest.fixture
async def house(socket_enabled: None, cottage: Home) -> AsyncGenerator[House]:
    """Return the cottage, standing."""
    async with standing(cottage) as house:
        yield house
