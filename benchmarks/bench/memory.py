"""How llama-server remembers prompts: in a slot, in host memory behind it, and with checkpoints.

What of a slot can be used again depends on the model. Full attention can go back to any token. Sliding-window
layers have only the last tokens, and a recurrent state only the last one: behind that there are the
checkpoints that the server made near the end of each prompt, and where none fits, all is read anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
import time
from typing import Any, Final, override

from dev.scripted_ollama.catalogue import Model
from dev.scripted_ollama.engine import Engine, Runner
from dev.scripted_ollama.speed import PrefixCache, Slot, common_prefix

_SAVED_BELOW: Final = 0.5
_RESTORED_ABOVE: Final = 0.25
# 8 GiB at 128 KiB a token, as an 8B model has.
_ROOM: Final = 65536
# Ollama's num_batch, for batch and micro-batch alike.
_BATCH: Final = 512
# Tokens before the end of a prompt where a checkpoint is made, and the least that one is made of.
_CHECKPOINTS: Final = (_BATCH, 4)
_LEAST: Final = 64
# Gemma 3's small models have 512, its larger ones 1,024.
WINDOW: Final = 512


class Kind(StrEnum):
    """What a model's layers remember."""

    FULL = "full"
    SLIDING = "sliding"
    HYBRID = "hybrid"


# How many tokens each checkpoint has read.
type Checkpoints = Mapping[Kind, tuple[int, ...]]


@dataclass(frozen=True, kw_only=True)
class State:
    """What can be put back into a slot: its tokens and checkpoints."""

    tokens: Sequence[str]
    checkpoints: Checkpoints


@dataclass(frozen=True, kw_only=True)
class Taken:
    """When a prompt came, and how many of its tokens each kind of memory has to read."""

    at: float
    evaluated: Mapping[Kind, int]


@dataclass
class HostedCache(PrefixCache):
    """Slots with host memory behind them; `saved` is oldest first.

    All kinds hold the same tokens and are counted for each prompt, in `taken`; the server is of one `kind`.
    """

    kind: Kind = Kind.FULL
    taken: list[Taken] = field(default_factory=list)
    saved: list[State] = field(default_factory=list)
    checkpoints: dict[Slot, Checkpoints] = field(default_factory=dict)

    @override
    def take(self, tokens: Sequence[str]) -> tuple[Slot, int]:
        """Swap a slot's content where that helps the prompt, then take what the model can use of it."""
        best = max(self.slots, key=lambda slot: common_prefix(slot.tokens, tokens))
        shared = common_prefix(best.tokens, tokens)
        if best.tokens and shared < _SAVED_BELOW * len(best.tokens):
            self._swap(best, tokens)
        held = {slot: len(slot.tokens) for slot in self.slots}
        slot, shared = super().take(tokens)
        points = self.checkpoints.get(slot) or dict.fromkeys(Kind, ())
        usable = {kind: _usable(kind, held[slot], points[kind], shared) for kind in Kind}
        self.checkpoints[slot] = {
            kind: _checkpoints(points[kind], len(tokens), usable[kind]) for kind in Kind
        }
        evaluated = {kind: len(tokens) - usable[kind] for kind in Kind}
        self.taken.append(Taken(at=time.monotonic(), evaluated=evaluated))
        return slot, usable[self.kind]

    def _swap(self, slot: Slot, tokens: Sequence[str]) -> None:
        """Save what a slot holds, and put back what fits the prompt better."""
        held = slot.tokens
        self.saved = [s for s in self.saved if common_prefix(s.tokens, held) < len(s.tokens)]
        self.saved.append(State(tokens=held, checkpoints=self.checkpoints.get(slot, {})))
        found = common_prefix(held, tokens)
        kept = found / len(held)
        chosen = None
        for state in self.saved[:-1]:
            shared = common_prefix(state.tokens, tokens)
            keeps = shared / len(state.tokens)
            if keeps >= _RESTORED_ABOVE and keeps > kept and shared > found:
                chosen, found, kept = state, shared, keeps
        if chosen is not None:
            self.saved = [state for state in self.saved if state is not chosen]
            slot.tokens, self.checkpoints[slot] = chosen.tokens, chosen.checkpoints
        while sum(len(state.tokens) for state in self.saved) > _ROOM:
            del self.saved[0]


def _usable(kind: Kind, held: int, points: Sequence[int], shared: int) -> int:
    """Return how many of the tokens that a prompt shares with a slot need not be read again."""
    match kind:
        case Kind.HYBRID:
            return next((end for end in (held, *reversed(points)) if end <= shared), 0)
        case Kind.SLIDING if not _has_window(held, shared):
            # The last token that a checkpoint has read is read again.
            ends = (end - 1 for end in reversed(points) if _has_window(end, shared))
            return next((end for end in ends if end <= shared), 0)
        case _:
            return shared


def _has_window(end: int, shared: int) -> bool:
    """Return whether a state that has read so far still has the window before a token."""
    first = max(0, end - WINDOW - _BATCH)
    return first == 0 or first < shared - WINDOW


def _checkpoints(points: Sequence[int], length: int, cached: int) -> tuple[int, ...]:
    """Return the checkpoints after a prompt of so many tokens was read from there on."""
    made = {length - before for before in _CHECKPOINTS}
    if length - cached < _BATCH:
        # One is made where reading begins, if that is so near the end.
        made.add(cached)
    kept = {point for point in points if point <= cached}
    return tuple(sorted(kept | {point for point in made if point >= max(cached, _LEAST)}))


@dataclass
class HostedEngine(Engine):
    """An engine whose models have host memory behind their slots; `taken` is of each prompt, in order."""

    kind: Kind = Kind.FULL
    taken: list[Taken] = field(default_factory=list)

    @override
    def load(self, model: Model, options: Mapping[str, Any], *, shift: bool) -> Runner:
        """Return the runner for a request."""
        runner = super().load(model, options, shift=shift)
        if not isinstance(runner.cache, HostedCache):
            runner.cache = HostedCache(runner.cache.slots, kind=self.kind, taken=self.taken)
        return runner
