"""Tests of dev/home that need no Home Assistant process."""
