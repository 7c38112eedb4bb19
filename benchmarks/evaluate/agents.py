"""Our real agents in a home: one that leaves all to its model, one that first tries itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jarvis_local.const import CONF_LOCAL_FIRST, DOMAIN, SUBENTRY_AGENT
from dev.scripted_ollama import Model, Reply, ScriptedOllama
from homeassistant.components import conversation
from homeassistant.components.conversation import trace
from homeassistant.const import CONF_MODEL, CONF_PROMPT
from homeassistant.core import Context, HomeAssistant
from tests.jarvis_local.conftest import agent_entity_id, server_subentry, subentry
from tests.jarvis_local.speech import chat_session

from .boundary import local_understanding, policy, reading
from .house import House

_CAPABILITIES = ("completion", "tools", "thinking")
_QUESTION_MARKS = ("?", "？")


@dataclass(frozen=True, kw_only=True)
class ToolCall:
    """A call that reached the executor, and the error it ended in."""

    name: str
    args: Mapping[str, Any]
    error: str | None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What came of saying something: the words heard, the calls made, rounds of the model.

    `needs_consent` is that the policy wanted a person's word for a call of the model; `helped` how
    Jarvis made up for the model, from its own trace.
    """

    speech: str
    calls: Sequence[ToolCall] = ()
    rounds: int = 0
    needs_consent: bool = False
    helped: Sequence[str] = ()
    crash: str | None = None

    @property
    def asks(self) -> bool:
        """Return whether what was heard holds a question."""
        return any(mark in self.speech for mark in _QUESTION_MARKS)


@dataclass(kw_only=True)
class Agents:
    """The agents of a home, by the model they are said to be; `server` has the models' words."""

    house: House
    server: ScriptedOllama
    entity_ids: dict[tuple[str, bool], str] = field(default_factory=dict)

    async def async_say(
        self,
        text: str,
        words: Iterable[Reply],
        *,
        model: str,
        local_first: bool = False,
        device: str | None = None,
        language: str = "en",
        consent: bool = False,
        reads: bool = True,
    ) -> Said:
        """Say something to an agent whose model then says these words, and nothing after them.

        With `consent` a person has agreed beforehand to whatever the policy would ask for; without
        `reads` Jarvis does not look at the words of the request itself.
        """
        self.server.clear()
        left = iter(words)
        self.server.otherwise(lambda _: next(left, Reply()))
        agent_id = self.entity_ids[model, local_first]
        device_id = self.house.devices[device] if device else None
        with (
            local_understanding(allowed=local_first),
            reading(allowed=reads),
            policy(consent=consent) as asked,
        ):
            said = await async_converse(
                self.house.hass, agent_id, text, language=language, device_id=device_id
            )
        await self.house.hass.async_block_till_done()
        return replace(said, rounds=len(self.server.chats), needs_consent=bool(asked))


async def async_add_agents(
    house: House, server: ScriptedOllama, models: Sequence[str], *, with_server: bool = True
) -> Agents:
    """Set Jarvis up with two agents for each model."""
    agents = Agents(house=house, server=server)
    settings = {
        f"agent_{index}_{local_first}": (model, local_first)
        for index, model in enumerate(models)
        for local_first in (False, True)
    }
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Jarvis",
        subentries_data=[
            *([server_subentry(server.url)] if with_server else []),
            *(_agent(key, *setting) for key, setting in settings.items()),
        ],
    )
    entry.add_to_hass(house.hass)
    if not await house.hass.config_entries.async_setup(entry.entry_id):
        raise RuntimeError(f"Jarvis cannot be set up: {entry.reason}")
    await house.hass.async_block_till_done()
    for key, setting in settings.items():
        agents.entity_ids[setting] = agent_entity_id(house.hass, key)
    return agents


def model_server(models: Iterable[str]) -> ScriptedOllama:
    """Return a server that has models of these names; it is not yet started."""
    return ScriptedOllama(models=[Model(name, capabilities=_CAPABILITIES) for name in models])


def _agent(key: str, model: str, local_first: bool) -> Any:
    """Return an agent's subentry."""
    data = {CONF_MODEL: model, CONF_PROMPT: "", CONF_LOCAL_FIRST: local_first}
    return subentry(key, SUBENTRY_AGENT, f"Jarvis {key}", data)


async def async_converse(
    hass: HomeAssistant, agent_id: str, text: str, *, language: str, device_id: str | None
) -> Said:
    """Say something in a new conversation; whatever an agent raises is an outcome."""
    context = Context()
    user_input = conversation.ConversationInput(
        text=text,
        context=context,
        conversation_id=None,
        device_id=device_id,
        satellite_id=None,
        language=language,
        agent_id=agent_id,
    )
    with (
        chat_session(hass, context) as session,
        conversation.async_get_chat_log(hass, session, user_input) as chat_log,
    ):
        try:
            result = await conversation.async_converse(
                hass,
                text,
                session.conversation_id,
                context,
                language=language,
                agent_id=agent_id,
                device_id=device_id,
            )
        except Exception as err:  # noqa: BLE001 - what escapes an agent is what is measured here
            return Said(speech="", calls=_calls(chat_log), crash=repr(err))
        speech = str(result.response.speech.get("plain", {}).get("speech", ""))
        return Said(speech=speech, calls=_calls(chat_log), helped=_helped())


def _helped() -> list[str]:
    """Return how Jarvis helped in the conversation that was traced last."""
    events = trace.async_get_traces()[-1].as_dict()["events"]
    return [help_ for event in events for help_ in (event.get("data") or {}).get("helped", ())]


def _calls(chat_log: conversation.ChatLog) -> list[ToolCall]:
    """Return the calls of a conversation with what became of them."""
    results = {
        item.tool_call_id: item.result
        for item in chat_log.content
        if isinstance(item, conversation.ToolResultContent)
    }
    return [
        ToolCall(name=call.tool_name, args=call.tool_args, error=_error(results.get(call.id)))
        for item in chat_log.content
        if isinstance(item, conversation.AssistantContent)
        for call in item.tool_calls or ()
    ]


def _error(result: Any) -> str | None:
    """Return why a call did nothing."""
    if result is None:
        return "no result"
    data = result.data
    if "error" in data:
        return str(data.get("error_text") or data["error"])
    return "not confirmed" if data.get("done") is False else None
