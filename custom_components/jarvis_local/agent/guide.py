"""What a conversation makes of a model's round: confirm, ask, act in its place, or let it go on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, override

from homeassistant.components.conversation import ToolResultContent
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import llm

from ..home import async_home
from ..home.select import MOST_READ
from ..languages import phrase
from ..tools import translate
from ..tools.base import Request, is_done, which_one
from .asking import is_question as is_asking
from .confirm import async_confirmation
from .context import Notes
from .gatekeeper import Gatekeeper
from .gates import Hold, NotAgain, asks_state, truth_gate
from .limits import NOT_SAID, Limits, contradiction
from .question import async_ask
from .reading import Act as ReadAct, Agreement, Bounds, MustAsk, Reading, agrees, bounds, parts_of
from .repeats import Repeats
from .steps import Act, Again, End, Gate, Guide, Heard, Say, Step

_NO_CALL: Final = (
    "[You said that something was done, but you called no tool, so nothing was done. "
    "Call the right tool now, or tell the user that it was not done.]"
)
# So few words say nothing by themselves: "Of course!"
_SHORT: Final = 4


class Help(StrEnum):
    """How a turn was helped, for the trace: what a model alone would have got wrong."""

    ACTED_AS_READ = "acted as the request reads"
    COMPLETED = "did what the model left out"
    HELD_BACK_A_CLAIM = "held back a false claim"
    ASKED = "asked which one"
    CONTRADICTED = "stopped a call that contradicts the request"
    CONFIRMED = "confirmed without the model"


@dataclass(kw_only=True)
class ConversationGuide(Guide):
    """Guides one turn; `reading` is what the user's own words ask for, `request` what was done so far.

    `confirms` is that a simple command is confirmed at once, without the model's words.
    """

    hass: HomeAssistant
    notes: Notes
    request: Request
    reading: Reading
    gatekeeper: Gatekeeper
    confirms: bool = True

    def __post_init__(self) -> None:
        """Start with nothing tried, and look at each call before it is made."""
        self.helped: list[Help] = []
        self._acted = False
        self._corrected = False
        self._spoken = ""
        self._repeats = Repeats()
        self._limits = Limits(self._bounds())
        self._results: list[llm.ToolResult] = []
        # What went wrong last; a call that is made again and succeeds has healed it.
        self._failed: list[llm.ToolResult] = []
        self.request.review = self._review
        self._limits.tell(self.request)

    def _bounds(self) -> Bounds | None:
        """Return what the words rule out; each word of a clear request says more than that."""
        text = self.request.text
        if self.reading.is_clear or len(text) > MOST_READ:
            return None
        return bounds(async_home(self.hass), text, self._language, self.reading.sort)

    @property
    def _language(self) -> str:
        """Return the language of the request."""
        return self.request.language

    @property
    def _is_clear(self) -> bool:
        """Return whether the user's words say what to do, and nothing of it was tried for them yet."""
        return self.reading.is_clear and not self._acted and not self.request.tried

    @property
    def _is_open(self) -> bool:
        """Return whether only the user can say which of several devices is meant."""
        return len(self.reading.candidates) > 1 and not self.request.tried

    def _question(self) -> Say:
        """Ask which one, in the place of a model that did not."""
        self.helped.append(Help.ASKED)
        devices = async_home(self.hass).devices
        names = [devices[id_].name for id_ in self.reading.candidates if id_ in devices]
        return Say(text=which_one(names, self._language), is_question=True)

    @override
    def gate(self) -> Gate:
        """Hold back what may not be true; all of it while it is clear what to do and nothing is done."""
        if self._is_clear:
            return Hold()
        gate = truth_gate(async_home(self.hass), self.reading, self.request.words, self._language)
        for deed in self.request.deeds:
            gate.deed_done(state.name for state in deed.targets)
        for result in self._failed:
            gate.failed(_names(result))
        return NotAgain(gate, self._spoken) if self._corrected else gate

    @override
    async def async_after(self, heard: Heard) -> Step:
        """Return what comes next."""
        repeats = self._repeats.end_round(heard.calls, heard.results)
        self._spoken += f" {heard.spoken}"
        if heard.results:
            self._limits.looked |= any("states" in item.result.data for item in heard.results)
            self._results += [item.result for item in heard.results]
            self._failed = [r.result for r in heard.results if not is_done(r.result)]
            return await self._async_after_calls(heard)
        if self._is_clear:
            return self.act_as_read()
        if repeats:
            return await self._async_after_repeat(heard)
        is_asked = is_asking(heard.spoken, self._language)
        if is_asked or self._is_open:
            async_ask(self.hass, self.notes, self.reading, (), ())
        if self._is_open and not is_asked:
            return self._question()
        return self._after_claim() if heard.held else End()

    async def _async_after_calls(self, heard: Heard) -> Step:
        """Return what comes after calls: a refusal or a question is spoken as it is."""
        if self.request.pending:
            return await self._async_ask_consent(heard)
        if (said := _said(heard.results)) is not None and not (self._is_clear and said.is_question):
            if said.is_question:
                self.helped.append(Help.ASKED)
                asks = [item for item in heard.results if item.result.data.get("ask") is True]
                ids = {item.tool_call_id for item in asks[:1]}
                calls = [call for call in heard.calls if call.id in ids]
                async_ask(self.hass, self.notes, self.reading, calls, _candidates(asks[:1]))
            return await self._async_with_done(said)
        if all(is_done(item.result) or _is_stopped(item.result) for item in heard.results) and any(
            is_done(item.result) for item in heard.results
        ):
            return await self._async_after_success(heard)
        if (unconfirmed := self._unconfirmed(heard)) is not None:
            return unconfirmed
        if heard.ours:
            return Say(text=phrase(self._language, "answers.could_not"), is_error=True)
        if self._is_clear:
            return self.act_as_read()
        if self._limits.is_stuck(was_stopped=any(_is_stopped(r.result) for r in heard.results)):
            return self._could_not()
        if self._limits.says_all:
            return Say(text=phrase(self._language, "answers.everywhere"), is_question=True)
        return Again()

    async def _async_ask_consent(self, heard: Heard) -> Say:
        """Ask for consent to what waits for it, after saying what else was done."""
        asked = await self.gatekeeper.async_ask(self.request)
        done = await self._async_confirmation(heard)
        return replace(asked, text=f"{done} {asked.text}") if done else asked

    async def _async_with_done(self, said: Say) -> Say:
        """Return a refusal or a question, after what was done besides."""
        if (text := await self._async_told()) is None:
            return said
        return replace(said, text=f"{text} {said.text}", is_error=False, is_partial=True)

    def _could_not(self) -> Say:
        """Return that it was not done, and why, where the user's words say it."""
        return Say(text=self._limits.could_not(self._language), is_error=True)

    @override
    def is_new(self, call: llm.ToolInput) -> bool:
        """Return whether a call was not made yet in this turn."""
        return self._repeats.is_new(call)

    async def _async_after_repeat(self, heard: Heard) -> Step:
        """End a turn in which the model only repeats what was done."""
        if heard.held:
            return self._after_claim()
        if heard.spoken:
            return End()
        if not self.request.deeds or self.request.is_in_doubt:
            return self._could_not()
        return Say(text=await self._async_told() or phrase(self._language, "answers.done"))

    async def _async_told(self) -> str | None:
        """Return the confirmation of all that was done in this turn."""
        done = [result for result in self._results if result.data.get("done") is True]
        return await async_confirmation(self.hass, self._language, self.request.deeds, done)

    def _unconfirmed(self, heard: Heard) -> Say | None:
        """Return which devices did not follow in time, where nothing worse happened."""
        results = [item.result for item in heard.results]
        if any(result.error for result in results):
            return None
        names = [name for result in results for name in _listed(result, "not_confirmed")]
        text = phrase(self._language, "answers.not_confirmed", names=", ".join(names))
        return Say(text=text, is_error=True) if names else None

    def act_as_read(self) -> Act:
        """Do what the user's own words say."""
        return self._act(self.reading.acts, Help.ACTED_AS_READ)

    async def _async_after_success(self, heard: Heard) -> Step:
        """Confirm, once all that was asked for is done; else the model puts it into words."""
        if left := self._left():
            return self._act(left, Help.COMPLETED)
        if (self.confirms or heard.ours) and (text := await self._async_confirmation(heard)):
            self.helped.append(Help.CONFIRMED)
            undone = self._limits.left_undone(self._language)
            return Say(text=f"{text} {undone}" if undone else text, is_partial=bool(undone))
        if heard.ours:
            return Say(text=phrase(self._language, "answers.done"))
        return Again()

    async def _async_confirmation(self, heard: Heard) -> str | None:
        """Return the confirmation of all that was done, where nothing else was asked for."""
        told = any(
            item.result.data.get("done") is not True
            and not _is_stopped(item.result)
            and not _awaits_consent(item.result)
            for item in heard.results
        )
        lacks = self._may_lack() and not self._limits.left_undone(self._language)
        if told or lacks or asks_state(self.reading, self.request.words, self._language):
            return None
        return await self._async_told()

    def _may_lack(self) -> bool:
        """Return whether more seems to be asked for than was done, in what could not be read."""
        if self.reading.is_clear:
            return False
        text = self.request.words[:MOST_READ]
        parts = parts_of(async_home(self.hass), text, self._language)
        return len(self.request.deeds) < parts

    def _left(self) -> list[ReadAct]:
        """Return the acts that the model left out, where it did some of them."""
        if self._acted or not self.reading.is_clear or not self.request.deeds:
            return []
        if self.request.is_in_doubt:
            return []
        touched = {state.entity_id for deed in self.request.deeds for state in deed.targets}
        return [act for act in self.reading.acts if not touched.issuperset(act.targets)]

    def _act(self, acts: Sequence[ReadAct], help_: Help) -> Act:
        """Return the acts as calls."""
        self._acted = True
        self.helped.append(help_)
        calls = (translate(act.tool, act.args) for act in acts)
        return Act(calls=[llm.ToolInput(tool_name=name, tool_args=args) for name, args in calls])

    def _after_claim(self) -> Step:
        """Have the model correct itself once; then say how it is."""
        self.helped.append(Help.HELD_BACK_A_CLAIM)
        if self.request.deeds:
            return Say(text=phrase(self._language, "answers.partly_done"), is_partial=True)
        if self._corrected and len(self._spoken.split()) > _SHORT:
            return End(is_enough=True)
        if self._corrected or self._results:
            return self._could_not()
        self._corrected = True
        return Again(correction=[{"role": "user", "content": _NO_CALL}])

    def _review(self, intents: Sequence[str], targets: Sequence[State]) -> dict[str, Any] | None:
        """Return why a call does not fit what the user said."""
        touched = [state.entity_id for state in targets]
        if self._acted:
            # A name may have come to stand for another device since it was read or asked about.
            strange = set(touched) - self.reading.targets - self.request.spared
            return contradiction(NOT_SAID) if strange and self.reading.targets else None
        is_first = not self.request.deeds
        if why := self._limits.why_not(intents, targets, is_first=is_first):
            self.helped.append(Help.CONTRADICTED)
            return contradiction(why)
        if self._is_whole_house(touched):
            question = phrase(self._language, "answers.everywhere")
            return {"error": "Ask the user first.", "ask": True, "say": question}
        if self.request.deeds:
            return None
        if any(agrees(self.reading, name, touched) is Agreement.CONTRADICTS for name in intents):
            self.helped.append(Help.CONTRADICTED)
            return contradiction(NOT_SAID)
        return None

    def _is_whole_house(self, touched: Sequence[str]) -> bool:
        """Return whether a call changes several rooms for a request that names none."""
        if not self._limits.says_all and self.reading.must_ask is not MustAsk.EVERYWHERE:
            return False
        devices = async_home(self.hass).devices
        return len({devices[id_].area_id for id_ in touched if id_ in devices}) > 1


def _names(result: llm.ToolResult) -> list[str]:
    """Return the devices that did not follow, as far as a result names them."""
    return [name for key in ("failed", "not_confirmed") for name in _listed(result, key)]


def _listed(result: llm.ToolResult, key: str) -> list[str]:
    """Return a list of names in a result, empty where there is none."""
    names = result.data.get(key)
    return [str(name) for name in names] if isinstance(names, list | tuple) else []


def _is_stopped(result: llm.ToolResult) -> bool:
    """Return whether a call was stopped because the user said something else."""
    return result.data.get("contradicts") is True


def _awaits_consent(result: llm.ToolResult) -> bool:
    """Return whether a call waits for a person's yes."""
    return "consent" in result.data


def _candidates(results: Sequence[ToolResultContent]) -> list[str]:
    """Return the names that a tool asks about."""
    return [name for item in results for name in _listed(item.result, "candidates")]


def _said(results: Sequence[ToolResultContent]) -> Say | None:
    """Return the sentence that a tool wants spoken: a refusal, or the question which one."""
    for item in results:
        data = item.result.data
        if isinstance(text := data.get("say"), str) and item.result.error:
            asks = data.get("ask") is True
            return Say(text=text, is_error=not asks, is_question=asks)
    return None
