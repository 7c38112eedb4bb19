"""llama-server's second memory: what a slot held goes to host memory when most of it is not wanted.

A prompt that keeps half of a slot or more overwrites the rest without saving it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, override

from dev.scripted_ollama.catalogue import Model
from dev.scripted_ollama.engine import Engine, Runner
from dev.scripted_ollama.speed import PrefixCache, Slot, common_prefix

_SAVED_BELOW = 0.5
_RESTORED_ABOVE = 0.25
# 8 GiB at 128 KiB a token, as an 8B model has.
_ROOM = 65536


@dataclass
class HostedCache(PrefixCache):
    """Slots with host memory behind them; `saved` is oldest first."""

    saved: list[Sequence[str]] = field(default_factory=list)

    @override
    def take(self, tokens: Sequence[str]) -> tuple[Slot, int]:
        """Swap a slot's content where that helps the prompt, then take it."""
        best = max(self.slots, key=lambda slot: common_prefix(slot.tokens, tokens))
        shared = common_prefix(best.tokens, tokens)
        if best.tokens and shared < _SAVED_BELOW * len(best.tokens):
            self._swap(best, tokens)
        return super().take(tokens)

    def _swap(self, slot: Slot, tokens: Sequence[str]) -> None:
        """Save what a slot holds, and put back what fits the prompt better."""
        held = slot.tokens
        self.saved = [s for s in self.saved if common_prefix(s, held) < len(s)]
        self.saved.append(held)
        found = common_prefix(held, tokens)
        kept = found / len(held)
        chosen = None
        for state in self.saved[:-1]:
            shared = common_prefix(state, tokens)
            keeps = shared / len(state)
            if keeps >= _RESTORED_ABOVE and keeps > kept and shared > found:
                chosen, found, kept = state, shared, keeps
        if chosen is not None:
            self.saved = [state for state in self.saved if state is not chosen]
            slot.tokens = chosen
        while sum(map(len, self.saved)) > _ROOM:
            del self.saved[0]


@dataclass
class HostedEngine(Engine):
    """An engine whose models have host memory behind their slots."""

    @override
    def load(self, model: Model, options: Mapping[str, Any], *, shift: bool) -> Runner:
        """Return the runner for a request."""
        runner = super().load(model, options, shift=shift)
        if not isinstance(runner.cache, HostedCache):
            runner.cache = HostedCache(runner.cache.slots)
        return runner
