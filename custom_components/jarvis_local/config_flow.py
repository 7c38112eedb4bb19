"""Config flow of Jarvis Local: Home Assistant looks for it here, the steps are in `flows/`."""

from .flows.main import JarvisConfigFlow

__all__ = ["JarvisConfigFlow"]
