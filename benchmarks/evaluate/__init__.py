"""How much of what is asked really happens: public homes, requests and recorded models through Jarvis."""

# Home Assistant comes before whatever else imports httpx, and the test plugin needs a mend.
from tests import ha_first

__all__ = ["ha_first"]
