"""What the user hears when a model or its server fails: Jarvis beside Home Assistant's own agent."""

# Home Assistant comes before whatever else imports httpx, and the test plugin needs a mend.
from tests import ha_first

__all__ = ["ha_first"]
