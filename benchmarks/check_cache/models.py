"""Writes small models of random weights: `python -m benchmarks.check_cache.models FOLDER`.

Needs the package `gguf` and nothing of Home Assistant, so that it runs in an environment of its own.
A token is a byte: the words that come out mean nothing, but a prompt costs what it costs.
"""

from collections.abc import Iterator
import importlib
from pathlib import Path
import sys
from typing import Any

_WIDTH = 64
_LAYERS = 2
_HEADS = 2
_WIDER = 128
_CONTEXT = 65536
WINDOW = 512
_CONVOLUTION = 3
# Every second layer of the hybrid model attends, the others have a state only.
_ATTENDS = [0, 2]
_SPECIAL = ("<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>")
_UNKNOWN, _CONTROL, _BYTE = 2, 3, 6
_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}<|im_start|>assistant\n"
)
# What llama.cpp calls each kind of memory's model.
ARCHITECTURES = {"full": "llama", "sliding": "gemma3", "hybrid": "lfm2"}


def write_models(folder: Path) -> list[Path]:
    """Write a model of each kind of memory."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / f"{kind}.gguf", arch) for kind, arch in ARCHITECTURES.items()]


def _write(path: Path, arch: str) -> Path:
    """Write one model."""
    gguf: Any = importlib.import_module("gguf")
    np: Any = importlib.import_module("numpy")

    chance = np.random.default_rng(1)
    writer = gguf.GGUFWriter(path, arch)
    writer.add_block_count(_LAYERS)
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(_WIDTH)
    writer.add_feed_forward_length(_WIDER)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_ATTENDS if arch == "lfm2" else 2)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(_SPECIAL) + 256)
    if arch == "gemma3":
        writer.add_sliding_window(WINDOW)
        writer.add_key_length(_WIDTH // _HEADS)
        writer.add_value_length(_WIDTH // _HEADS)
    elif arch == "lfm2":
        writer.add_shortconv_l_cache(_CONVOLUTION)
    else:
        writer.add_rope_dimension_count(_WIDTH // _HEADS)
    _add_tokens(writer)
    for name, shape in _tensors(arch):
        values = chance.normal(0, 0.05, shape).astype(np.float32)
        writer.add_tensor(name, values + 1 if name.endswith("norm.weight") else values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_tokens(writer: Any) -> None:
    """Add a vocabulary of bytes, and the marks of a template."""
    kinds = [_UNKNOWN, *[_CONTROL] * (len(_SPECIAL) - 1)]
    writer.add_tokenizer_model("llama")
    writer.add_token_list([*_SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256))])
    writer.add_token_scores([0.0] * (len(_SPECIAL) + 256))
    writer.add_token_types([*kinds, *[_BYTE] * 256])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(value=False)
    writer.add_add_space_prefix(value=False)
    writer.add_chat_template(_TEMPLATE)


def _tensors(arch: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the names and shapes of the weights."""
    yield "token_embd.weight", (len(_SPECIAL) + 256, _WIDTH)
    yield "token_embd_norm.weight" if arch == "lfm2" else "output_norm.weight", (_WIDTH,)
    for layer in range(_LAYERS):
        block = f"blk.{layer}"
        yield f"{block}.attn_norm.weight", (_WIDTH,)
        yield f"{block}.ffn_norm.weight", (_WIDTH,)
        yield f"{block}.ffn_gate.weight", (_WIDER, _WIDTH)
        yield f"{block}.ffn_up.weight", (_WIDER, _WIDTH)
        yield f"{block}.ffn_down.weight", (_WIDTH, _WIDER)
        if arch == "gemma3":
            yield f"{block}.post_attention_norm.weight", (_WIDTH,)
            yield f"{block}.post_ffw_norm.weight", (_WIDTH,)
        if arch == "lfm2" and not _ATTENDS[layer]:
            yield f"{block}.shortconv.conv.weight", (_WIDTH, _CONVOLUTION)
            yield f"{block}.shortconv.in_proj.weight", (3 * _WIDTH, _WIDTH)
            yield f"{block}.shortconv.out_proj.weight", (_WIDTH, _WIDTH)
            continue
        yield from _attention(block, with_norms=arch != "llama")


def _attention(block: str, *, with_norms: bool) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the weights of a layer that attends."""
    head = _WIDTH // _HEADS
    yield f"{block}.attn_q.weight", (_WIDTH, _WIDTH)
    yield f"{block}.attn_k.weight", (2 * head, _WIDTH)
    yield f"{block}.attn_v.weight", (2 * head, _WIDTH)
    yield f"{block}.attn_output.weight", (_WIDTH, _WIDTH)
    if with_norms:
        yield f"{block}.attn_q_norm.weight", (head,)
        yield f"{block}.attn_k_norm.weight", (head,)


if __name__ == "__main__":
    print(*write_models(Path(sys.argv[1])), sep="\n")
