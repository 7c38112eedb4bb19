"""Fixtures of all tests: each home is let go of when its test ends, which the test plugin does not see to."""

from collections.abc import Generator
import gc
from unittest.mock import NonCallableMock

import pytest

from homeassistant.helpers import aiohttp_client


@pytest.fixture(autouse=True, scope="module")
def garbage_collection() -> None:
    """Collect before the plugin's freeze, with what earlier ones froze: the last home of a module is in that."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def forgotten_calls(mock_zeroconf_resolver: object) -> Generator[None]:
    """Have the plugin's mock of a whole session forget the homes that called it."""
    yield
    if isinstance(resolver := aiohttp_client._async_make_resolver, NonCallableMock):
        resolver.reset_mock()
