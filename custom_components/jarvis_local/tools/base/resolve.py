"""From a name, a place and a kind, as a model gives them, to the devices that are meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .choose import Chooser
from .kinds import Kind, asked_kind
from .named import named
from .names import all_words_of, exact, said_of
from .places import spot
from .target import Found
from .unnamed import unnamed
from .unresolved import UnresolvedError
from .words import all_words, essence, function_words, naming


@dataclass(frozen=True, kw_only=True)
class Resolver(Chooser):
    """Resolves one call; a call never comes to mean more than it says."""

    def resolve(self, args: Mapping[str, Any]) -> Found:
        """Return what is meant; raises `UnresolvedError` with what would work."""
        kind = asked_kind(self.home, self.reach.domains, args)
        try:
            return self._resolve(args, kind)
        except UnresolvedError as err:
            if err.data.get("ask") or (found := self._by_request(kind)) is None:
                raise
            return found

    def _resolve(self, args: Mapping[str, Any], kind: Kind) -> Found:
        """Return what the call says."""
        name, everything = _name(args)
        place = spot(self.home, args.get("area"), args.get("floor"))
        if name is None and place.unknown and not place.given:
            name = self._device_as_place(args)
            if name is None:
                raise place.unknown
        name = name or kind.strange
        if name is None:
            return unnamed(self, place, kind, everything=everything)
        return named(self, name, place, kind)

    def _device_as_place(self, args: Mapping[str, Any]) -> str | None:
        """Return the name of a device that was given as the place."""
        given = args.get("area") or args.get("floor")
        return given if given and exact(self.home, given) else None

    def _by_request(self, kind: Kind) -> Found | None:
        """Return what the user's words alone say, where the model's name or place leads nowhere.

        Every word counts: one that fits nothing there could be what the user really meant.
        """
        if self.asked.words is None:
            return None
        pool = self.of(kind.domains & self.reach.domains or self.reach.everything)
        found = said_of(self.home, pool, self.asked.words) or (pool if len(pool) == 1 else [])
        explained = function_words().union(*(all_words_of(self.home, d) for d in found))
        if not found or naming(self.asked.words - explained):
            return None
        return Found(devices=self.some(found) or ())


def _name(args: Mapping[str, Any]) -> tuple[str | None, bool]:
    """Return the name of a call, and whether it means everything instead."""
    name = args.get("name")
    if name is None:
        return None, False
    return (None, True) if essence(name) <= all_words() else (name, False)
