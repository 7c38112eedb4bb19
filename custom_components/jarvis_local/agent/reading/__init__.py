"""Understands a request from its own words, to help a model that asks, errs or says nothing."""

from .agreement import Agreement, agrees
from .bounds import Bar, Bounds
from .read import read
from .reading import Act, Missing, MustAsk, Reading, Sort, States
from .ruled_out import bounds

__all__ = [
    "Act",
    "Agreement",
    "Bar",
    "Bounds",
    "Missing",
    "MustAsk",
    "Reading",
    "Sort",
    "States",
    "agrees",
    "bounds",
    "read",
]
