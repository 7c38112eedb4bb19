"""Local understanding: sentence triggers, Home Assistant's intents and our own sentences."""

from dataclasses import dataclass

from homeassistant.components import conversation
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import intent, llm
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..home import async_home
from .context import async_room
from .local.built_in import BuiltIns
from .local.doing import Doer
from .local.grammar import grammar_of, grammars
from .local.plan import Plan, Planner
from .local.reading import Act as LocalAct, Reader, Where
from .question import async_question
from .reading import Act
from .signs import Sign, mark

_READERS: HassKey[dict[str, Reader]] = HassKey("jarvis_local_readers")
# What is meant by "the music" or "the vacuum" depends on what these do.
_TELLING = ("media_player", "vacuum")


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What came of local understanding: an answer, or what it would not do without consent.

    `told` is what was done of a request of which the rest waits for consent: it is said before the
    question.
    `question` asks which of several devices was meant, for when there is no model to do better;
    `options` are the acts that it leaves open, `rest` those that are to be done besides. `is_later` is
    that it was to be done at another time.
    """

    result: conversation.ConversationResult | None = None
    told: str = ""
    needs_consent: bool = False
    is_later: bool = False
    question: str | None = None
    options: tuple[Act, ...] = ()
    rest: tuple[Act, ...] = ()


async def async_understand(
    hass: HomeAssistant,
    user_input: conversation.ConversationInput,
    chat_log: conversation.ChatLog,
    api: llm.APIInstance | None = None,
    *,
    is_read: bool = False,
) -> Understood:
    """Carry out what is understood locally, unless it is guarded; all of a sentence or nothing.

    `api` has the tools that our own sentences call; without it only the built-in ones are read.
    `is_read` is that a sign may stand before the answer.
    """
    sign: Sign | None = None
    response = await _async_trigger(hass, user_input, chat_log)
    plan = Plan()
    if response is None:
        reader = _async_reader(hass, user_input.language)
        planner = _planner(hass, user_input, chat_log, reader, api)
        doer = Doer(hass=hass, user_input=user_input, chat_log=chat_log, reader=reader, api=api)
        plan = await planner.async_plan()
        response = await doer.async_do(plan)
        sign = doer.sign
        if doer.waits:
            return Understood(told=doer.told)
        if response is None:
            return _left(hass, user_input.language, plan)
    speech = response.speech.get("plain", {}).get("speech", "")
    marked = mark(user_input.language, sign) if is_read and speech else None
    if marked is not None:
        speech = marked.before(speech)
        response.async_set_speech(speech)
    chat_log.async_add_assistant_content_without_tools(
        conversation.AssistantContent(agent_id=user_input.agent_id, content=speech, native=marked)
    )
    return Understood(
        result=conversation.ConversationResult(
            response=response, conversation_id=chat_log.conversation_id
        )
    )


async def _async_trigger(
    hass: HomeAssistant,
    user_input: conversation.ConversationInput,
    chat_log: conversation.ChatLog,
) -> intent.IntentResponse | None:
    """Try the user's own sentences."""
    text = await conversation.async_handle_sentence_triggers(hass, user_input, chat_log)
    if text is None:
        return None
    response = intent.IntentResponse(language=user_input.language)
    response.async_set_speech(text)
    return response


def _planner(
    hass: HomeAssistant,
    user_input: conversation.ConversationInput,
    chat_log: conversation.ChatLog,
    reader: Reader | None,
    api: llm.APIInstance | None,
) -> Planner:
    """Return what finds out what a sentence asks for."""
    room = async_room(hass, user_input)
    states = {state.entity_id: state for state in hass.states.async_all(_TELLING)}
    return Planner(
        hass=hass,
        text=user_input.text,
        reader=reader,
        where=Where(area_id=room.id if room else None, states=states),
        built_ins=BuiltIns(
            hass=hass,
            user_input=user_input,
            chat_log=chat_log,
            llm_context=user_input.as_llm_context(DOMAIN),
            reader=reader,
            tools=frozenset(tool.name for tool in api.tools) if api else frozenset(),
        ),
    )


async def async_prepare(hass: HomeAssistant) -> None:
    """Read our sentences before anyone speaks, as that blocks."""
    await hass.async_add_executor_job(grammars)


@callback
def _async_reader(hass: HomeAssistant, language: str) -> Reader | None:
    """Return the reader of a language, made anew when the home has changed."""
    if (grammar := grammar_of(language)) is None:
        return None
    home = async_home(hass)
    readers = hass.data.setdefault(_READERS, {})
    reader = readers.get(grammar.language)
    if reader is None or reader.home is not home:
        readers[grammar.language] = reader = Reader(home, grammar)
    return reader


@callback
def async_forget_readers(hass: HomeAssistant) -> None:
    """Drop the readers, and with them the homes that they read."""
    hass.data.pop(_READERS, None)


def _left(hass: HomeAssistant, language: str, plan: Plan) -> Understood:
    """Return what is known of a sentence that was not carried out."""
    question = async_question(hass, plan.several, language) if plan.several else None
    choice = plan.choice
    return Understood(
        needs_consent=plan.needs_consent,
        is_later=plan.is_later,
        question=question,
        options=_acts(choice) if choice else (),
        rest=tuple(act for step in plan.rest for act in _acts(step)),
    )


def _acts(act: LocalAct) -> tuple[Act, ...]:
    """Return an act as calls, one for each device and each thing to note."""
    return tuple(
        Act(tool=act.tool, args={"name": key, **args}, targets=(key,)) for key, args in act.calls()
    )


def is_reply(chat_log: conversation.ChatLog) -> bool:
    """Return whether the user answers a question of ours, which local understanding cannot know."""
    for item in reversed(chat_log.content[:-1]):
        if isinstance(item, conversation.AssistantContent):
            return (item.content or "").rstrip().endswith("?")
    return False
