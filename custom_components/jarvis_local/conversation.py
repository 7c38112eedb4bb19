"""The conversation platform: one agent per subentry, always there."""

import asyncio
from functools import partial
from typing import Literal, override

from homeassistant.components import conversation
from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import MATCH_ALL
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import llm
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .agent.context import Notebook
from .agent.dialogue import Dialogue
from .agent.gatekeeper import async_hide_pin
from .agent.idle import IdleWarmUp
from .agent.warm_up import WarmUp
from .const import DOMAIN, SUBENTRY_AGENT
from .entity import JarvisEntity
from .llm_api import JarvisAPI
from .models import JarvisConfigEntry

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: JarvisConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an agent for each subentry."""
    for subentry in entry.subentries.values():
        if subentry.subentry_type == SUBENTRY_AGENT:
            async_add_entities(
                [JarvisConversation(entry, subentry)], config_subentry_id=subentry.subentry_id
            )


class JarvisConversation(JarvisEntity, conversation.ConversationEntity):
    """An agent that understands simple commands itself and asks a model for the rest."""

    _attr_supports_streaming = True

    def __init__(self, entry: JarvisConfigEntry, subentry: ConfigSubentry) -> None:
        """Read what the agent may do."""
        super().__init__(entry, subentry)
        self._notebook = Notebook()
        self._warming = asyncio.Lock()
        if self._may_act:
            self._attr_supported_features = conversation.ConversationEntityFeature.CONTROL

    @override
    async def async_added_to_hass(self) -> None:
        """Keep the model warm while nobody talks."""
        await super().async_added_to_hass()
        warm_up = partial(self._async_warm_up, soon=False)
        idle = IdleWarmUp(self.hass, self.pool, self.settings, warm_up)
        self.async_on_remove(idle.async_start())

    @property
    def _may_act(self) -> bool:
        """Return whether any group of tools is allowed; all are unless chosen otherwise."""
        return self.settings.tool_groups is None or bool(self.settings.tool_groups)

    @property
    @override
    def supported_languages(self) -> list[str] | Literal["*"]:
        """Return that any language may be spoken."""
        return MATCH_ALL

    @override
    async def async_prepare(self, language: str | None = None) -> None:
        """Load the sentences and the model while the user still speaks; never raises."""
        if self._warming.locked():
            return
        async with self._warming:
            if (agent := conversation.async_get_agent(self.hass)) is not None:
                await agent.async_prepare(language)
            await self._async_warm_up(language)

    async def _async_warm_up(self, language: str | None = None, *, soon: bool = True) -> bool:
        """Have the model read what every turn begins with; never raises."""
        return await WarmUp(
            hass=self.hass,
            pool=self.pool,
            settings=self.settings,
            api=await self._async_api(language),
            soon=soon,
        ).async_run()

    async def _async_api(self, language: str | None) -> llm.APIInstance | None:
        """Return the tools as any turn gets them."""
        api = self._api()
        if api is None:
            return None
        user_input = conversation.ConversationInput(
            text="",
            context=Context(),
            conversation_id=None,
            device_id=None,
            satellite_id=None,
            language=language or self.hass.config.language,
            agent_id=self.entity_id,
        )
        return await api.async_get_api_instance(user_input.as_llm_context(DOMAIN))

    def _api(self) -> JarvisAPI | None:
        """Return the LLM API with the groups this agent may use."""
        if not self._may_act:
            return None
        return JarvisAPI(hass=self.hass, groups=self.settings.tool_groups)

    @override
    async def _async_handle_message(
        self,
        user_input: conversation.ConversationInput,
        chat_log: conversation.ChatLog,
    ) -> conversation.ConversationResult:
        """Answer one message."""
        notes = self._notebook.async_notes(chat_log.conversation_id)
        dialogue = Dialogue(
            hass=self.hass,
            pool=self.pool,
            store=self.store,
            settings=self.settings,
            api=self._api(),
            notes=notes,
            user_input=async_hide_pin(user_input, notes, chat_log),
            chat_log=chat_log,
        )
        async with self.pool.foreground():
            return await dialogue.async_answer()
