"""A tool that runs Home Assistant's intents on targets that the code has found."""

import asyncio
from collections.abc import Collection, Mapping
from functools import partial
from itertools import groupby
from typing import Any, override

import voluptuous as vol

from homeassistant.components.conversation import DOMAIN as ASSISTANT
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import intent, llm

from ...home import async_home
from ...policy import Confirmation, confirmation_for_targets, strictest, verb_of
from .handle import async_handle
from .hints import async_sibling
from .outcome import Outcome
from .parameters import ANYWHERE
from .request import current_request
from .resolve import Resolver
from .spec import TARGET_ARGUMENTS, Act, IntentSpec
from .spoken import asked, meant, words_aside
from .target import Reach
from .tool import Call, JarvisTool, failure
from .unresolved import UnresolvedError

_VERBS = {intent.INTENT_TURN_ON: "turn_on", intent.INTENT_TURN_OFF: "turn_off"}


class IntentTool(JarvisTool):
    """Runs intents on targets that the policy has seen, and looks whether it came about."""

    confirmation = Confirmation.NONE

    def __init__(self, group: str, spec: IntentSpec) -> None:
        """Make the tool of a row."""
        self.group = group
        self.spec = spec
        self.name = spec.name
        self.title = spec.title
        self.description = spec.description
        self.parameters = vol.Schema(spec.parameters)
        self.unlisted = {**_unlisted(spec), **spec.unlisted}
        self.annotations = spec.annotations
        self.domains = spec.domains

    @override
    def prepare(
        self, hass: HomeAssistant, args: dict[str, Any], llm_context: llm.LLMContext
    ) -> dict[str, Any]:
        """Refuse a call that says too little."""
        if not self.spec.targets and self.spec.needs and not args.keys() & set(self.spec.needs):
            raise vol.Invalid(f"give at least one of: {', '.join(self.spec.needs)}")
        return args

    @override
    def resolve(
        self, hass: HomeAssistant, args: dict[str, Any], llm_context: llm.LLMContext
    ) -> list[State]:
        """Return the entities that are meant, by the call and by the user's own words."""
        if not self.spec.targets:
            return []
        home = async_home(hass, llm_context.assistant or ASSISTANT)
        who = asked(
            current_request.get(),
            llm.async_get_match_preferences(hass, llm_context),
            llm_context.language,
            words_aside(args, self.spec.aside),
        )
        args = _without_misplaced(args, self.spec.aside)
        reach = self._reach(hass, args)
        resolver = Resolver(
            home=home, reach=reach, asked=who, sibling=partial(async_sibling, hass, home)
        )
        try:
            found = resolver.resolve(args)
        except UnresolvedError as err:
            if not self.spec.needs or not err.data.get("ask") or args.keys() & TARGET_ARGUMENTS:
                raise
            raise vol.Invalid(f"give at least one of: {', '.join(self.spec.needs)}") from err
        pool = home.of_domains({device.domain for device in found.devices})
        targets = meant(home, found.devices, pool, who, whole=found.whole)
        states = [state for d in targets if (state := hass.states.get(d.entity_id)) is not None]
        if not states:
            raise UnresolvedError("Nothing there fits.")
        return states

    def _reach(self, hass: HomeAssistant, args: dict[str, Any]) -> Reach:
        """Return what this call can act on."""
        prefers = self.spec.prefers
        domains = self.spec.reach_for(args)

        def _makes_sense(entity_id: str) -> bool:
            """Return whether the act makes sense for an entity as it is."""
            state = hass.states.get(entity_id)
            return prefers is not None and state is not None and prefers(args, state)

        return Reach(
            domains=domains,
            everything=self.spec.everything or domains,
            prefers=_makes_sense if prefers else None,
            single=self.spec.single,
            by_name=self.spec.by_name,
        )

    @override
    def confirmation_for(
        self, hass: HomeAssistant, args: dict[str, Any], targets: list[State]
    ) -> Confirmation:
        """Ask the policy about the very intents and entities that it comes to."""
        return strictest(
            confirmation_for_targets(
                hass, act.intent, [state for state, _ in jobs if state], act.slots
            )
            for act, jobs in groupby(self._jobs(args, targets), key=lambda job: job[1])
        )

    @override
    def verb(self, hass: HomeAssistant, args: dict[str, Any], targets: list[State]) -> str:
        """Return the action of the first target's intent, by its domain's own name."""
        jobs = self._jobs(args, targets)
        domain = jobs[0][0].domain if jobs and jobs[0][0] else ""
        return verb_of(hass, jobs[0][1].intent, domain) if jobs else ""

    @override
    def intents(self, args: dict[str, Any], targets: list[State]) -> tuple[str, ...]:
        """Return the intents that a call came to."""
        return tuple(dict.fromkeys(act.intent for _, act in self._jobs(args, targets)))

    def _jobs(self, args: dict[str, Any], targets: list[State]) -> list[tuple[State | None, Act]]:
        """Return each target with what is done to it."""
        # Without targets a tool that has some must do nothing: the intent alone would reach the whole home.
        found: list[State | None] = [*targets] if self.spec.targets else [None]
        return [(state, act) for state in found for act in self.spec.acts_on(state, args)]

    @override
    async def async_run(self, hass: HomeAssistant, call: Call) -> llm.ToolResult:
        """Run the intents and return what became of it."""
        jobs = self._jobs(call.args, call.targets)
        if not jobs:
            return failure("Nothing there fits.")
        if not self.spec.targets:
            response = await async_handle(hass, jobs[0][1], None, call.llm_context)
            return llm.ToolResult(data={"done": True, **self.spec.answer(response)})
        verbs = {_VERBS.get(act.intent, "") for _, act in jobs}
        outcome = Outcome(hass, call.targets, verbs.pop() if len(verbs) == 1 else "")
        failed = await _async_all(hass, jobs, call.llm_context)
        data = await outcome.async_settled()
        if failed:
            data["failed"] = sorted(failed)
            data.pop("not_confirmed", None)
        done = not data.keys() & {"failed", "not_confirmed"}
        return llm.ToolResult(data={"done": done, **data})


