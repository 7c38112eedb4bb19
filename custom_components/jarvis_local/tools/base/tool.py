"""JarvisTool: the one way from a model's call to an act, which no tool can leave."""

from abc import abstractmethod
import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, final, override

import aiohttp
from probatio import to_openapi
import voluptuous as vol

from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent, llm

from ...const import DOMAIN, LOGGER
from ...languages import phrase
from ...policy import Confirmation, PendingAct, act_on, strictest
from ...store.audit import Decision, Result
from .audit import async_note, async_settle
from .coerce import coerce
from .hints import async_explain_match, explain_arguments
from .request import Deed, Request, current_request
from .spec import CannotError
from .unresolved import UnresolvedError

BREAKDOWNS = (
    aiohttp.ClientError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call whose arguments are valid and whose targets are known.

    `meant` are its targets with those that cannot do it.
    """

    args: dict[str, Any]
    llm_context: llm.LLMContext
    targets: list[State] = field(default_factory=list)
    meant: list[State] = field(default_factory=list)


class JarvisTool(llm.Tool):
    """A tool of Jarvis: subclasses say what it is and override `async_run`.

    A result's data is `{"done": …}` or the answer; an error's is `{"error": why, …what would work}`.
    """

    name: str
    title: str
    description: str
    parameters: vol.Schema
    # Arguments that are understood but not offered, to keep the list of tools short.
    unlisted: Mapping[Any, Any] = {}
    annotations: llm.ToolAnnotations
    integration = DOMAIN
    group: str
    # Offered when one of these domains has an exposed entity; always when there are none.
    domains: frozenset[str] = frozenset()
    confirmation = Confirmation.ASK
    time_limit = 15.0

    @final
    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: llm.ToolInput, llm_context: llm.LLMContext
    ) -> llm.ToolResult:
        """Repair, validate, resolve, ask the policy, run; every failure is an error result."""
        if (request := current_request.get()) and not self.annotations.read_only:
            request.called.append(self.name)
        try:
            async with asyncio.timeout(self.time_limit):
                return await self._async_gated(hass, tool_input.tool_args, llm_context)
        except vol.Invalid as err:
            return llm.ToolResult(data=explain_arguments(err, self.properties), error=True)
        except UnresolvedError as err:
            return llm.ToolResult(data=err.data, error=True)
        except intent.MatchFailedError as err:
            return llm.ToolResult(data=async_explain_match(hass, err), error=True)
        except CannotError as err:
            return failure(str(err), **err.details)
        except HomeAssistantError as err:
            return failure(str(err) or type(err).__name__)
        except TimeoutError:
            return failure("It took too long; nobody knows whether it worked.")
        # The edge to whatever any integration may raise: what escapes here ends the whole turn.
        except BREAKDOWNS:
            LOGGER.exception("Tool %s failed", self.name)
            return failure("The device or service failed; nobody knows whether it worked.")

    async def _async_gated(
        self, hass: HomeAssistant, raw: Mapping[str, Any], llm_context: llm.LLMContext
    ) -> llm.ToolResult:
        """Bring a call to the point where it is safe to run, and run it."""
        given = self._accepts(coerce(raw, self.properties))
        args = self.prepare(hass, dict(given), llm_context)
        found = self.resolve(hass, args, llm_context)
        request = current_request.get()
        if request and (doubt := request.judged(self.intents(args, found), found)):
            return llm.ToolResult(data=dict(doubt), error=True)
        meant = request.without_spared(found) if request else found
        if found and not meant:
            return failure(
                "The user excepted this. Call only for what was meant.", contradicts=True
            )
        targets = self.fitting(args, meant, llm_context)
        intents = self.intents(args, targets)
        level = strictest((self.confirmation, self.confirmation_for(hass, args, targets)))
        verbs = [self.verb(hass, args, found) for found in ([state] for state in targets)]
        act = act_on(self.name, given, targets, level, verbs or [self.verb(hass, args, [])])
        is_free = level is Confirmation.NONE
        if not is_free and (request is None or not request.takes_consent(act)):
            return _not_yet(hass, act, request, llm_context)
        call = Call(args=args, llm_context=llm_context, targets=targets, meant=meant)
        if self.annotations.read_only:
            return await self.async_run(hass, call)
        decision = Decision.RUN if is_free else Decision.CONFIRMED
        note = async_note(hass, act, decision, request, llm_context)
        if request:
            request.tried.append(self.name)
        result = await self._async_settled(hass, call, note)
        if request and is_done(result):
            deed = Deed(args=args, targets=tuple(targets), intents=intents)
            request.deeds.append(deed)
        return result

    async def _async_settled(self, hass: HomeAssistant, call: Call, note: str) -> llm.ToolResult:
        """Run it, and note what came of it; that stays unknown where it does not come back."""
        try:
            result = await self.async_run(hass, call)
        except HomeAssistantError as err:
            async_settle(hass, note, Result.FAILED, type(err).__name__)
            raise
        async_settle(hass, note, Result.DONE if is_done(result) else Result.FAILED)
        return result

    @cached_property
    def _accepts(self) -> vol.Schema:
        """Return the schema with what is not listed."""
        return self.parameters.extend(self.unlisted)

    @cached_property
    def properties(self) -> dict[str, Any]:
        """Return the JSON schema of each argument."""
        schema = to_openapi(self._accepts, custom_serializer=llm.selector_serializer)
        return dict(schema.get("properties", {}))

    def prepare(
        self, hass: HomeAssistant, args: dict[str, Any], llm_context: llm.LLMContext
    ) -> dict[str, Any]:
        """Return valid arguments completed by what the code knows; may raise `vol.Invalid`."""
        return args

    def resolve(
        self, hass: HomeAssistant, args: dict[str, Any], llm_context: llm.LLMContext
    ) -> list[State]:
        """Return the entities a call would touch; raises `MatchFailedError` when there are none."""
        return []

    def fitting(
        self, args: dict[str, Any], targets: list[State], llm_context: llm.LLMContext
    ) -> list[State]:
        """Return the targets that can do it; may raise `CannotError`. Nobody is asked for the others."""
        return targets

    def confirmation_for(
        self, hass: HomeAssistant, args: dict[str, Any], targets: list[State]
    ) -> Confirmation:
        """Return what this call needs beyond the tool's own level."""
        return Confirmation.NONE

    def verb(self, hass: HomeAssistant, args: dict[str, Any], targets: list[State]) -> str:
        """Return the action that a call comes to, for the question whether it may be done."""
        return ""

    def intents(self, args: dict[str, Any], targets: list[State]) -> tuple[str, ...]:
        """Return the intents of Home Assistant that a call came to, if any."""
        return ()

    @abstractmethod
    async def async_run(self, hass: HomeAssistant, call: Call) -> llm.ToolResult:
        """Do it. Any exception becomes an error result."""


def is_done(result: llm.ToolResult) -> bool:
    """Return whether a tool did what it was called for."""
    return not result.error and result.data.get("done") is not False


def failure(reason: str, **details: Any) -> llm.ToolResult:
    """Return an error result with what the model should know."""
    return llm.ToolResult(data={"error": reason, **details}, error=True)


def _not_yet(
    hass: HomeAssistant, act: PendingAct, request: Request | None, llm_context: llm.LLMContext
) -> llm.ToolResult:
    """Return that a person has to be asked first, or that this is never done."""
    if act.level is Confirmation.REFUSE or request is None:
        async_note(hass, act, Decision.REFUSED, request, llm_context)
        key = "consent.never" if act.level is Confirmation.REFUSE else "consent.nobody"
        return failure(
            "Refused, nothing was done: the owner does not allow it. Do not try another way.",
            say=phrase(llm_context.language, key),
        )
    if request.await_consent(act):
        async_note(hass, act, Decision.ASKED, request, llm_context)
    return failure(
        "Nothing was done yet: the user is being asked to confirm. Do not try another way.",
        consent=act.level.value,
    )
