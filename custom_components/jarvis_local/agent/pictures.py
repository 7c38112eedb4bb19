"""Pictures that go with a task, as Ollama takes them."""

import base64
from collections.abc import Sequence

from homeassistant.components.conversation import Attachment
from homeassistant.core import HomeAssistant


def are_pictures(attachments: Sequence[Attachment]) -> bool:
    """Return whether nothing but pictures is attached."""
    return all(attachment.mime_type.startswith("image/") for attachment in attachments)


async def async_read_pictures(
    hass: HomeAssistant, attachments: Sequence[Attachment]
) -> tuple[str, ...]:
    """Return the attached files in base64; reading blocks, so it is done in the executor."""
    return await hass.async_add_executor_job(_read, attachments)


def _read(attachments: Sequence[Attachment]) -> tuple[str, ...]:
    """Read and encode the files."""
    return tuple(base64.b64encode(item.path.read_bytes()).decode() for item in attachments)
