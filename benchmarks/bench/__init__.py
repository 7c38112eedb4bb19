"""What a command costs in homes of every size: Jarvis beside Home Assistant's own ollama integration."""

# Home Assistant comes before whatever else imports httpx, and the test plugin needs a mend.
from tests import ha_first

__all__ = ["ha_first"]
