"""The workloads: what is said, to whom, and what happens in between."""

from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count as counter, cycle
from typing import Any, Final
from unittest.mock import patch

from homeassistant.components import ai_task
from homeassistant.util import dt as dt_util

from .commands import Command, ask_list, ask_state, least, switch, targets
from .house import LOCAL, SMALL, Agent, House, context_key
from .measure import Cost, async_prepare, async_say, forget
from .plan import Planned

_COMMANDS: Final = 10
_FEW: Final = 5
_CHANGES: Final = 50
_HA_AGENT: Final = "conversation.home_assistant"
_NUMBERS: Final = counter(2)
_TWO_STATES: Final = {"cover": ("open", "closed")}

type Costs = AsyncGenerator[Cost]


@dataclass(frozen=True, kw_only=True)
class Run:
    """One agent, one family of models, one workload at a time."""

    house: House
    agent: Agent
    key: str

    async def say(self, command: Command, *, prepare: bool = False, **where: Any) -> Cost:
        """Say a command; a voice pipeline has the agent prepare for it while the user speaks."""
        tokens = await async_prepare(self.house, self.agent, self.key) if prepare else 0
        cost = await async_say(self.house, self.agent, self.key, command, **where)
        return replace(cost, aside=cost.aside + tokens)

    def commands(self, count: int, *, on: bool = True) -> Iterator[Command]:
        """Yield commands for one device after the other."""
        devices = cycle(targets(self.house.home.plan))
        for _ in range(count):
            yield switch(next(devices), on=on)

    async def warm(self) -> None:
        """Have a model just loaded read its prompt, with commands that are not counted."""
        forget(self.agent)
        for command in self.commands(2, on=False):
            await self.say(command)


async def cold(run: Run) -> Costs:
    """Say the first command after the model was loaded."""
    forget(run.agent)
    for command in run.commands(1):
        yield await run.say(command)


async def prepared(run: Run) -> Costs:
    """Say the first command after a start, after what is done while the user speaks."""
    forget(run.agent)
    for command in run.commands(1, on=False):
        yield await run.say(command, prepare=True)


async def single(run: Run) -> Costs:
    """Say single commands, each in a conversation of its own."""
    await run.warm()
    for command in run.commands(_COMMANDS):
        yield await run.say(command)


async def single_least(run: Run) -> Costs:
    """Say single commands to a model that gives a call no more than the device's name."""
    await run.warm()
    for command in run.commands(_COMMANDS):
        yield await run.say(least(command))


async def dialogue(run: Run) -> Costs:
    """Say ten commands in one conversation; the first starts it and is not counted."""
    async for cost in _dialogue(run, prepare=False):
        yield cost


async def dialogue_prepared(run: Run) -> Costs:
    """Say them to a satellite: its pipeline has the agent prepare before each."""
    async for cost in _dialogue(run, prepare=True):
        yield cost


async def _dialogue(run: Run, *, prepare: bool) -> Costs:
    """Say commands in one conversation."""
    await run.warm()
    conversation_id = None
    for number, command in enumerate(run.commands(_COMMANDS + 1, on=False)):
        cost = await run.say(command, prepare=prepare, conversation_id=conversation_id)
        conversation_id = cost.conversation_id
        if number:
            yield cost


async def satellites(run: Run) -> Costs:
    """Speak to three satellites in turn; the first round of them is not counted."""
    await run.warm()
    for number, command in enumerate(run.commands(4 * len(run.house.home.satellites))):
        rooms = len(run.house.home.satellites)
        cost = await run.say(command, satellite=number % rooms)
        if number >= rooms:
            yield cost


async def churn(run: Run) -> Costs:
    """Change fifty states and let a minute pass before each command."""
    await run.warm()
    plan = run.house.home.plan
    devices = cycle(plan.of("sensor", "binary_sensor") or plan.of("cover"))
    for number, command in enumerate(run.commands(_COMMANDS, on=False)):
        for change in range(_CHANGES):
            _change(run.house, next(devices), number * _CHANGES + change)
        await run.house.hass.async_block_till_done()
        with _later(minutes=number + 1):
            yield await run.say(command)