def _unlisted(spec: IntentSpec) -> dict[Any, Any]:
    """Return the ways to say a target that the model is not told of."""
    if not spec.targets:
        return {}
    said = {str(key) for key in spec.parameters}
    return {key: value for key, value in ANYWHERE.items() if str(key) not in said}


def _without_misplaced(args: dict[str, Any], aside: Collection[str]) -> dict[str, Any]:
    """Return arguments without a name that only repeats another one, such as a list's item."""
    name = str(args.get("name", "")).casefold()
    repeats = any(str(args.get(key, "")).casefold() == name for key in aside)
    return {key: value for key, value in args.items() if key != "name"} if repeats else args


@callback
def async_find(
    hass: HomeAssistant, args: Mapping[str, Any], llm_context: llm.LLMContext
) -> list[State]:
    """Return what a name that is not quite right stands for, of all that can be looked at."""
    home = async_home(hass, llm_context.assistant or ASSISTANT)
    reach = Reach(domains=home.domains, everything=home.domains)
    try:
        found = Resolver(home=home, reach=reach).resolve(args)
    except UnresolvedError:
        return []
    states = (hass.states.get(device.entity_id) for device in found.devices)
    return [state for state in states if state is not None]


async def _async_all(
    hass: HomeAssistant, jobs: list[tuple[State | None, Act]], llm_context: llm.LLMContext
) -> set[str]:
    """Run each intent on its target; return the names of those that failed, or raise if all did."""
    results = await asyncio.gather(
        *(async_handle(hass, act, state, llm_context) for state, act in jobs),
        return_exceptions=True,
    )
    errors = [
        (state.name, result)
        for (state, _), result in zip(jobs, results, strict=True)
        if state and isinstance(result, BaseException)
    ]
    for _, error in errors:
        if len(errors) == len(jobs) or not isinstance(error, Exception):
            raise error
    return {name for name, _ in errors}
