"""What Home Assistant understands by itself, and whether it may be taken at its word."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from hassil.recognize import RecognizeResult

from homeassistant.components import conversation, media_player
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent, llm

from ...home import Home
from ...home.words import folded, split
from ...policy import async_is_guarded_intent, async_resolve
from ...tools import GROUPS, translate
from .reading import Reader

# Matched so loosely that a model does better.
_LOOSE: Final = frozenset({media_player.INTENT_MEDIA_SEARCH_AND_PLAY})
# Several of these are never meant by "the lock" or "all locks" without a place.
_ASKED: Final = frozenset({"lock"})
# The satellite's room, which is not known here, may decide between devices of one name.
_RESOLVED_LATER: Final = frozenset({intent.MatchFailedReason.DUPLICATE_NAME})
# Their name is what people say to have them done: good night.
_SAID_ALONE: Final = frozenset({"scene", "script"})
# What only says which device is meant, not what is to be done.
_PLACES: Final = frozenset({"name", "area", "floor", "domain", "device_class", "preferred_area_id"})
_LATER: Final = "conversation_command"


@dataclass(frozen=True, kw_only=True)
class Match:
    """What Home Assistant takes a text for; `needs_consent` and `is_later` are why it is left undone.

    `is_later` is that it would be done at another time.
    """

    is_allowed: bool = False
    needs_consent: bool = False
    is_later: bool = False


@dataclass(frozen=True, kw_only=True)
class BuiltIns:
    """Asks Home Assistant what a text means; `tools` are those that the agent has."""

    hass: HomeAssistant
    user_input: conversation.ConversationInput
    chat_log: conversation.ChatLog
    llm_context: llm.LLMContext
    reader: Reader | None
    tools: Collection[str]

    async def async_match(self, text: str) -> Match:
        """Return whether Home Assistant understands a text, and may do what it says."""
        matches: list[RecognizeResult] = []

        def look(result: RecognizeResult) -> bool:
            """Note what was recognised, and have nothing done."""
            matches.append(result)
            return True

        await conversation.async_handle_intents(
            self.hass, replace(self.user_input, text=text), self.chat_log, intent_filter=look
        )
        if (
            not matches
            or self._is_vetoed(matches[0], text)
            or _is_bare(self.reader, matches[0], text)
        ):
            return Match()
        return self._match(matches[0])

    def _match(self, result: RecognizeResult) -> Match:
        """Return whether a match is carried out here, and finds something to do.

        There are also sentences for integrations that are not set up.
        """
        name = result.intent.name
        handlers = {handler.intent_type: handler for handler in intent.async_get(self.hass)}
        if name in _LOOSE or name not in handlers or self._swallows(result):
            return Match()
        slots = {entity.name: entity.value for entity in result.entities_list}
        tool = translate(name, slots)[0]
        if tool in _all_tools() and tool not in self.tools:
            return Match()
        if async_is_guarded_intent(self.hass, name, slots, self.llm_context):
            return Match(needs_consent=_LATER not in slots, is_later=_LATER in slots)
        if not isinstance(handlers[name], intent.DynamicServiceIntentHandler):
            return Match(is_allowed=True)
        return Match(is_allowed=self._has_clear_targets(name, slots))

    def _is_vetoed(self, result: RecognizeResult, text: str) -> bool:
        """Return whether people mean something else with these words."""
        if self.reader is None or "name" in result.entities:
            return False
        domain = result.entities["domain"].value if "domain" in result.entities else None
        said = set(folded(text))
        vetoes = self.reader.grammar.vetoes
        return any(veto.holds(result.intent.name, domain, said) for veto in vetoes)

    def _has_clear_targets(self, name: str, slots: dict[str, Any]) -> bool:
        """Return whether a match touches something, and not all the locks of the house."""
        if slots.get("name", "all") != "all" or slots.keys() & {"area", "floor"}:
            return True
        found, _ = async_resolve(self.hass, name, slots, self.llm_context.assistant)
        if not found.is_match:
            return found.no_match_reason in _RESOLVED_LATER
        asked = [state for state in found.states if state.domain in _ASKED]
        return len(asked) < 2

    def _swallows(self, result: RecognizeResult) -> bool:
        """Return whether free words of a match are more than one thing.

        They hold an "and" after which a command may follow, or end in a small word: milk to my.
        """
        return any(
            len(self._parts(entity.text)) > 1 or self._is_cut(entity.text)
            for entity in result.entities_list
            if entity.is_wildcard
        )

    def _parts(self, text: str) -> list[Any]:
        """Return the parts of a text that may each be a command."""
        return self.reader.parts(text, self.reader.words(text)) if self.reader else []

    def _is_cut(self, text: str) -> bool:
        """Return whether a text ends in a word that belongs to what follows."""
        words = folded(text)
        return self.reader is not None and bool(words) and words[-1] in self.reader.lexicon.stops


def _is_bare(reader: Reader | None, result: RecognizeResult, text: str) -> bool:
    """Return whether a match has no word for what is to be done: a name alone is no command."""
    entities = result.entities_list
    if reader is None:
        said = {word for entity in entities for word in folded(entity.text)}
        return bool(said) and _says_only_place(result) and said >= set(folded(text))
    words = split(text)
    if _is_said_alone(reader.home, result):
        return False
    if any(entity.name == "state" for entity in entities):
        return not reader.asks(text, words)
    return bool(entities) and _says_only_place(result) and reader.is_name(words)


def _says_only_place(result: RecognizeResult) -> bool:
    """Return whether a match has no value, only what says which device is meant."""
    return all(entity.name in _PLACES for entity in result.entities_list)


def _is_said_alone(home: Home, result: RecognizeResult) -> bool:
    """Return whether a match is a scene or a script, and nothing else of that name."""
    name = str(result.entities["name"].value) if "name" in result.entities else ""
    found = home.by_name.get(name.casefold(), ())
    return bool(found) and all(device.domain in _SAID_ALONE for device in found)


def _all_tools() -> frozenset[str]:
    """Return the names of all tools that there are."""
    return frozenset(tool.name for tools in GROUPS.values() for tool in tools)
