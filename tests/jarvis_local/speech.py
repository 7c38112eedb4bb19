"""What was said, in tests."""

from homeassistant.components import conversation


def speech(result: conversation.ConversationResult) -> str:
    """Return what was said."""
    text: str = result.response.speech["plain"]["speech"]
    return text
