"""What is looked for, what is known besides the words, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final, Protocol

from homeassistant.core import State

from ..lexicon import Lexicon
from ..phrase import Meaning
from ..terms import Terms

NONE: Final[frozenset[str]] = frozenset()


class MustAsk(StrEnum):
    """Why a command is to be asked about, however sure a model is."""

    LIST = "list"
    LOCK = "lock"
    EVERYWHERE = "everywhere"
    SEVERAL = "several"


class States(Protocol):
    """Live states by entity id: `hass.states`, or a dictionary."""

    def get(self, entity_id: str, /) -> State | None:
        """Return an entity's state."""


@dataclass(frozen=True, kw_only=True)
class Around:
    """What is known besides the words: the home, the satellite's room, what was spoken of before."""

    terms: Terms
    lexicon: Lexicon
    states: States
    here: str | None = None
    focus: Sequence[str] = ()
    # The kinds that the clause before spoke of, which "the one in the hall" is of.
    kinds: Sequence[Meaning] = ()

    @cached_property
    def nearby(self) -> frozenset[str]:
        """Return the devices of the satellite's room."""
        return self.terms.by_area.get(self.here or "", NONE)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a verb can be said of, and how words about it are to be taken.

    `place` are the domains that a place alone may stand for, `together` those of which it means all,
    in `whole` "all" without a place may be the whole home. What is `loose` needs no more of a name than
    a part, and takes "the lamp" of a room for all of them, and "all" for what is in this room.
    """

    devices: frozenset[str]
    place: frozenset[str] = NONE
    together: frozenset[str] = NONE
    whole: bool = True
    loose: bool = False


@dataclass(frozen=True, kw_only=True)
class Target:
    """The devices meant, or those that may be meant; `unexplained` when some word fits none."""

    devices: frozenset[str] = NONE
    candidates: frozenset[str] = NONE
    must_ask: MustAsk | None = None
    unexplained: bool = False
    kinds: frozenset[str] = NONE

    @property
    def is_clear(self) -> bool:
        """Return whether exactly these devices are meant."""
        return bool(self.devices) and not self.unexplained and self.must_ask is None
