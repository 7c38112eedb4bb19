"""How long a model would take: prefill, decode, and what its cache spares it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

# Below this share of a common prefix llama-server takes the slot that was used longest ago.
_SIMILAR = 0.1


@dataclass(frozen=True, kw_only=True)
class Speed:
    """Tokens per second to read a prompt and to write an answer; seconds to load the model."""

    prefill: float = 1000.0
    decode: float = 50.0
    load: float = 2.0


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """What one request cost, in tokens; `cached` were in the slot already."""

    model: str
    prompt: int
    cached: int
    output: int = 0

    @property
    def evaluated(self) -> int:
        """Return the prompt tokens that had to be read."""
        return self.prompt - self.cached


@dataclass(eq=False)
class Slot:
    """The tokens whose state one slot holds."""

    tokens: Sequence[str] = ()
    used: int = 0


@dataclass
class PrefixCache:
    """The slots of a loaded model, and which of them a prompt goes to."""

    slots: list[Slot] = field(default_factory=lambda: [Slot()])
    _clock: int = 0

    def take(self, tokens: Sequence[str]) -> tuple[Slot, int]:
        """Return a slot and how many of the prompt's tokens it holds; the last is never spared."""
        best = max(self.slots, key=lambda slot: common_prefix(slot.tokens, tokens))
        shared = common_prefix(best.tokens, tokens)
        if shared < _SIMILAR * len(tokens):
            best = min(self.slots, key=lambda slot: slot.used)
            shared = common_prefix(best.tokens, tokens)
        self._clock += 1
        best.used = self._clock
        best.tokens = tokens
        return best, min(shared, max(len(tokens) - 1, 0))


def common_prefix(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many tokens two prompts share from the start."""
    end = min(len(one), len(other))
    left, right = list(one[:end]), list(other[:end])
    if left == right:
        return end
    # Whole lists are compared much faster than their items one by one.
    same = 0
    while end - same > 1:
        middle = (same + end) // 2
        if left[same:middle] == right[same:middle]:
            same = middle
        else:
            end = middle
    return same
