"""The home as it is exposed to Jarvis: its devices, rooms and floors, as text and to search in."""

from .index import Device, Home, Place, async_home

__all__ = ["Device", "Home", "Place", "async_home"]
