"""Carries out a plan, and says what was done."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from homeassistant.components import conversation
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent, llm

from ...languages import phrase
from ...tools.base import Request, current_request
from ..signs import Sign
from .plan import BuiltIn, Plan
from .reachable import complete, unreachable, unreachable_text
from .reading import Act, Reader, listed

_MOST_NAMES = 3


@dataclass(kw_only=True)
class Doer:
    """Does the steps of a plan one after the other; `tried` is whether anything may have changed.

    `sign` is for what is said: that all was done, or that something was not; none for an answer.
    """

    hass: HomeAssistant
    user_input: conversation.ConversationInput
    chat_log: conversation.ChatLog
    reader: Reader | None = None
    api: llm.APIInstance | None = None
    tried: bool = False
    sign: Sign | None = None
    _said: list[str] = field(default_factory=list)

    async def async_do(self, plan: Plan) -> intent.IntentResponse | None:
        """Carry a plan out; None where nothing was done, so that a model may still try."""
        response: intent.IntentResponse | None = None
        for step in plan.steps:
            if isinstance(step, BuiltIn):
                response = await self._async_built_in(step)
                failed = response is None
                said = response.speech.get("plain", {}).get("speech", "") if response else ""
            else:
                said = await self._async_act(step)
                failed = not said
            if failed and not self.tried:
                return None
            self._said.append(said or phrase(self.user_input.language, "answers.partly_done"))
            if failed:
                self.sign = Sign.ERROR
                break
            self.tried = True
        return self._answer(response if len(plan.steps) == 1 else None) if self._said else None

    def _answer(self, response: intent.IntentResponse | None) -> intent.IntentResponse:
        """Return the only answer, or all of them as one."""
        if response is None:
            response = intent.IntentResponse(language=self.user_input.language)
            response.response_type = intent.IntentResponseType.ACTION_DONE
            response.async_set_speech(" ".join(dict.fromkeys(map(_sentence, self._said))))
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

    async def _async_act(self, act: Act) -> str:
        """Call a tool for each device; return what to say, nothing where nothing was done."""
        if self.api is None or self.reader is None:
            return ""
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
        done = [not result.error for result in results]
        if not any(done) and not request.is_in_doubt:
            return ""
        self.tried = True
        self._log(calls, results)
        if not any(done):
            # Nobody knows what came of it: a model could do it twice.
            self.sign = Sign.ERROR
            return phrase(self.user_input.language, "answers.could_not")
        came_about = all(done) and all(map(_came_about, results))
        said = self._confirmation(self.reader, act, came_about)
        if not away:
            return said
        self.sign = Sign.ERROR
        return f"{_sentence(said)} {self._away(away)}"

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

    def _confirmation(self, reader: Reader, act: Act, done: bool) -> str:
        """Return that an act was carried out, on what."""
        language = self.user_input.language
        if not done:
            self.sign = Sign.ERROR
            return phrase(language, "answers.partly_done")
        self._note_done()
        grammar, devices = reader.grammar, reader.home.devices
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


def _came_about(result: llm.ToolResult) -> bool:
    """Return whether the home shows what a tool did."""
    return result.data.get("done") is not False


def _is_deed(response: intent.IntentResponse) -> bool:
    """Return whether all of something was done: an answer has no results, or is called one."""
    is_action = response.response_type is intent.IntentResponseType.ACTION_DONE
    return is_action and bool(response.success_results) and not response.failed_results


def _sentence(text: str) -> str:
    """Return an answer that ends like a sentence."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
