"""`/api/generate`."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from .answer import Piece
from .core import BODY, CORE
from .engine import DEFAULT_KEEP_ALIVE, Runner
from .inference import Job, respond, start, wanted_keep_alive
from .stream import json_response
from .wire import now


async def generate(request: web.Request) -> web.StreamResponse:
    """Go on from a prompt, or load or unload the model where there is none."""
    core, body = request.app[CORE], request[BODY]
    keep_alive = wanted_keep_alive(body)
    if not body.get("prompt") and keep_alive == 0:
        core.engine.unload(core.catalogue.find(body.get("model") or ""))
        return json_response(_nothing_said(body["model"], "unload"))
    runner, thinks = start(core, body, "generate")
    if not body.get("prompt"):
        return json_response(_nothing_said(body["model"], "load"))
    job = Job(
        core=core,
        body=body,
        runner=runner,
        messages=_messages(body, runner),
        thinks=thinks,
        keep_alive=DEFAULT_KEEP_ALIVE if keep_alive is None else keep_alive,
        shape=_shape,
        join=_join,
    )
    return await respond(request, job)


def _messages(body: Mapping[str, Any], runner: Runner) -> list[dict[str, Any]]:
    """Return the prompt as messages."""
    user = {"role": "user", "content": body["prompt"], "images": body.get("images") or ()}
    system = body.get("system") or runner.model.system
    return [{"role": "system", "content": system}, user] if system else [user]


def _nothing_said(model: str, reason: str) -> dict[str, Any]:
    """Return the answer to a request without a prompt."""
    head = {"model": model, "created_at": now(), "response": ""}
    return {**head, "done": True, "done_reason": reason}


def _shape(piece: Piece) -> dict[str, Any]:
    """Return the text of a line."""
    own = {"response": piece.content}
    return own | {"thinking": piece.thinking} if piece.thinking else own


def _join(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the lines as the one object of `stream: false`."""
    piece = Piece(
        content="".join(line["response"] for line in lines),
        thinking="".join(line.get("thinking", "") for line in lines),
    )
    return lines[-1] | _shape(piece)
