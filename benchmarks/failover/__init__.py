"""How soon the first word comes when the model's server fails, and whether commands are still done."""

# Home Assistant comes before whatever else imports httpx, and the test plugin needs a mend.
from tests import ha_first

__all__ = ["ha_first"]
