"""The ways in which a model or its server fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dev.scripted_ollama import Call, Failure, Reply

REQUEST = "Please make it cosy in here"
COMMAND = "Turn on the kitchen light"
_STORY = "Once upon a time there was a house"

type Rounds = tuple[Reply | Callable[[Mapping[str, Any]], Reply], ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One failure; `rounds` is given how an agent's tools are named, such as `intent__`."""

    name: str
    rounds: Callable[[str], Rounds]
    text: str = REQUEST
    server_down: bool = False


def _failure(name: str, failure: Failure, text: str = "") -> Case:
    """Return a case of one answer that fails."""
    return Case(name=name, rounds=lambda _: (Reply(text=text, failure=failure),))


def _answer(name: str, **reply: Any) -> Case:
    """Return a case of one answer that says or holds something odd."""
    return Case(name=name, rounds=lambda _: (Reply(**reply),))


def _call(name: str, tool: str, arguments: Mapping[str, Any] | str, *after: Reply) -> Case:
    """Return a case of a tool call and what the model says after it."""
    return Case(
        name=name, rounds=lambda prefix: (Reply(calls=[Call(prefix + tool, arguments)]), *after)
    )


def _refuses_tools(_: str) -> Rounds:
    """Return a model whose template cannot take tools, and which claims to have acted."""

    def reply(body: Mapping[str, Any]) -> Reply:
        if body.get("tools"):
            return Reply(failure=Failure.status(400, "the model does not support tools"))
        return Reply(text="Done, it is cosy now.")

    return (reply,)


_LIGHT = {"name": "Kitchen light"}
_CLAIM = Reply(text="Done, the light is bright.")

CASES = (
    Case(name="server down", rounds=lambda _: (), server_down=True),
    Case(name="server down, simple command", rounds=lambda _: (), server_down=True, text=COMMAND),
    _failure("404, model gone", Failure.status(404, "model 'qwen3.5:4b' not found")),
    Case(name="400, no tool support", rounds=_refuses_tools),
    _failure("401, key refused", Failure.status(401, "unauthorized")),
    _failure("500, runner died", Failure.status(500, "llama runner process has terminated")),
    _failure("502, page of a proxy", Failure.html(502)),
    _failure("503, busy", Failure.status(503, "server busy, please try again")),
    _failure("200, garbage", Failure.not_json()),
    _failure("200, web page", Failure.html()),
    _failure("200, JSON array", Failure.json_array()),
    _failure("200, no message", Failure.no_message()),
    _failure("200, empty body", Failure.empty_body()),
    _failure("disconnect at once", Failure.disconnect_after(0)),
    _failure("mid-stream garbage", Failure.garbage_after(4), _STORY),
    _failure("mid-stream error", Failure.error_after(4, "model crashed"), _STORY),
    _failure("mid-stream disconnect", Failure.disconnect_after(4), _STORY),
    _failure("hang before the first byte", Failure.hang()),
    _failure("hang mid-stream", Failure.hang_after(4), _STORY),
    _call(
        "arguments as a string", "HassTurnOn", '{"name": "Kitchen light"}', Reply(text="It is on.")
    ),
    _call("unknown tool", "HassFly", _LIGHT, Reply(text="I cannot do that.")),
    _call("wrong type", "HassLightSet", {**_LIGHT, "brightness": "very"}, _CLAIM),
    _call("missing argument", "HassSetPosition", {"name": "Living room blinds"}, _CLAIM),
    _call("tool call, then silence", "HassTurnOn", _LIGHT, Reply()),
    _call(
        "tool call, then disconnect",
        "HassTurnOn",
        _LIGHT,
        Reply(failure=Failure.disconnect_after(0)),
    ),
    _call("endless tool calls", "HassTurnOn", _LIGHT),
    _answer("only thinking", thinking="Let me think about it."),
    _answer("thoughts in tags", text="<think>They want light.</think>Hello."),
    Case(
        name="call written as text",
        rounds=lambda prefix: (
            Reply(
                text=f'<tool_call>{{"name": "{prefix}HassTurnOn", '
                '"arguments": {"name": "Kitchen light"}}</tool_call>'
            ),
            Reply(text="It is on."),
        ),
    ),
    _answer("answer of 8,000 words", text="word " * 8000),
)
