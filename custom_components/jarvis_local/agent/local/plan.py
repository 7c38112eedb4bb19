"""All that a sentence asks for, recognised before any of it is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from typing import Final

from homeassistant.core import HomeAssistant

from ...home.words import Word
from ...tools import translate
from .able import able
from .built_in import BuiltIns
from .reading import Act, Reader, Reading, Where

_MOST_PARTS: Final = 5


@dataclass(frozen=True, kw_only=True)
class BuiltIn:
    """A command that Home Assistant understands by itself, in these words."""

    text: str


type Step = BuiltIn | Act


@dataclass(kw_only=True)
class Plan:
    """The steps of a sentence, all of them or none.

    `needs_consent` is that only Home Assistant understood it, which would do it without consent, and
    `is_later` that it would be done at another time; `is_unable` that no device can do it. `several`
    are the devices of which one was meant, `choice` is the act on all of them where only that is
    open, and `rest` what else is to be done.
    """

    steps: tuple[Step, ...] = ()
    needs_consent: bool = False
    is_later: bool = False
    is_unable: bool = False
    several: tuple[str, ...] = ()
    choice: Act | None = None
    rest: tuple[Act, ...] = ()


@dataclass(kw_only=True)
class Planner:
    """Makes the plan of a sentence; `reader` reads our own sentences, where there are any."""

    hass: HomeAssistant
    text: str
    reader: Reader | None
    where: Where
    built_ins: BuiltIns
    plan: Plan = field(default_factory=Plan)

    async def async_plan(self) -> Plan:
        """Return what is to be done: the fewest commands that explain the whole sentence.

        Our own sentences first, which cost a large home less. Where they leave open which device
        is meant, Home Assistant's may only guess: it takes what is only called "Blind" for it.
        """
        text = self.text
        parts = self._parts(text)
        if await self._async_plan_parts(text, parts, built_in=False):
            return self.plan
        if self.plan.several or self.plan.is_unable:
            return self.plan
        if await self._async_is_built_in(text):
            self.plan = Plan(steps=(BuiltIn(text=text),))
        elif len(parts) > 1:
            await self._async_plan_parts(text, parts, built_in=True)
        return self.plan

    def _parts(self, text: str) -> list[Sequence[Word]]:
        """Return the parts of a text that may each be a command."""
        return self.reader.parts(text, self.reader.words(text)) if self.reader else []

    async def _async_plan_parts(
        self, text: str, parts: Sequence[Sequence[Word]], *, built_in: bool
    ) -> bool:
        """Try the sentence as one command, then as two, and so on; return whether it makes sense."""
        known: dict[tuple[int, int], Step | Reading | None] = {}
        if not 1 <= len(parts) <= _MOST_PARTS:
            return False
        for spans in _divisions(len(parts)):
            steps: list[Step | Reading] = []
            for span in spans:
                if span not in known:
                    known[span] = await self._async_step(text, parts[slice(*span)], built_in)
                if (step := known[span]) is None:
                    break
                steps.append(step)
            else:
                if self._take(steps):
                    return True
        return False

    def _take(self, steps: Sequence[Step | Reading]) -> bool:
        """Take steps for the plan; where one leaves open what is meant, note what depends on that."""
        clear = tuple(step for step in steps if not isinstance(step, Reading))
        if len(clear) == len(steps):
            self.plan = Plan(steps=clear)
            return True
        asked = [step for step in steps if isinstance(step, Reading)]
        acts = tuple(step for step in clear if isinstance(step, Act))
        if self.plan.choice is None and len(asked) == 1 and len(acts) == len(clear):
            self.plan.several = asked[0].several
            self.plan.choice, self.plan.rest = asked[0].choice, (*acts, *_sure(asked[0]))
        return False

    async def _async_step(
        self, text: str, parts: Sequence[Sequence[Word]], built_in: bool
    ) -> Step | Reading | None:
        """Return what neighbouring parts of the sentence mean as one command."""
        if self.reader is None:
            return None
        some = self.reader.joined_parts(parts)
        read = self.reader.read
        reading = await self.hass.async_add_executor_job(read, text, some, self.where)
        if reading is not None and (step := self._step(reading)):
            return step
        piece = text[some[0].start : some[-1].end]
        if built_in and piece != text and await self._async_is_built_in(piece):
            return BuiltIn(text=piece)
        return None

    def _step(self, reading: Reading) -> Act | Reading | None:
        """Return what may be done of a reading, or the reading where the user must choose."""
        meant, tools = reading.act or reading.choice, self.built_ins.tools
        # A tool's file may have given several intents one name.
        if not tools or (meant and translate(meant.tool, meant.args)[0] not in tools):
            return None
        if reading.act is None:
            self.plan.several = self.plan.several or reading.several
            return reading
        if (act := able(self.hass, reading.act)) is None:
            self.plan.is_unable = True
        return act

    async def _async_is_built_in(self, text: str) -> bool:
        """Return whether Home Assistant understands a text, and may do what it says."""
        match = await self.built_ins.async_match(text)
        self.plan.needs_consent |= match.needs_consent
        self.plan.is_later |= match.is_later
        return match.is_allowed


def _sure(reading: Reading) -> tuple[Act, ...]:
    """Return the act on the devices that need no question."""
    if reading.choice is None or not reading.sure:
        return ()
    return (replace(reading.choice, entity_ids=reading.sure),)


def _divisions(length: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield the ways to divide a row of parts into runs, the fewest runs first."""
    for count in range(length):
        for cuts in combinations(range(1, length), count):
            edges = (0, *cuts, length)
            yield tuple(pairwise(edges))
