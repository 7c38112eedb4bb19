"""Understands a request from its own words, to help a model that asks, errs or says nothing."""

from ...home.targets import MustAsk, States
from .agreement import Agreement, agrees
from .bounds import Bar, Bounds
from .clauses import parts_of
from .read import read
from .reading import Act, Missing, Reading, Sort
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
    "parts_of",
    "read",
]
