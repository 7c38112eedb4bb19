"""Tests of the scripts, the validators and the release."""
