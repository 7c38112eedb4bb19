"""Says to Jarvis what was said to the recorded models, with their words in its model's mouth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .agents import Agents, async_add_agents, model_server
from .homes import Home, Request, load_homes
from .house import House, standing
from .recordings import Recordings, Try, load_recordings
from .verdict import Verdict, verdict


@dataclass(frozen=True, kw_only=True)
class Row:
    """A try: recorded; ours; without reading the request; behind our gate; with local understanding."""

    attempt: Try
    ours: Verdict
    unread: Verdict
    gated: Verdict
    with_local: Verdict
    is_artefact: bool


@dataclass(frozen=True, kw_only=True)
class Replay:
    """The rows of a run, and the recordings they are of."""

    rows: Sequence[Row]
    recordings: Recordings


@dataclass(frozen=True, kw_only=True)
class How:
    """How to replay: with a person's consent to all that the gate asks for; the first column only."""

    consent: bool = True
    quick: bool = False


async def async_replay(
    data: Path,
    how: How = How(),
    *,
    models: frozenset[str] = frozenset(),
    limit: int | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Replay:
    """Replay the recordings of a data folder, at most so many tries of each model."""
    homes = load_homes(data)
    recordings = load_recordings(data, homes, models)
    attempts = [attempt for tries in recordings.tries.values() for attempt in tries[:limit]]
    rows: list[Row] = []
    for home in homes:
        here = [attempt for attempt in attempts if attempt.request.home == home.name]
        if here:
            progress(f"{home.name}: {len(here)} tries")
            rows += await _async_home(home, here, how)
    return Replay(rows=rows, recordings=recordings)


async def _async_home(home: Home, attempts: Sequence[Try], how: How) -> list[Row]:
    """Replay the tries of one home."""
    models = sorted({attempt.model for attempt in attempts})
    async with standing(home) as house, model_server(models) as server:
        player = _Player(await async_add_agents(house, server, models), how)
        return [await player.async_play(attempt) for attempt in attempts]


class _Player:
    """Plays tries in one home; what is understood locally does not depend on the model."""

    def __init__(self, agents: Agents, how: How) -> None:
        """Start with nothing known."""
        self._agents = agents
        self._how = how
        self._house: House = agents.house
        self._local: dict[int, Verdict] = {}

    async def async_play(self, attempt: Try) -> Row:
        """Play a try each way."""
        ours = await self._async_verdict(attempt)
        return Row(
            attempt=attempt,
            ours=ours,
            unread=ours if self._how.quick else await self._async_verdict(attempt, reads=False),
            gated=await self._async_gated(attempt, ours),
            with_local=ours if self._how.quick else await self._async_with_local(attempt),
            is_artefact=is_artefact(self._house.home, attempt.request),
        )

    async def _async_gated(self, attempt: Try, ours: Verdict) -> Verdict:
        """Play a try with nobody there to consent, where consent was asked for."""
        if self._how.quick or not ours.said.needs_consent:
            return ours
        return await self._async_verdict(attempt, consent=False)

    async def _async_with_local(self, attempt: Try) -> Verdict:
        """Play a try with local understanding first."""
        known = self._local.get(id(attempt.request))
        with_local = known or await self._async_verdict(attempt, local_first=True)
        if not with_local.said.rounds:
            self._local[id(attempt.request)] = with_local
        return with_local

    async def _async_verdict(
        self,
        attempt: Try,
        *,
        local_first: bool = False,
        consent: bool | None = None,
        reads: bool = True,
    ) -> Verdict:
        """Say it and judge."""
        request = attempt.request
        self._house.restart(request.setup)
        before = self._house.conditions()
        said = await self._agents.async_say(
            request.text,
            attempt.words,
            model=attempt.model,
            local_first=local_first,
            device=request.device,
            consent=self._how.consent if consent is None else consent,
            reads=reads,
        )
        return verdict(request, before, self._house.conditions(), said)


def is_artefact(home: Home, request: Request) -> bool:
    """Return whether a request says more of the recording's time than of a model.

    Core's prompt lists no floors, so no model could know a whole floor; and mute once meant volume 0.
    """
    text = request.text.casefold()
    silent = any(change.attributes.get("volume_level") == 0 for change in request.expected.values())
    floors = {room.floor.casefold() for room in home.rooms if room.floor}
    on_floor = len(request.expected) > 1 and any(floor in text.split() for floor in floors)
    return on_floor or ("mute" in text and silent)
