"""The part of Jarvis Local that runs on a PC."""

__version__ = "0.1.0"
