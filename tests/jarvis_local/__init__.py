"""Tests of the integration in a real `hass`."""
