"""Understands a request from its own words, to help a model that asks, errs or says nothing."""

from ...home.targets import MustAsk, States
from .agreement import Agreement, agrees
from .read import read
from .reading import Act, Missing, Reading, Sort

__all__ = [
    "Act",
    "Agreement",
    "Missing",
    "MustAsk",
    "Reading",
    "Sort",
    "States",
    "agrees",
    "read",
]
