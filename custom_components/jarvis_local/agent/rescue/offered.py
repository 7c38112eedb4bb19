"""The tools that a model may call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
import re
from typing import Any, Final, Self

from ...tools.base import TARGET_ARGUMENTS
from .names import near_name, words_of

# A name as programs have them: nothing that stands in a sentence by chance.
_CODE: Final = re.compile(r"[a-z\d][A-Z]|\w_\w|[A-Za-z]\.[A-Za-z_]")


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Tools by name with the schema of each argument, and names understood though not offered."""

    tools: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    _known: dict[str, str | None] = field(default_factory=dict, init=False, repr=False)

    @property
    def is_empty(self) -> bool:
        """Return whether no tool is offered: then only what is marked as a call can be one."""
        return not self.tools and not self.aliases

    @classmethod
    def from_wire(
        cls,
        tools: Sequence[Mapping[str, Any]],
        aliases: Mapping[str, Mapping[str, Any]] | tuple[()] = (),
    ) -> Self:
        """Read the tools as they are sent to the model."""
        functions = [tool["function"] for tool in tools]
        return cls(
            tools={
                function["name"]: function.get("parameters", {}).get("properties", {})
                for function in functions
            },
            aliases=dict(aliases),
        )

    def name(self, written: str) -> str | None:
        """Return the tool that a name means, if it means one."""
        if written not in self._known:
            if len(self._known) > 500:
                self._known.clear()
            self._known[written] = self._find(written)
        return self._known[written]

    def is_written(self, word: str) -> bool:
        """Return whether a word of a text is the name of a tool, and not a word of a sentence."""
        if word in self.tools or word in self.aliases:
            return bool(_CODE.search(word))
        return bool(_CODE.search(word)) and self.name(word) is not None

    def exactly(self, word: str) -> str | None:
        """Return the tool that a word is the name of, but for capitals and underscores."""
        bare = word.replace("_", "").lower()
        names = (*self.tools, *self.aliases)
        return next((name for name in names if name.replace("_", "").lower() == bare), None)

    def keys(self, tool: str) -> list[str]:
        """Return the names of a tool's arguments; for a tool that is not offered those of most."""
        known = self.tools.get(tool) or self.aliases.get(tool)
        return list(known or TARGET_ARGUMENTS)

    def _find(self, written: str) -> str | None:
        """Look a name up: as it is, without what stands before it, then the nearest."""
        for name in (written, written.rpartition(".")[2], written.rpartition("__")[2]):
            if name and (found := self.exactly(name)) is not None:
                return found
        if not words_of(written):
            return None
        # A name that is understood besides is often close to that of the tool itself.
        return near_name(written, self.tools) or near_name(written, sorted(self.aliases))


def is_code(word: str) -> bool:
    """Return whether a word looks like a name in a program."""
    return bool(_CODE.search(word))
