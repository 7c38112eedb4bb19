"""`/api/embed`: vectors in which texts with the same words are near each other."""

from collections.abc import Sequence
from hashlib import blake2b
import math
from typing import Any

from aiohttp import web

from .core import BODY, CORE
from .errors import RefusedError
from .inference import wanted_keep_alive
from .stream import json_response
from .wire import nanoseconds

_TOO_LONG = "the input length exceeds the context length"


async def embed(request: web.Request) -> web.Response:
    """Return one vector of length 1 for each text."""
    core, body = request.app[CORE], request[BODY]
    model = core.catalogue.find(body.get("model") or "")
    texts = _texts(body.get("input"))
    runner = core.engine.load(model, body.get("options") or {}, shift=True)
    keep_alive = wanted_keep_alive(body)
    if keep_alive is not None:
        runner.keep(keep_alive)
    if not texts:
        return json_response({"model": body["model"], "embeddings": []})
    tokens = [core.tokenize(text) for text in texts]
    if body.get("truncate") is False and any(len(t) > runner.num_ctx for t in tokens):
        raise RefusedError(400, _TOO_LONG)
    size = min(int(body.get("dimensions") or model.embedding_length), model.embedding_length)
    tokens = [piece[: runner.num_ctx] for piece in tokens]
    count = sum(len(piece) for piece in tokens)
    load = nanoseconds(runner.load_seconds + 0.001)
    result = {
        "model": body["model"],
        "embeddings": [_vector(piece, size) for piece in tokens],
        "total_duration": load + nanoseconds(count / core.engine.speed.prefill),
        "load_duration": load,
        "prompt_eval_count": count,
    }
    return json_response(result)


def _texts(value: Any) -> list[str]:
    """Return the inputs as a list, or refuse them."""
    if value is None or value == "":
        return []
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise RefusedError(400, "invalid input type")
    return texts


def _vector(tokens: Sequence[str], size: int) -> list[float]:
    """Return the sum of a direction per token, of length 1."""
    vector = [0.0] * size
    for token in tokens:
        digest = blake2b(token.strip().casefold().encode(), digest_size=8).digest()
        number = int.from_bytes(digest)
        vector[number % size] += 1.0 if number >> 63 else -1.0
    length = math.hypot(*vector) or 1.0
    return [value / length for value in vector]
