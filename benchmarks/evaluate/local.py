"""The same requests with no model at all: what Jarvis understands by itself."""

from dataclasses import dataclass
from pathlib import Path

from .agents import async_add_agents, model_server
from .homes import Home, Request, load_homes
from .house import standing
from .verdict import Verdict, verdict

_NO_MODEL = ""


@dataclass(frozen=True, kw_only=True)
class LocalRow:
    """A request and what came of it without a model."""

    request: Request
    ours: Verdict


async def async_local(data: Path, *, language: str = "en") -> list[LocalRow]:
    """Say every request of every home below a folder to an agent without a server."""
    return [row for home in load_homes(data, language) for row in await _async_home(home, language)]


async def _async_home(home: Home, language: str) -> list[LocalRow]:
    """Say the requests of one home."""
    rows: list[LocalRow] = []
    async with standing(home, language=language) as house:
        server = model_server(())  # never started
        agents = await async_add_agents(house, server, [_NO_MODEL], with_server=False)
        for request in home.requests:
            house.restart(request.setup)
            before = house.conditions()
            said = await agents.async_say(
                request.text,
                (),
                model=_NO_MODEL,
                local_first=True,
                device=request.device,
                language=language,
            )
            ours = verdict(request, before, house.conditions(), said)
            rows.append(LocalRow(request=request, ours=ours))
    return rows
