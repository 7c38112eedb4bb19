"""What a tool can act on, who asks, and what was found."""

from collections.abc import Callable
from dataclasses import dataclass

from ...home import Device
from .words import Words


@dataclass(frozen=True, kw_only=True)
class Reach:
    """What a tool can act on.

    `everything` are the domains meant by a place alone. `prefers` tells of several devices those
    that the act makes sense for. `single` is that it acts on one only. `by_name` are more domains
    that it acts on, but only by a name.
    """

    domains: Words
    everything: Words = frozenset()
    prefers: Callable[[str], bool] | None = None
    single: bool = False
    by_name: Words = frozenset()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is known of who asks: the room, the words said, what was spoken of last.

    `words` are None where nobody knows what was said.
    """

    area_id: str | None = None
    floor_id: str | None = None
    words: Words | None = None
    focus: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """The devices that are meant; `whole` is that they are all there are of a kind in the home."""

    devices: tuple[Device, ...]
    whole: bool = False
