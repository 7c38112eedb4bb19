"""The home as it is exposed to Jarvis: its devices, rooms and floors, as text and to search in."""

from .cache import async_home
from .index import Device, Home, Place
from .listing import Form, estimate_tokens
from .shown import ShownHome, async_forget, async_renew_prefix, async_shown_home

__all__ = [
    "Device",
    "Form",
    "Home",
    "Place",
    "ShownHome",
    "async_forget",
    "async_home",
    "async_renew_prefix",
    "async_shown_home",
    "estimate_tokens",
]
