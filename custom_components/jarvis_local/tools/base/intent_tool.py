"""A tool that runs one of Home Assistant's intents, by its name and arguments."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, override

import voluptuous as vol

from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import area_registry as ar, intent, llm
from homeassistant.util.json import JsonObjectType

from ...policy import Confirmation, async_resolve, confirmation_for_targets
from .mend import mend
from .outcome import Outcome
from .tool import Call, JarvisTool


def _no_answer(response: intent.IntentResponse) -> JsonObjectType:
    """Return that nothing was found."""
    return {}


_VERBS = {intent.INTENT_TURN_ON: "turn_on", intent.INTENT_TURN_OFF: "turn_off"}
_TARGET_ARGUMENTS = ("name", "area", "floor", "domain", "device_class")


@dataclass(frozen=True, kw_only=True)
class IntentSpec:
    """A row of a domain's table: an intent, and how the model is told of it.

    `needs` are arguments of which a call must have one. `targets` is False where the intent touches
    no entity. `everything` are the domains meant by a place without a name or domain; `named` those
    that a name without a domain may be of. `answer` makes a result of what the handler found.
    """

    name: str
    title: str
    description: str
    parameters: Mapping[Any, Any]
    annotations: llm.ToolAnnotations
    unlisted: Mapping[Any, Any] = field(default_factory=dict)
    domains: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    targets: bool = True
    everything: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    answer: Callable[[intent.IntentResponse], JsonObjectType] = _no_answer


class IntentTool(JarvisTool):
    """Runs an intent on targets that the policy has seen, and looks whether it came about."""

    confirmation = Confirmation.NONE

    def __init__(self, group: str, spec: IntentSpec) -> None:
        """Make the tool of a row."""
        self.group = group
        self.spec = spec
        self.name = spec.name
        self.title = spec.title
        self.description = spec.description
        self.parameters = vol.Schema(spec.parameters)
        self.unlisted = spec.unlisted
        self.annotations = spec.annotations
        self.domains = spec.domains

    @override
    def mend(self, hass: HomeAssistant, args: dict[str, Any]) -> dict[str, Any]:
        """Put a room, a floor and a domain where they belong."""
        return mend(hass, args, self.properties) if self.spec.targets else args

    @override
    def prepare(
        self, hass: HomeAssistant, args: dict[str, Any], llm_context: llm.LLMContext
    ) -> dict[str, Any]:
        """Complete a call that names no place by the satellite's, and by the domains meant."""
        if self.spec.targets:
            args = self._with_domains(args)
            if not args.keys() & {"name", "area", "floor"}:
                args |= self._area_here(hass, args, llm_context) or self._only_one(
                    hass, args, llm_context
                )
        if self.spec.needs and not args.keys() & set(self.spec.needs):
            raise vol.Invalid(f"give at least one of: {', '.join(self.spec.needs)}")
        return args

    def _with_domains(self, args: dict[str, Any]) -> dict[str, Any]:
        """Keep a call without domain away from what nobody means by 'everything here'."""
        if "domain" in args:
            return args
        if "device_class" in args or args.get("name", "all") != "all":
            domains = self.spec.named
        else:
            placed = args.keys() & {"name", "area", "floor"}
            domains = self.spec.everything if placed else frozenset()
        return args | {"domain": sorted(domains)} if domains else args

    def _area_here(
        self, hass: HomeAssistant, args: dict[str, Any], llm_context: llm.LLMContext
    ) -> dict[str, Any]:
        """Return the asking device's area as an argument, where something there fits the call."""
        area_id = llm.async_get_match_preferences(hass, llm_context).area_id
        if area_id is None or (area := ar.async_get(hass).async_get_area(area_id)) is None:
            return {}
        here = self._with_domains(args | {"area": area.id})
        result, _ = self._match(hass, here, llm_context)
        return here if result.is_match else {}

    def _only_one(
        self, hass: HomeAssistant, args: dict[str, Any], llm_context: llm.LLMContext
    ) -> dict[str, Any]:
        """Return the only device in the home that the tool is for, as no other can be meant."""
        if not self.spec.domains:
            return {}
        result, _ = self._match(hass, args, llm_context)
        return {"name": result.states[0].entity_id} if len(result.states) == 1 else {}

    def _match(
        self, hass: HomeAssistant, args: dict[str, Any], llm_context: llm.LLMContext
    ) -> tuple[intent.MatchTargetsResult, intent.MatchTargetsConstraints]:
        """Match as the intent's handler will."""
        preferences = llm.async_get_match_preferences(hass, llm_context)
        return async_resolve(
            hass,
            self.name,
            {key: args[key] for key in _TARGET_ARGUMENTS if key in args},
            llm_context.assistant,
            preferences,
            domains=self.spec.domains,
        )

    @override
    def resolve(
        self, hass: HomeAssistant, args: dict[str, Any], llm_context: llm.LLMContext
    ) -> list[State]:
        """Return what the intent's handler will act on."""
        if not self.spec.targets:
            return []
        result, constraints = self._match(hass, args, llm_context)
        if not result.is_match:
            raise intent.MatchFailedError(result=result, constraints=constraints)
        return result.states

    @override
    def confirmation_for(
        self, hass: HomeAssistant, args: dict[str, Any], targets: list[State]
    ) -> Confirmation:
        """Ask the policy about the very entities that would be touched."""
        return confirmation_for_targets(hass, self.name, targets)

    @override
    async def async_run(self, hass: HomeAssistant, call: Call) -> llm.ToolResult:
        """Run the intent and return what became of it."""
        outcome = Outcome(hass, call.targets, _VERBS.get(self.name, ""))
        response = await self._async_handle(hass, call)
        if not call.targets:
            return llm.ToolResult(data={"done": True, **self.spec.answer(response)})
        data = await outcome.async_settled(_touched(response))
        # 2026.10 mixes up which of several failed, so the states say it.
        if response.failed_results and "not_confirmed" in data:
            data["failed"] = data.pop("not_confirmed")
        done = not data.keys() & {"failed", "not_confirmed"}
        return llm.ToolResult(data={"done": done, **data})

    async def _async_handle(self, hass: HomeAssistant, call: Call) -> intent.IntentResponse:
        """Hand the call to Home Assistant's handler."""
        preferences = llm.async_get_match_preferences(hass, call.llm_context)
        known = {
            "preferred_area_id": preferences.area_id,
            "preferred_floor_id": preferences.floor_id,
        }
        slots = call.args | {key: value for key, value in known.items() if value}
        return await intent.async_handle(
            hass,
            call.llm_context.platform,
            self.name,
            {key: {"value": value} for key, value in slots.items()},
            context=call.llm_context.context,
            language=call.llm_context.language,
            assistant=call.llm_context.assistant,
            device_id=call.llm_context.device_id,
        )


def _touched(response: intent.IntentResponse) -> set[str]:
    """Return the entities that a handler says it acted on; it may have chosen among the targets."""
    entities = {
        target.id
        for target in (*response.success_results, *response.failed_results)
        if target.id and target.type is intent.IntentResponseTargetType.ENTITY
    }
    return entities | {state.entity_id for state in response.matched_states}
