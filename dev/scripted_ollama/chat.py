"""`/api/chat`."""

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from .answer import Piece
from .core import BODY, CORE
from .engine import DEFAULT_KEEP_ALIVE
from .inference import Job, respond, start, wanted_keep_alive
from .stream import json_response
from .wire import now


async def chat(request: web.Request) -> web.StreamResponse:
    """Answer the last message, or load or unload the model where there is none."""
    core, body = request.app[CORE], request[BODY]
    keep_alive = wanted_keep_alive(body)
    if not body.get("messages") and keep_alive == 0:
        model = core.catalogue.find(body.get("model") or "")
        core.engine.unload(model)
        return json_response(_nothing_said(body["model"], "unload"))
    runner, thinks = start(core, body, "chat")
    if not body.get("messages"):
        return json_response(_nothing_said(body["model"], "load"))
    messages = list(body["messages"])
    if runner.model.system and messages[0].get("role") != "system":
        messages.insert(0, {"role": "system", "content": runner.model.system})
    job = Job(
        core=core,
        body=body,
        runner=runner,
        messages=messages,
        thinks=thinks,
        keep_alive=DEFAULT_KEEP_ALIVE if keep_alive is None else keep_alive,
        shape=_shape,
        join=_join,
    )
    return await respond(request, job)


def _nothing_said(model: str, reason: str) -> dict[str, Any]:
    """Return the answer to a request without messages."""
    message = {"role": "assistant", "content": ""}
    head = {"model": model, "created_at": now(), "message": message}
    return {**head, "done": True, "done_reason": reason}


def _shape(piece: Piece) -> dict[str, Any]:
    """Return the message of a line."""
    message: dict[str, Any] = {"role": "assistant", "content": piece.content}
    if piece.thinking:
        message["thinking"] = piece.thinking
    if piece.tool_calls:
        message["tool_calls"] = piece.tool_calls
    return {"message": message}


def _join(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the lines as the one object of `stream: false`."""
    parts = [line["message"] for line in lines]
    piece = Piece(
        content="".join(part["content"] for part in parts),
        thinking="".join(part.get("thinking", "") for part in parts),
        tool_calls=[call for part in parts for call in part.get("tool_calls", ())],
    )
    return lines[-1] | _shape(piece)
