"""All that a sentence asks for, recognised before any of it is done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from typing import Final

from hassil.recognize import RecognizeResult

from homeassistant.components import conversation, media_player
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent, llm

from ...home.words import Word, folded
from ...policy import Confirmation, async_is_guarded_intent, async_resolve, confirmation_for_targets
from ...tools import translate
from .reading import Act, Reader, Reading, Where

# Matched so loosely that a model does better.
_LOOSE: Final = frozenset({media_player.INTENT_MEDIA_SEARCH_AND_PLAY})
_MOST_PARTS: Final = 5
# Several of these are never meant by "the lock" or "all locks" without a place.
_ASKED: Final = frozenset({"lock"})


@dataclass(frozen=True, kw_only=True)
class BuiltIn:
    """A command that Home Assistant understands by itself, in these words."""

    text: str


type Step = BuiltIn | Act


@dataclass(kw_only=True)
class Plan:
    """The steps of a sentence, all of them or none.

    `needs_consent` is that it was understood but may not simply be done, `several` are the devices
    of which one was meant.
    """

    steps: tuple[Step, ...] = ()
    needs_consent: bool = False
    several: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Planner:
    """Makes the plan of a sentence; `reader` reads our own sentences, where there are any."""

    hass: HomeAssistant
    user_input: conversation.ConversationInput
    chat_log: conversation.ChatLog
    llm_context: llm.LLMContext
    reader: Reader | None
    where: Where
    tools: frozenset[str] = frozenset()
    plan: Plan = field(default_factory=Plan)

    async def async_plan(self) -> Plan:
        """Return what is to be done: the fewest commands that explain the whole sentence.

        Our own sentences first, which cost a large home less. Where they leave open which device
        is meant, Home Assistant's may only guess: it takes what is only called "Blind" for it.
        """
        text = self.user_input.text
        parts = self._parts(text)
        if await self._async_plan_parts(text, parts, built_in=False) or self.plan.several:
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
        known: dict[tuple[int, int], Step | None] = {}
        if not 1 <= len(parts) <= _MOST_PARTS:
            return False
        for spans in _divisions(len(parts)):
            steps: list[Step] = []
            for span in spans:
                if span not in known:
                    known[span] = await self._async_step(text, parts[slice(*span)], built_in)
                if (step := known[span]) is None:
                    break
                steps.append(step)
            else:
                self.plan = Plan(steps=tuple(steps))
                return True
        return False

    async def _async_step(
        self, text: str, parts: Sequence[Sequence[Word]], built_in: bool
    ) -> Step | None:
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

    def _step(self, reading: Reading) -> Step | None:
        """Return what may be done of a reading."""
        act = reading.act
        if act is None:
            self.plan.several = self.plan.several or reading.several
            return None
        # A tool's file may have given several intents one name.
        if translate(act.tool, act.args)[0] not in self.tools:
            return None
        states = [state for key in act.entity_ids if (state := self.hass.states.get(key))]
        if confirmation_for_targets(self.hass, act.tool, states) is not Confirmation.NONE:
            self.plan.needs_consent = True
            return None
        return act

    async def _async_is_built_in(self, text: str) -> bool:
        """Return whether Home Assistant understands a text, and may do what it says."""
        matches: list[RecognizeResult] = []

        def look(result: RecognizeResult) -> bool:
            """Note what was recognised, and have nothing done."""
            matches.append(result)
            return True

        await conversation.async_handle_intents(
            self.hass, replace(self.user_input, text=text), self.chat_log, intent_filter=look
        )
        return (
            bool(matches) and self._is_allowed(matches[0]) and not self._is_vetoed(matches[0], text)
        )

    def _is_allowed(self, result: RecognizeResult) -> bool:
        """Return whether a match is carried out here, and find something to do.

        There are also sentences for integrations that are not set up.
        """
        name = result.intent.name
        handlers = {handler.intent_type: handler for handler in intent.async_get(self.hass)}
        if name in _LOOSE or name not in handlers or self._swallows_a_command(result):
            return False
        slots = {entity.name: entity.value for entity in result.entities_list}
        if async_is_guarded_intent(self.hass, name, slots, self.llm_context):
            self.plan.needs_consent = True
            return False
        if not isinstance(handlers[name], intent.DynamicServiceIntentHandler):
            return True
        return self._has_clear_targets(name, slots)

    def _is_vetoed(self, result: RecognizeResult, text: str) -> bool:
        """Return whether people mean something else with these words."""
        if self.reader is None or "name" in result.entities:
            return False
        domain = result.entities["domain"].value if "domain" in result.entities else None
        said = set(folded(text))
        vetoes = self.reader.grammar.vetoes
        return any(veto.holds(result.intent.name, domain, said) for veto in vetoes)

    def _has_clear_targets(self, name: str, slots: dict[str, object]) -> bool:
        """Return whether a match touches something, and not all the locks of the house."""
        if slots.get("name", "all") != "all" or slots.keys() & {"area", "floor"}:
            return True
        found, _ = async_resolve(self.hass, name, slots, self.llm_context.assistant)
        if not found.is_match:
            return found.no_match_reason in _RESOLVED_LATER
        asked = [state for state in found.states if state.domain in _ASKED]
        return len(asked) < 2

    def _swallows_a_command(self, result: RecognizeResult) -> bool:
        """Return whether free words of a match hold an "and" after which a command may follow."""
        return any(
            entity.is_wildcard and len(self._parts(entity.text)) > 1
            for entity in result.entities_list
        )


# The satellite's room, which is not known here, may decide between devices of one name.
_RESOLVED_LATER: Final = frozenset({intent.MatchFailedReason.DUPLICATE_NAME})


def _divisions(length: int) -> Iterator[tuple[tuple[int, int], ...]]:
    """Yield the ways to divide a row of parts into runs, the fewest runs first."""
    for count in range(length):
        for cuts in combinations(range(1, length), count):
            edges = (0, *cuts, length)
            yield tuple(pairwise(edges))
