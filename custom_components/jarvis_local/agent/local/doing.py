"""Carries out a plan, and says what was done."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from homeassistant.components import conversation
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent, llm

from ...languages import phrase
from ...tools.base import Request, current_request
from ..sentences import sentence
from ..signs import Sign
from .plan import BuiltIn, Plan
from .reachable import complete, unreachable, unreachable_text
from .reading import Act, Reader, listed

_MOST_NAMES = 3


@dataclass(kw_only=True)
class Doer:
    """Does the steps of a plan one after the other; `tried` is whether anything may have changed.

    `sign` is for what is said: that all was done, or that something was not; none for an answer.
    `waits` is that a person has to be asked about some of it.
    """

    hass: HomeAssistant
    user_input: conversation.ConversationInput
    chat_log: conversation.ChatLog
    reader: Reader | None = None
    api: llm.APIInstance | None = None
    tried: bool = False
    sign: Sign | None = None
    waits: bool = False
    _said: list[str] = field(default_factory=list)
    _refused: int = 0

    async def async_do(self, plan: Plan) -> intent.IntentResponse | None:
        """Carry a plan out; None where nothing was done, so that a model may still try.

        What needs consent waits for it, in the request; the rest is done.
        """
        response: intent.IntentResponse | None = None
        for step in plan.steps:
            if isinstance(step, BuiltIn):
                response = await self._async_built_in(step)
                said = _speech(response) if response else None
            else:
                said = await self._async_act(step)
            if said is None and not self.tried:
                return None
            if said is None:
                self._said.append(phrase(self.user_input.language, "answers.partly_done"))
                self.sign = Sign.ERROR
                break
            self.tried = True
            if said:
                self._said.append(said)
        is_alone = len(plan.steps) == 1 and response is not None
        return self._answer(response if is_alone else None) if self._said or is_alone else None

    @property
    def told(self) -> str:
        """Return all that is to be said, as sentences."""
        return " ".join(dict.fromkeys(map(sentence, self._said)))

    def _answer(self, response: intent.IntentResponse | None) -> intent.IntentResponse:
        """Return the only answer, or all of them as one."""
        if response is None:
            response = intent.IntentResponse(language=self.user_input.language)
            response.response_type = intent.IntentResponseType.ACTION_DONE
            response.async_set_speech(self.told)
            if self._refused == len(self._said):
                code = intent.IntentResponseErrorCode.FAILED_TO_HANDLE
                response.async_set_error(code, self.told)
        return response

    async def _async_built_in(self, step: BuiltIn) -> intent.IntentResponse | None:
        """Have Home Assistant do what it understands."""
        response = await conversation.async_handle_intents(
            self.hass, replace(self.user_input, text=step.text), self.chat_log
        )
        if response is not None and response.response_type is intent.IntentResponseType.ERROR:
            self.sign = Sign.ERROR
        elif response is not None and _is_deed(response):
            self._note_done()
        if response is not None:
            complete(self.hass, response, self.user_input.language)
        return response

    def _note_done(self) -> None:
        """Note that a step was done; one that was not outweighs it."""
        self.sign = self.sign or Sign.DONE

    async def _async_act(self, act: Act) -> str | None:
        """Call a tool for each device; return what to say, None where nothing was done."""
        if self.api is None or self.reader is None:
            return None
        away = unreachable(self.hass, act.entity_ids)
        act = replace(act, entity_ids=tuple(key for key in act.entity_ids if key not in away))
        if not act.entity_ids:
            self.tried, self.sign = True, Sign.ERROR
            return self._away(away)
        calls = [
            llm.ToolInput(tool_name=act.tool, tool_args={"name": key, **args}, external=True)
            for key, args in act.calls()
        ]
        request = self._request(act)
        token = current_request.set(request)
        try:
            results = await asyncio.gather(*map(self.api.async_call_tool, calls))
        finally:
            current_request.reset(token)
        said = self._told(act, results, is_in_doubt=request.is_in_doubt)
        if said is not None:
            self._log(calls, results)
        if not away or said is None:
            return said
        self.sign = Sign.ERROR
        return f"{sentence(said)} {self._away(away)}".strip()

    def _told(
        self, act: Act, results: Sequence[llm.ToolResult], *, is_in_doubt: bool
    ) -> str | None:
        """Return what to say of an act: nothing where a person is asked, None where a model may try."""
        settled = [result for result in results if not _awaits_consent(result)]
        self.waits |= len(settled) < len(results)
        why = " ".join(dict.fromkeys(filter(None, map(_why, settled))))
        if all(result.error for result in settled):
            if not settled:
                return ""
            # Where nobody knows what came of it, a model could do it twice.
            if not why and not is_in_doubt and not self.waits:
                return None
            self.sign = Sign.ERROR
            self._refused += bool(why)
            return why or phrase(self.user_input.language, "answers.could_not")
        of_act = zip((key for key, _ in act.calls()), results, strict=True)
        keys = dict.fromkeys(key for key, result in of_act if not _awaits_consent(result))
        came_about = all(not result.error and _came_about(result) for result in settled)
        said = self._confirmation(replace(act, entity_ids=tuple(keys)), done=came_about)
        return f"{sentence(said)} {why}" if why else said

    def _away(self, entity_ids: Sequence[str]) -> str:
        """Return that devices cannot be reached."""
        return unreachable_text(self.hass, self.user_input.language, entity_ids)

    def _request(self, act: Act) -> Request:
        """Return the request that an act is for: the words were read, its devices are meant."""
        request = current_request.get() or Request(
            text=self.user_input.text, language=self.user_input.language
        )
        return replace(request, focus=act.entity_ids, review=None)

    def _log(self, calls: list[llm.ToolInput], results: Iterable[llm.ToolResult]) -> None:
        """Note the calls and what came of them, for the turns that follow."""
        agent_id = self.user_input.agent_id
        self.chat_log.async_add_assistant_content_without_tools(
            conversation.AssistantContent(agent_id=agent_id, content=None, tool_calls=calls)
        )
        for call, result in zip(calls, results, strict=True):
            self.chat_log.async_add_assistant_content_without_tools(
                conversation.ToolResultContent(
                    agent_id=agent_id,
                    tool_call_id=call.id,
                    tool_name=call.tool_name,
                    result=result,
                )
            )

    def _confirmation(self, act: Act, *, done: bool) -> str:
        """Return that an act was carried out, on what."""
        language = self.user_input.language
        if not done or self.reader is None:
            self.sign = Sign.ERROR
            return phrase(language, "answers.partly_done")
        self._note_done()
        grammar, devices = self.reader.grammar, self.reader.home.devices
        names = list(dict.fromkeys(devices[key].name for key in act.entity_ids))
        spoken = (
            listed(names, grammar.lexicon.and_word)
            if len(names) <= _MOST_NAMES
            else str(len(names))
        )
        domain = act.entity_ids[0].partition(".")[0]
        many = "many" if len(names) > _MOST_NAMES else domain
        template = grammar.answers.get(f"{act.tool}.{many}") or grammar.answers.get(act.tool)
        if template is None:
            return phrase(language, "answers.done")
        return template.format(names=spoken, **act.args)


def _awaits_consent(result: llm.ToolResult) -> bool:
    """Return whether a call waits for a person's yes."""
    return "consent" in result.data


def _why(result: llm.ToolResult) -> str:
    """Return what a tool wants said, unless it asks: a call says all that there is to know."""
    text = result.data.get("say")
    return text if isinstance(text, str) and result.data.get("ask") is not True else ""


def _speech(response: intent.IntentResponse) -> str:
    """Return what Home Assistant says."""
    return str(response.speech.get("plain", {}).get("speech", ""))


def _came_about(result: llm.ToolResult) -> bool:
    """Return whether the home shows what a tool did."""
    return result.data.get("done") is not False


def _is_deed(response: intent.IntentResponse) -> bool:
    """Return whether all of something was done: an answer has no results, or is called one."""
    is_action = response.response_type is intent.IntentResponseType.ACTION_DONE
    return is_action and bool(response.success_results) and not response.failed_results
