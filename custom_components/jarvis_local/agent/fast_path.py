"""Local understanding: sentence triggers and Home Assistant's intents, without a model."""

from dataclasses import dataclass

from hassil.recognize import RecognizeResult

from homeassistant.components import conversation, media_player
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent

from ..const import DOMAIN
from ..policy import async_is_guarded_intent

# Matched so loosely that a model does better.
_LOOSE = frozenset({media_player.INTENT_MEDIA_SEARCH_AND_PLAY})


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What came of local understanding: an answer, or what it would not do without consent."""

    result: conversation.ConversationResult | None = None
    needs_consent: bool = False


async def async_understand(
    hass: HomeAssistant,
    user_input: conversation.ConversationInput,
    chat_log: conversation.ChatLog,
) -> Understood:
    """Carry out what is understood locally, unless it is guarded."""
    guarded: list[str] = []
    response = await _async_handle(hass, user_input, chat_log, guarded)
    if response is None:
        return Understood(needs_consent=bool(guarded))
    speech = response.speech.get("plain", {}).get("speech", "")
    chat_log.async_add_assistant_content_without_tools(
        conversation.AssistantContent(agent_id=user_input.agent_id, content=speech)
    )
    result = conversation.ConversationResult(
        response=response, conversation_id=chat_log.conversation_id
    )
    return Understood(result=result)


async def _async_handle(
    hass: HomeAssistant,
    user_input: conversation.ConversationInput,
    chat_log: conversation.ChatLog,
    guarded: list[str],
) -> intent.IntentResponse | None:
    """Try the user's own sentences, then the built-in ones; note the intent that needs consent."""
    text = await conversation.async_handle_sentence_triggers(hass, user_input, chat_log)
    if text is not None:
        response = intent.IntentResponse(language=user_input.language)
        response.async_set_speech(text)
        return response

    llm_context = user_input.as_llm_context(DOMAIN)
    handled = {handler.intent_type for handler in intent.async_get(hass)}

    def is_left_to_model(result: RecognizeResult) -> bool:
        """Return whether a match is not carried out here: too loose, or it needs consent.

        There are also sentences for integrations that are not set up.
        """
        name = result.intent.name
        if name in _LOOSE or name not in handled:
            return True
        slots = {entity.name: entity.value for entity in result.entities_list}
        if not async_is_guarded_intent(hass, name, slots, llm_context):
            return False
        guarded.append(name)
        return True

    return await conversation.async_handle_intents(
        hass, user_input, chat_log, intent_filter=is_left_to_model
    )


def is_reply(chat_log: conversation.ChatLog) -> bool:
    """Return whether the user answers a question of ours, which local understanding cannot know."""
    for item in reversed(chat_log.content[:-1]):
        if isinstance(item, conversation.AssistantContent):
            return (item.content or "").rstrip().endswith("?")
    return False
