"""Import Home Assistant before any other pytest plugin, and mend the one name that moved in 2026.11.

Home Assistant aliases `httpx` and `voluptuous` on import, which must happen before anything else imports them.
Delete this once a release of the test plugin for 2026.11 exists.
"""

from homeassistant.components import logger

if not hasattr(logger, "_clear_logger_overwrites"):
    from homeassistant.components.logger import helpers

    logger._clear_logger_overwrites = helpers._clear_logger_overwrites  # type: ignore[attr-defined]
