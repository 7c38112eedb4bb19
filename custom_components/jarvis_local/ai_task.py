"""The AI task platform: text or structured data from a model at home, also about pictures."""

from typing import override

from homeassistant.components import ai_task, conversation
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .agent.pictures import are_pictures, async_read_pictures
from .agent.task import Task, TaskError
from .const import DOMAIN, SUBENTRY_TASK
from .entity import JarvisEntity
from .models import JarvisConfigEntry
from .ollama.errors import Reason
from .ollama.types import Capability

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: JarvisConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add an entity for each subentry."""
    for subentry in entry.subentries.values():
        if subentry.subentry_type == SUBENTRY_TASK:
            async_add_entities(
                [JarvisTask(entry, subentry)], config_subentry_id=subentry.subentry_id
            )


class JarvisTask(JarvisEntity, ai_task.AITaskEntity):
    """Generates data with a model."""

    _attr_supported_features = (
        ai_task.AITaskEntityFeature.GENERATE_DATA | ai_task.AITaskEntityFeature.SUPPORT_ATTACHMENTS
    )

    @override
    async def _async_generate_data(
        self, task: ai_task.GenDataTask, chat_log: conversation.ChatLog
    ) -> ai_task.GenDataTaskResult:
        """Generate text, or data of the structure asked for."""
        if not self.pool.has_servers:
            raise _error("no_server")
        if not self.settings.model:
            raise _error("no_model")
        asked = Task(
            pool=self.pool,
            settings=self.settings,
            chat_log=chat_log,
            agent_id=self.entity_id,
            pictures=await self._async_pictures(task),
        )
        try:
            if task.structure is None:
                data = await asked.async_text()
            else:
                data = await asked.async_data(task.structure)
        except TaskError as err:
            raise _error(err.cause.value) from err
        return ai_task.GenDataTaskResult(conversation_id=chat_log.conversation_id, data=data)

    async def _async_pictures(self, task: ai_task.GenDataTask) -> tuple[str, ...]:
        """Return the pictures attached to a task, refusing what the model cannot look at."""
        if not task.attachments:
            return ()
        if not are_pictures(task.attachments):
            raise _error("attachment_unsupported")
        sees = frozenset({Capability.VISION})
        if self.pool.candidates(self.settings) and not self.pool.candidates(self.settings, sees):
            raise _error(Reason.VISION_UNSUPPORTED.value)
        return await async_read_pictures(self.hass, task.attachments)


def _error(key: str) -> HomeAssistantError:
    """Return the error that the user is shown."""
    return HomeAssistantError(translation_domain=DOMAIN, translation_key=key)
