"""Tests of Jarvis Local."""
