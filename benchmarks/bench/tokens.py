"""A real tokenizer, where it is installed: that of GPT-4, from which Llama 3's and Qwen's descend."""

from collections.abc import Callable, Sequence
import importlib
import re
from typing import Any

from dev.scripted_ollama.render import Tokenize, tokenize as estimate

ENCODING = "cl100k_base"
# One token each in the models whose templates have them.
_SPECIAL = re.compile(r"(<\|im_start\|>|<\|im_end\|>|</?tool_call>)")


def find_tokenizer() -> tuple[str, Tokenize]:
    """Return a tokenizer's name and the tokenizer; the stand-in's own guess where there is none."""
    try:
        module: Any = importlib.import_module("bpe_openai")
    except ImportError:
        return "the stand-in's estimate (bpe-openai is not installed)", estimate
    encode: Callable[[str], Sequence[int]] = module.get_encoding(ENCODING).encode_ordinary
    return f"{ENCODING} of bpe-openai {module.__version__}", _with_special(encode)


def _with_special(encode: Callable[[str], Sequence[int]]) -> Tokenize:
    """Return a tokenizer that knows the template's own marks."""

    def tokenize(text: str) -> Sequence[str]:
        tokens: list[Any] = []
        for part in _SPECIAL.split(text):
            tokens.extend([part] if _SPECIAL.fullmatch(part) else encode(part))
        return tokens

    return tokenize
