"""What is said to the agents, and what a model that makes no mistake answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .plan import Plan, Planned

_WORD = {True: "on", False: "off"}


@dataclass(frozen=True, kw_only=True)
class Command:
    """A request, the call it needs with core's and with our arguments, and the words at the end.

    `entity` is to be in the state `wanted` afterwards, where there is one; `preface` is said before the call.
    """

    text: str
    tools: tuple[str, ...]
    core: Mapping[str, Any]
    ours: Mapping[str, Any]
    answer: str
    entity: Planned | None = None
    wanted: str | None = None
    preface: str = ""


def switch(target: Planned, *, on: bool) -> Command:
    """Return a command for one device; each prompt says how it wants the device named."""
    word = _WORD[on]
    return Command(
        text=f"Turn {word} the {target.name}",
        tools=("HassTurnOn" if on else "HassTurnOff",),
        core={"name": target.name, "domain": [target.domain]},
        ours={"name": target.short, "area": target.room},
        answer=f"The {target.name} is {word}.",
        entity=target,
        wanted=word,
    )


def least(command: Command) -> Command:
    """Return a command whose call has the name alone: neither schema requires it, and both act on it."""
    name = {"name": command.core["name"]}
    return replace(command, core=name, ours=name)


def ask_state(target: Planned) -> Command:
    """Return a question about one device."""
    return Command(
        text=f"Is the {target.name} on?",
        tools=("GetLiveContext", "get_state"),
        core={"name": target.name},
        ours={"name": target.short, "area": target.room},
        answer=f"No, the {target.name} is off.",
    )


def ask_list() -> Command:
    """Return a question about many devices."""
    return Command(
        text="Which lights are on right now?",
        tools=("GetLiveContext", "get_state"),
        core={"domain": "light"},
        ours={"domain": ["light"]},
        answer="Three lights are on: the ceiling light, the floor lamp and the reading lamp.",
    )


def targets(plan: Plan) -> list[Planned]:
    """Return devices to switch, spread over the home."""
    found = plan.of("light", "switch")
    step = max(1, len(found) * 5 // 13)
    while step > 1 and len(found) % step == 0:
        step -= 1
    return [found[(index * step) % len(found)] for index in range(len(found))]
