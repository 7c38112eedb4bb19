"""What a chat and a generate request have in common: checks, prompt, cost, stream."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aiohttp import web

from .answer import Answer, Piece, answer
from .context import Window, fit_messages, fit_tokens
from .core import Core
from .engine import DEFAULT_KEEP_ALIVE, Runner
from .errors import RefusedError, lacks, lacks_tools, no_pictures
from .render import render
from .script import Reply
from .speed import Evaluation
from .stream import json_response, stream
from .wire import nanoseconds, now, seconds

THINK_LEVELS = ("high", "medium", "low", "max")

# Ollama's own bound on an answer without `num_predict`, in contexts.
_CONTEXTS_PER_ANSWER = 10


@dataclass(kw_only=True)
class Job:
    """A request that passed its checks; `shape` makes a line's own part of a piece."""

    core: Core
    body: Mapping[str, Any]
    runner: Runner
    messages: Sequence[Mapping[str, Any]]
    thinks: bool
    keep_alive: float
    shape: Callable[[Piece], dict[str, Any]]
    join: Callable[[Sequence[dict[str, Any]]], dict[str, Any]]

    @property
    def options(self) -> Mapping[str, Any]:
        """Return the request's options."""
        return self.body.get("options") or {}

    @property
    def window(self) -> Window:
        """Return the context and what may happen when it overflows."""
        return Window(
            num_ctx=self.runner.num_ctx,
            num_keep=int(self.options.get("num_keep", 4)),
            truncate=self.body.get("truncate") is not False,
            shift=self.body.get("shift") is not False,
        )

    def prompt(self) -> str:
        """Return the rendered prompt, less the oldest messages where they do not fit."""
        model, tools = self.runner.model, self.body.get("tools") or ()
        if self.body.get("raw"):
            return str(self.body.get("prompt"))
        return fit_messages(
            self.messages,
            self.window,
            lambda messages: render(model.layout, messages, tools),
            self.core.tokenize,
        )

    def limit(self, prompt_tokens: int) -> int:
        """Return how many tokens the answer may have."""
        num_predict = int(self.options.get("num_predict", -1))
        most = self.runner.num_ctx * _CONTEXTS_PER_ANSWER
        limit = most if num_predict < 0 else num_predict
        return limit if self.window.shift else min(limit, self.runner.num_ctx - prompt_tokens)

    def line(self, own: Mapping[str, Any], **rest: Any) -> dict[str, Any]:
        """Return a line of the stream in Ollama's order of keys."""
        head = {"model": self.body["model"], **self.runner.model.remote, "created_at": now()}
        return {**head, **own, "done": False, **rest}


def wanted_keep_alive(body: Mapping[str, Any]) -> float | None:
    """Return the request's `keep_alive` in seconds, or None where it has none."""
    if body.get("keep_alive") is None:
        return None
    try:
        return seconds(body["keep_alive"])
    except (TypeError, ValueError) as err:
        raise RefusedError(400, str(err)) from err


def start(core: Core, body: Mapping[str, Any], verb: str) -> tuple[Runner, bool]:
    """Check a request against its model and load it; return the runner and whether it thinks."""
    model = core.catalogue.find(body.get("model") or "")
    think = body.get("think")
    if isinstance(think, str) and think not in THINK_LEVELS:
        levels = ", ".join(f'"{level}"' for level in THINK_LEVELS)
        raise RefusedError(
            400, f'invalid think value: "{think}" (must be {levels}, true, or false)'
        )
    if model.remote_host and core.cloud_disabled:
        raise RefusedError(403, "ollama cloud is disabled: remote model is unavailable")
    if think and not model.can("thinking"):
        raise lacks(body["model"], "thinking")
    if not model.can("completion"):
        raise lacks(body["model"], verb)
    if body.get("tools") and not model.can("tools"):
        raise lacks_tools(model.registry_name)
    shift = body.get("shift") is not False
    runner = core.engine.load(model, body.get("options") or {}, shift=shift)
    runner.keep(wanted_keep_alive(body) or DEFAULT_KEEP_ALIVE)
    return runner, model.can("thinking") and think is not False


async def respond(request: web.Request, job: Job) -> web.StreamResponse:
    """Answer a request as the script has it."""
    _check_format(job.body.get("format"))
    images = [image for message in job.messages for image in message.get("images") or ()]
    prompt = job.prompt()
    if job.body.get("_debug_render_only"):
        info: dict[str, Any] = {"rendered_template": prompt}
        if images:
            info["image_count"] = len(images)
        return json_response(job.line(job.shape(Piece())) | {"_debug_info": info})
    reply = job.core.script.reply(job.body)
    if images and not job.runner.model.can("vision"):
        raise no_pictures()
    tokens = fit_tokens(job.core.tokenize(prompt), job.window)
    lines = _lines(job, reply, tokens)
    failure = reply.failure or job.core.failures.get(request.path)
    if job.body.get("stream") is not False:
        return await stream(request, lines, failure)
    if failure:
        return await stream(request, lines, replace(failure, after=0))
    return json_response(job.join([line async for line in lines]))


async def _lines(job: Job, reply: Reply, tokens: Sequence[str]) -> AsyncGenerator[dict[str, Any]]:
    """Yield the lines of an answer, in real time where that is wanted."""
    core, runner, speed = job.core, job.runner, job.core.engine.speed
    slot, cached = runner.cache.take(tokens)
    result = answer(reply, thinks=job.thinks, limit=job.limit(len(tokens)), tokenize=core.tokenize)
    cost = Evaluation(
        model=runner.model.full_name, prompt=len(tokens), cached=cached, output=result.tokens
    )
    core.evaluations.append(cost)
    factor = 1.0 if core.real_time else 0.0
    loading = runner.load_seconds
    await asyncio.sleep(
        factor * (loading + cost.evaluated / speed.prefill) + reply.first_token_delay
    )
    for piece in result.pieces:
        await asyncio.sleep(factor * piece.tokens / speed.decode)
        yield job.line(job.shape(piece))
    slot.tokens = [*tokens, *core.tokenize(result.written)]
    _release(job)
    yield job.line(job.shape(Piece()), **_end(job, result, cost, loading))


def _end(job: Job, result: Answer, cost: Evaluation, loading: float) -> dict[str, Any]:
    """Return what only the last line has."""
    speed = job.core.engine.speed
    load = nanoseconds(loading + 0.001)
    reading = nanoseconds(cost.evaluated / speed.prefill)
    writing = nanoseconds(cost.output / speed.decode)
    end = {
        "done": True,
        "done_reason": result.done_reason,
        "total_duration": load + reading + writing,
        "load_duration": load,
        "prompt_eval_count": cost.prompt,
        "prompt_eval_duration": reading,
        "eval_count": cost.output,
        "eval_duration": writing,
    }
    return {key: value for key, value in end.items() if value}


def _release(job: Job) -> None:
    """Let the model stay as long as the request wants."""
    if job.keep_alive:
        job.runner.keep(job.keep_alive)
    else:
        job.core.engine.unload(job.runner.model)


def _check_format(value: Any) -> None:
    """Refuse a format that is neither "json" nor a schema."""
    if value not in (None, "", "json") and not isinstance(value, dict):
        raise RefusedError(
            500, f'invalid format: "{value}"; expected "json" or a valid JSON Schema object'
        )
