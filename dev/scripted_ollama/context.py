"""What of a prompt fits into the context, and what Ollama does with the rest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .errors import PROMPT_TOO_LONG, RefusedError, context_exceeded
from .render import Tokenize

_IMAGE_TOKENS = 768
_NUM_KEEP = 4

type Message = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Window:
    """The context of one request, in tokens, and what may happen when it overflows."""

    num_ctx: int
    num_keep: int = _NUM_KEEP
    truncate: bool = True
    shift: bool = True


def fit_messages(
    messages: Sequence[Message],
    window: Window,
    rendered: Callable[[Sequence[Message]], str],
    tokenize: Tokenize,
) -> str:
    """Return the prompt without the oldest messages that do not fit; system and last ones stay."""
    if not window.truncate:
        return rendered(messages)
    prompt = ""
    for start in range(len(messages)):
        system = [m for m in messages[:start] if m.get("role") == "system"]
        prompt = rendered([*system, *messages[start:]])
        images = sum(len(m.get("images") or ()) for m in messages[start:])
        if len(tokenize(prompt)) + images * _IMAGE_TOKENS <= window.num_ctx:
            break
    return prompt


def fit_tokens(tokens: Sequence[str], window: Window) -> Sequence[str]:
    """Return the tokens that the model gets to see; Ollama says nothing of those it drops.

    Raises RefusedError where the request forbids to truncate or to shift.
    """
    if not window.truncate:
        if len(tokens) >= window.num_ctx:
            raise context_exceeded(len(tokens), window.num_ctx)
        return tokens
    if len(tokens) < window.num_ctx:
        return tokens
    if not window.shift:
        raise RefusedError(400, PROMPT_TOO_LONG)
    keep = min(window.num_keep + 1, window.num_ctx - 1)
    limit = window.num_ctx - max((window.num_ctx - keep) // 2, 1)
    return [*tokens[:keep], *tokens[len(tokens) - (limit - keep) :]]