def _change(house: House, device: Planned, number: int) -> None:
    """Change the state of a device."""
    if (state := house.hass.states.get(house.home.ids[device.name])) is not None:
        value = (
            str(number / 10)
            if device.domain == "sensor"
            else _TWO_STATES.get(device.domain, ("on", "off"))[number % 2]
        )
        house.hass.states.async_set(state.entity_id, value, state.attributes)


@contextmanager
def _later(minutes: int) -> Iterator[None]:
    """Put the clock forward."""
    real: Callable[..., datetime] = dt_util.now
    with patch.object(dt_util, "now", lambda *zone: real(*zone) + timedelta(minutes=minutes)):
        yield


async def renames(run: Run) -> Costs:
    """Rename a device before each command."""
    async for cost in _renames(run, prepare=False):
        yield cost


async def renames_prepared(run: Run) -> Costs:
    """Rename a device before each command, and do what is done while the user speaks."""
    async for cost in _renames(run, prepare=True):
        yield cost


async def _renames(run: Run, *, prepare: bool) -> Costs:
    """Rename devices that stand in the middle of the home and are not the command's."""
    await run.warm()
    home = run.house.home
    others = home.plan.of("cover", "climate", "fan")
    renamed = others[len(others) // 2 :][:_FEW]
    for number, command in enumerate(run.commands(_FEW)):
        device = renamed[number % len(renamed)]
        # A name that was there before would be found in the server's memory.
        home.rename(device, f"{device.name} number {next(_NUMBERS)}")
        await run.house.hass.async_block_till_done()
        yield await run.say(command, prepare=prepare)
    for device in renamed:
        home.rename(device, None)
    await run.house.hass.async_block_till_done()


async def state_question(run: Run) -> Costs:
    """Ask for the state of a device."""
    await run.warm()
    for device in targets(run.house.home.plan)[:_FEW]:
        yield await run.say(ask_state(device))


async def list_question(run: Run) -> Costs:
    """Ask which lights are on."""
    await run.warm()
    for _ in range(2):
        yield await run.say(ask_list())


async def tasks_between(run: Run) -> Costs:
    """Run an AI task before each command; it wants another context of the same model."""
    await run.warm()
    for command in run.commands(_FEW):
        await ai_task.async_generate_data(
            run.house.hass,
            task_name="Summary",
            entity_id=run.agent.task,
            instructions="Summarise in one sentence: the parcel came at noon and nobody was home.",
        )
        yield await run.say(command)


def overflow(num_ctx: int) -> Callable[[Run], Costs]:
    """Return the workload of commands to a model with a small context."""

    async def run_small(run: Run) -> Costs:
        small = Run(house=run.house, agent=run.agent, key=context_key(num_ctx))
        for command in small.commands(3):
            yield await small.say(command)

    return run_small


async def locally(run: Run) -> Costs:
    """Say simple commands where they may be understood without a model."""
    key = LOCAL if run.agent.name == "ours" else _HA_AGENT
    local = Run(house=run.house, agent=run.agent, key=key)
    for command in local.commands(2, on=True):
        await local.say(command)
    for command in local.commands(20, on=False):
        yield await local.say(command)


WORKLOADS: Final[Mapping[str, Callable[[Run], Costs]]] = {
    "W1 cold": cold,
    "W1 cold, prepared": prepared,
    "W2 single": single,
    "W2 single, name alone": single_least,
    "W3 dialogue": dialogue,
    "W3 dialogue, prepared": dialogue_prepared,
    "W4 satellites": satellites,
    "W5 state changes": churn,
    "W6 renames": renames,
    "W6 renames, prepared": renames_prepared,
    "W7 state question": state_question,
    "W8 list question": list_question,
    "W9 AI task": tasks_between,
    **{f"W10 num_ctx {ctx}": overflow(ctx) for ctx in SMALL},
    "local": locally,
}
# These do not depend on where a template puts the tools.
ONE_FAMILY: Final = {
    "W2 single, name alone",
    "W9 AI task",
    "local",
    *(f"W10 num_ctx {ctx}" for ctx in SMALL),
}
